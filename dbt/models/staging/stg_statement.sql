select
    statement.report_key,
    statement.statement_seq,
    statement.statement_key,
    statement.title,
    statement.is_empty,
    statement.blank_lines,
    statement.blank_budget_items,
    statement.blank_outturn_items
from {{ source('core', 'report_statement') }} as statement
inner join {{ ref('stg_current_report') }} as report
    on statement.report_key = report.report_key
