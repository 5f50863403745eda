-- A form that prints classes (类) prints the class of each of its sections (款), and one that prints sections those of its items
-- (项): a missing row shows in the code of the rows below it. Only forms by subject, whose codes have 3, 5 and 7 digits.
with subject_row as (
    select
        report_key,
        statement_seq,
        row_code,
        min(figure_no) as figure_no
    from {{ ref('quality_figure') }}
    where
        side = ''
        and row_code ~ '^[235]\d\d(\d\d)?(\d\d)?$'
        and statement_key not in ('budget_special_projects', 'budget_carry_over', 'budget_procurement')
    group by report_key, statement_seq, row_code
),

-- Forms by unit have codes of their own: one other length, and the form isn't by subject.
by_subject as (
    select
        figure.report_key,
        figure.statement_seq
    from {{ ref('quality_figure') }} as figure
    where figure.row_code <> ''
    group by figure.report_key, figure.statement_seq
    having bool_and(figure.row_code ~ '^[235]\d\d(\d\d)?(\d\d)?$')
),

level as (
    select distinct
        report_key,
        statement_seq,
        length(row_code) as digits
    from subject_row
)

select
    {{ at_figure('figure') }},
    '上级科目' || left(subject_row.row_code, level.digits) || '在本表的行数' as left_label,
    count(parent.row_code)::numeric as left_amount,
    '应有行数' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from subject_row
inner join by_subject
    on
        subject_row.report_key = by_subject.report_key
        and subject_row.statement_seq = by_subject.statement_seq
inner join level
    on
        subject_row.report_key = level.report_key
        and subject_row.statement_seq = level.statement_seq
        and length(subject_row.row_code) = level.digits + 2
left join subject_row as parent
    on
        subject_row.report_key = parent.report_key
        and subject_row.statement_seq = parent.statement_seq
        and left(subject_row.row_code, level.digits) = parent.row_code
inner join {{ ref('quality_figure') }} as figure
    on
        subject_row.report_key = figure.report_key
        and subject_row.figure_no = figure.figure_no
group by
    figure.report_key,
    figure.statement_seq,
    figure.page,
    figure.table_index,
    figure.row_index,
    figure.column_index,
    figure.row_label,
    figure.column_label,
    figure.unit,
    figure.factor,
    subject_row.row_code,
    level.digits
