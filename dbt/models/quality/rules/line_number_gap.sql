-- The printed line numbers (行次) of a form follow each other: a number that is missing between two neighbours of a column is a
-- line that was left out. Only columns of at least six numbers, four fifths of which follow each other.
with cell as (
    select
        *,
        text::integer as line_number
    from {{ ref('quality_left_cell') }}
    where reason = 'line_number' and text ~ '^\d{1,3}$'
),

neighbour as (
    select
        *,
        lead(line_number) over (
            partition by report_key, statement_seq, table_index, column_index order by row_index
        ) as next_number
    from cell
),

regular as (
    select
        report_key,
        statement_seq,
        table_index,
        column_index
    from neighbour
    where next_number is not null
    group by report_key, statement_seq, table_index, column_index
    having count(*) >= 5 and count(*) filter (where next_number = line_number + 1) * 5 >= count(*) * 4
)

select
    neighbour.report_key,
    neighbour.statement_seq,
    null::integer as disclosure_no,
    neighbour.page,
    neighbour.table_index,
    neighbour.row_index,
    neighbour.column_index,
    '行次' || neighbour.line_number as row_label,
    '行次' as column_label,
    '' as unit,
    1::numeric as factor,
    '下一个行次' as left_label,
    neighbour.next_number::numeric as left_amount,
    '应为' as right_label,
    (neighbour.line_number + 1)::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from neighbour
inner join regular
    on
        neighbour.report_key = regular.report_key
        and neighbour.statement_seq = regular.statement_seq
        and neighbour.table_index = regular.table_index
        and neighbour.column_index = regular.column_index
where neighbour.next_number > neighbour.line_number
