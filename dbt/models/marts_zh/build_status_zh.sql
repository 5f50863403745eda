-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='build_status') }}

select
    mart as "集市",
    entry_no as "条目序号",
    status as "状态代码",
    status_zh as "状态",
    report_key as "报告键",
    agency as "部门",
    fiscal_year as "年度",
    kind as "种类代码",
    kind_zh as "种类",
    scope as "范围代码",
    scope_zh as "范围",
    file_name as "文件名",
    form as "有关报表",
    reason as "缘由代码",
    reason_zh as "缘由",
    origin as "违反之处",
    columns as "有关列",
    detail as "说明"
from {{ ref('build_status') }}
