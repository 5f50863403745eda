-- One row per column of a form that has words in it: those that print no number are among them.
select distinct
    statement.report_key,
    statement.statement_seq,
    (cell.column_no - 1)::integer as column_index
from {{ ref('quality_statement') }} as statement
inner join {{ source('core', 'report_document') }} as part
    on statement.report_key = part.report_key
inner join {{ source('raw', 'document_table') }} as document_table
    on
        part.document_key = document_table.document_key
        and part.first_table + document_table.table_index = any(statement.table_indexes::integer[])
cross join lateral jsonb_array_elements(document_table.cells) as line (cells)
cross join lateral jsonb_array_elements_text(line.cells) with ordinality as cell (text, column_no)
where cell.text ~ '[\u4e00-\u9fff]'
