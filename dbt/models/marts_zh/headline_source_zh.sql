-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='headline_source') }}

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
    headline as "指标代码",
    headline_zh as "指标",
    sort_order as "排序",
    amount as "金额",
    fund as "资金",
    origin as "来历",
    figure_no as "数字序号",
    group_no as "披露分组",
    statement_title as "报表标题",
    page as "页码",
    row_label as "行名称",
    column_label as "列名称",
    printed as "原文",
    sentence as "句子"
from {{ ref('headline_source') }}
