-- One row per printed cell of the forms whose rows the official model names one by one (procurement, three public expenses) or numbers (the
-- summaries): a row without an amount has no figure, but shows that its form lists such rows.
select
    report.report_key,
    statement.statement_seq,
    statement.statement_key,
    part.first_table + document_table.table_index as table_index,
    line.row_no::integer - 1 as row_index,
    cell.column_no::integer - 1 as column_index,
    document_table.page,
    regexp_replace(cell.text, '<[^<>]{1,9}>|\s', '', 'g') as text
from {{ ref('quality_report') }} as report
inner join {{ ref('quality_statement') }} as statement
    on
        report.report_key = statement.report_key
        and statement.statement_key in (
            'procurement', 'three_public', 'revenue_expenditure_summary', 'fiscal_summary', 'budget_summary', 'budget_fiscal_summary'
        )
inner join {{ source('core', 'report_document') }} as part
    on report.report_key = part.report_key
inner join {{ source('raw', 'document_table') }} as document_table
    on
        part.document_key = document_table.document_key
        and part.first_table + document_table.table_index = any(statement.table_indexes)
cross join lateral jsonb_array_elements(document_table.cells) with ordinality as line (cells, row_no)
cross join lateral jsonb_array_elements_text(line.cells) with ordinality as cell (text, column_no)
where cell.text ~ '\S'
