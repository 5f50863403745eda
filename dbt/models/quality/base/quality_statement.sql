-- One row per form of the reports to evaluate, empty ones too.
select
    statement.report_key,
    statement.statement_seq,
    statement.statement_key,
    statement.title,
    statement.fund,
    statement.is_empty,
    statement.pages,
    statement.pages[1] as page,
    statement.table_indexes,
    statement.note
from {{ source('core', 'report_statement') }} as statement
inner join {{ ref('quality_report') }} as report
    on statement.report_key = report.report_key
