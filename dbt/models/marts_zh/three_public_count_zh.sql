-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='three_public_count') }}

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
    item as "数量代码",
    item_zh as "数量名称",
    expense_item as "经费事项代码",
    count as "数量",
    count_unit as "计量单位",
    prior_count as "上年数量",
    prior_source as "上年数来源",
    origin as "来源",
    figure_no as "数字序号",
    disclosure_no as "披露序号",
    statement_title as "报表标题",
    page as "页码",
    sentence as "句子"
from {{ ref('three_public_count') }}
