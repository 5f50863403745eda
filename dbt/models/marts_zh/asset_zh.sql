-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='asset') }}

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
    fact_no as "序号",
    asset as "资产代码",
    asset_zh as "资产",
    movement as "变动代码",
    movement_zh as "变动",
    asset_kind as "资产类别",
    is_total as "是合计",
    counts_once as "计数一次",
    quantity as "数量",
    threshold_yuan as "单价门槛",
    page as "页码",
    sentence as "句子"
from {{ ref('asset') }}
