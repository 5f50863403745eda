-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='performance_task') }}

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
    row_no as "行号",
    performance_kind as "绩效表种类",
    title as "标题",
    task as "任务",
    is_task_total as "任务合计",
    initial_budget as "年初预算",
    annual_budget as "全年预算",
    executed as "全年执行",
    executed_fiscal as "财政拨款执行",
    execution_percent as "执行率",
    stated_execution_percent as "所述执行率"
from {{ ref('performance_task') }}
