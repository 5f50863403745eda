-- Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.
{{ config(alias='reconciliation_evaluation') }}

select
    report_key as "报告键",
    evaluation_no as "核对序号",
    rule as "规则代码",
    statement_seq as "报表次序",
    disclosure_no as "披露序号",
    page as "页码",
    table_index as "表格序号",
    row_index as "行位置",
    column_index as "列位置",
    row_label as "行名称",
    column_label as "列名称",
    unit as "单位",
    left_label as "左边",
    left_value as "左边数值",
    relation as "关系",
    right_label as "右边",
    right_value as "右边数值",
    difference as "差额",
    tolerance as "允许误差",
    status as "核对结果",
    skip_reason as "未核对原因"
from {{ ref('reconciliation_evaluation') }}
