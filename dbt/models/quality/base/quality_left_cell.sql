-- The printed line numbers (行次) and codes of forms, those of rows without an amount too: what shows that a line is missing.
select
    left_cell.report_key,
    statement.statement_seq,
    left_cell.reason,
    left_cell.table_index,
    left_cell.row_index,
    left_cell.column_index,
    left_cell.page,
    left_cell.text
from {{ source('core', 'left_cell') }} as left_cell
inner join {{ ref('quality_statement') }} as statement
    on
        left_cell.report_key = statement.report_key
        and left_cell.table_index = any(statement.table_indexes)
where left_cell.reason in ('line_number', 'code')
