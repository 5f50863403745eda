-- The printed line numbers (行次) of a form follow each other: a number that is missing between two neighbours of a column is a
-- line that was left out. Only columns of at least six numbers, four fifths of which follow each other. So do the numbers in the labels of a summary
-- (一、二、 and （一）（二） below each): where the form prints lines without an amount, and a column lacks one number of a whole series and its neighbours stand
-- in rows one below the other.
with in_row as (
    select
        cell.*,
        count(*) filter (where cell.text ~ '[\u4e00-\u9fff]') over (
            partition by cell.report_key, cell.statement_seq, cell.table_index, cell.row_index order by cell.column_index
        ) as label_no,
        cell.text ~ '^-?[\d,，]*\d(\.\d+)?$' and cell.text !~ '^0(\.0+)?$' and left_cell.report_key is null as is_amount
    from {{ ref('quality_cell') }} as cell
    left join {{ ref('quality_left_cell') }} as left_cell
        on
            cell.report_key = left_cell.report_key
            and cell.statement_seq = left_cell.statement_seq
            and cell.table_index = left_cell.table_index
            and cell.row_index = left_cell.row_index
            and cell.column_index = left_cell.column_index
            and left_cell.reason = 'line_number'
    where cell.statement_key not in ('procurement', 'three_public')
),

-- A label has an amount where one stands behind it, before the next label of the row.
printed as (
    select
        *,
        bool_or(is_amount) over (partition by report_key, statement_seq, table_index, row_index, label_no) as has_amount,
        {{ label_numeral('text') }} as numeral,
        left(text, 1) in ('（', '(') as is_inner
    from in_row
),

-- A numeral up to 九十九 in digits.
in_digits as (
    select
        *,
        {{ numeral_value('numeral') }} as label_number
    from printed
),

-- Numbers in brackets begin anew below each number without.
label as (
    select
        *,
        is_inner::integer * count(*) filter (where numeral is not null and not is_inner) over up_to_here as series_no,
        lag(numeral) over up_to_here as numeral_above,
        lag(is_inner) over up_to_here as is_inner_above,
        lag(label_number) over up_to_here as number_above,
        lag(row_index) over up_to_here as row_above
    from in_digits
    window up_to_here as (partition by report_key, statement_seq, table_index, column_index order by row_index)
),

-- What stands in the row above: the number before, or what the first in brackets stands below.
step as (
    select
        *,
        case
            when numeral_above is null or row_above <> row_index - 1 then null
            when is_inner = is_inner_above then number_above
            when is_inner then 0
        end as number_before
    from label
    where numeral is not null
),

series as (
    select
        report_key,
        statement_seq,
        table_index,
        column_index,
        is_inner,
        series_no
    from step
    group by report_key, statement_seq, table_index, column_index, is_inner, series_no
    having
        count(*) >= 3
        and max(label_number) = count(distinct label_number) + 1
        and count(*) filter (where number_before is not null and label_number = number_before + 2) = 1
        -- A row that prints 0 shows as well that lines without money are printed.
        and count(*) filter (where not has_amount) >= 2
),

numbered_label as (
    select distinct on (step.report_key, step.statement_seq, step.table_index, step.row_index) step.*
    from step
    inner join series
        on
            step.report_key = series.report_key
            and step.statement_seq = series.statement_seq
            and step.table_index = series.table_index
            and step.column_index = series.column_index
            and step.is_inner = series.is_inner
            and step.series_no = series.series_no
    where step.label_number = step.number_before + 2
    order by
        step.report_key asc,
        step.statement_seq asc,
        step.table_index asc,
        step.row_index asc,
        step.column_index asc
),

cell as (
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
union all
select
    report_key,
    statement_seq,
    null::integer as disclosure_no,
    page,
    table_index,
    row_index,
    column_index,
    text as row_label,
    '编号' as column_label,
    '' as unit,
    1::numeric as factor,
    '本行编号' as left_label,
    label_number::numeric as left_amount,
    '上一行之后应为' as right_label,
    (number_before + 1)::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from numbered_label
