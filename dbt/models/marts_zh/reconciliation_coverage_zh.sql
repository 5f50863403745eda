-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='reconciliation_coverage') }}

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
    rule as "规则代码",
    rule_zh as "规则",
    rule_en as "规则英文名",
    family as "规则类别",
    severity as "严重程度",
    evaluated as "已核对处数",
    passed as "相符处数",
    failed as "不符处数",
    skipped as "未核对处数",
    skip_reasons as "未核对原因"
from {{ ref('reconciliation_coverage') }}
