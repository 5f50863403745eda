-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='revenue_source') }}

select
    report_key as "报告键",
    agency as "部门",
    agency_type as "部门类型",
    admin_level as "层级代码",
    admin_level_zh as "层级",
    region_code as "行政区划代码",
    region as "地区",
    province as "省",
    city as "市",
    county as "县",
    fiscal_year as "年度",
    kind as "种类代码",
    kind_zh as "种类",
    scope as "范围代码",
    scope_zh as "范围",
    source_code as "资金来源代码",
    source as "资金来源",
    amount as "金额",
    origin as "来历",
    agency_total as "部门合计",
    share_percent as "占比",
    statement_key as "报表键"
from {{ ref('revenue_source') }}
