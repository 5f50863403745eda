select
    balance.report_key,
    balance.fact_no,
    balance.statement_seq,
    balance.statement_key,
    statement.breadth,
    balance.side,
    balance.line,
    balance.label,
    balance.fund,
    balance.flow,
    balance.amount
from {{ source('core', 'fact_balance') }} as balance
inner join {{ ref('stg_current_report') }} as report
    on balance.report_key = report.report_key
inner join {{ source('core', 'dim_statement') }} as statement
    on balance.statement_key = statement.statement_key
