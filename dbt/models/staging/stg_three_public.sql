select
    expense.report_key,
    expense.fact_no,
    expense.statement_seq,
    expense.statement_key,
    expense.row_no,
    expense.phase,
    expense.item_group,
    expense.item,
    expense.unit_code,
    expense.amount,
    expense.count,
    expense.count_unit
from {{ source('core', 'fact_three_public') }} as expense
inner join {{ ref('stg_current_report') }} as report
    on expense.report_key = report.report_key
