-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='three_public') }}

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
    item as "事项代码",
    item_zh as "事项",
    is_total as "是合计",
    budget as "预算数",
    budget_source as "预算来源",
    outturn as "决算数",
    outturn_source as "决算来源",
    completion_percent as "完成率",
    prior_amount as "上年数",
    prior_source as "上年数来源",
    change_amount as "增减额",
    change_percent as "增减率",
    reason_against_budget as "与预算差异原因",
    reason_against_prior_year as "比上年增减原因"
from {{ ref('three_public') }}
