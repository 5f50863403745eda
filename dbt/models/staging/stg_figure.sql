select
    figure.report_key,
    figure.figure_no,
    figure.statement_seq,
    figure.statement_key,
    figure.row_no,
    statement.title as statement_title,
    figure.page,
    figure.table_index,
    figure.row_index,
    figure.column_index,
    figure.side,
    figure.row_kind,
    figure.line,
    figure.row_code,
    figure.row_label,
    figure.column_label,
    figure.basis,
    figure.measure,
    figure.member,
    figure.fund,
    figure.printed,
    figure.value,
    figure.unit,
    figure.amount_yuan,
    figure.role,
    figure.fact,
    figure.marks,
    coalesce(jsonb_array_length(nullif(figure.repairs, 'null'::jsonb)), 0) > 0 as is_repaired
from {{ source('core', 'figure') }} as figure
inner join {{ ref('stg_current_report') }} as report
    on figure.report_key = report.report_key
inner join {{ source('core', 'report_statement') }} as statement
    on
        figure.agency_key = statement.agency_key
        and figure.report_key = statement.report_key
        and figure.statement_seq = statement.statement_seq
