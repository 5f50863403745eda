-- A form that lists items (项) lists some of each section (款) that has an amount, and one that lists sections some of each class
-- (类): a subject without any is a row that is missing. Only forms of which half of the subjects of that level at least have rows below
-- them, and subjects that have some in all other forms of the report that print them. Rows that print no number are some where all of them
-- together may hold the subject's amount, each less than the digits show.
with form as (
    select
        report_key,
        statement_seq,
        array_agg(distinct row_code) as codes
    from {{ ref('quality_figure') }}
    where side = '' and row_code <> ''
    group by report_key, statement_seq
    -- Codes of units have lengths of their own: such a form isn't by subject.
    having bool_and(row_code ~ '^[235]\d\d(\d\d)?(\d\d)?$')
),

subject_row as (
    select
        form.report_key,
        form.statement_seq,
        figure.row_code,
        form.codes,
        min(figure.figure_no) as figure_no,
        max(abs(figure.amount)) as amount,
        max(figure.half) as half
    from form
    inner join {{ ref('quality_figure') }} as figure
        on
            form.report_key = figure.report_key
            and form.statement_seq = figure.statement_seq
    where
        figure.row_code ~ '^[23]\d\d(\d\d)?$'
        and figure.amount <> 0
        and figure.statement_key not in (
            'budget_special_projects', 'budget_basic_projects', 'budget_carry_over', 'budget_procurement'
        )
    group by form.report_key, form.statement_seq, figure.row_code, form.codes
),

blank as (
    select
        subject_row.report_key,
        subject_row.statement_seq,
        subject_row.row_code,
        count(distinct cell.text) as row_count
    from subject_row
    inner join {{ ref('quality_left_cell') }} as cell
        on
            subject_row.report_key = cell.report_key
            and subject_row.statement_seq = cell.statement_seq
            and cell.reason = 'code'
            and subject_row.row_code = left(cell.text, -2)
            and cell.text <> all(subject_row.codes)
    group by subject_row.report_key, subject_row.statement_seq, subject_row.row_code
),

counted as (
    select
        subject_row.report_key,
        subject_row.statement_seq,
        subject_row.figure_no,
        subject_row.row_code,
        case when subject_row.amount <= (blank.row_count + 1) * subject_row.half then blank.row_count else 0 end + (
            select count(*)
            from unnest(subject_row.codes) as child (code)
            where left(child.code, length(subject_row.row_code)) = subject_row.row_code and child.code <> subject_row.row_code
        ) as child_count,
        (
            select coalesce(bool_or(length(other.code) = length(subject_row.row_code) + 2), false)
            from unnest(subject_row.codes) as other (code)
        ) as has_level
    from subject_row
    left join blank
        on
            subject_row.report_key = blank.report_key
            and subject_row.statement_seq = blank.statement_seq
            and subject_row.row_code = blank.row_code
),

-- A form that prints a subject twice (two funds) counts once.
in_forms as (
    select
        report_key,
        row_code,
        count(distinct statement_seq) filter (where child_count > 0) as with_children,
        count(distinct statement_seq) filter (where child_count = 0) as without_children
    from counted
    group by report_key, row_code
),

usual as (
    select
        report_key,
        statement_seq,
        length(row_code) as digits
    from counted
    group by report_key, statement_seq, length(row_code)
    having count(*) filter (where child_count > 0) * 2 >= count(*)
)

select
    {{ at_figure_in_rows('figure') }},
    '科目' || counted.row_code || '在本表的下级科目行数' as left_label,
    least(counted.child_count, 1)::numeric as left_amount,
    '应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from counted
inner join in_forms
    on
        counted.report_key = in_forms.report_key
        and counted.row_code = in_forms.row_code
left join usual
    on
        counted.report_key = usual.report_key
        and counted.statement_seq = usual.statement_seq
        and length(counted.row_code) = usual.digits
inner join {{ ref('quality_figure') }} as figure
    on
        counted.report_key = figure.report_key
        and counted.figure_no = figure.figure_no
where usual.report_key is not null or (counted.has_level and in_forms.with_children > 0 and in_forms.without_children = 1)
