-- A form that prints classes (类) prints the class of each of its sections (款), and one that prints sections those of its items
-- (项): a missing row shows in the code of the rows below it. Only forms by subject, whose codes have 3, 5 and 7 digits.
with form as (
    select
        report_key,
        statement_seq,
        array_agg(distinct row_code) as codes,
        array_agg(distinct length(row_code)) as digits
    from {{ ref('quality_figure') }}
    where row_code <> ''
    group by report_key, statement_seq
    -- Codes of units have lengths of their own: such a form isn't by subject.
    having bool_and(row_code ~ '^[235]\d\d(\d\d)?(\d\d)?$')
),

subject_row as (
    select
        form.report_key,
        form.statement_seq,
        form.codes,
        left(figure.row_code, -2) as parent_code,
        min(figure.figure_no) as figure_no
    from form
    inner join {{ ref('quality_figure') }} as figure
        on
            form.report_key = figure.report_key
            and form.statement_seq = figure.statement_seq
            and length(figure.row_code) - 2 = any(form.digits)
    where
        figure.side = ''
        and figure.row_code <> ''
        and figure.statement_key not in ('budget_special_projects', 'budget_carry_over', 'budget_procurement')
    group by form.report_key, form.statement_seq, form.codes, figure.row_code
)

select
    {{ at_figure('figure') }},
    '上级科目' || subject_row.parent_code || '在本表的行数' as left_label,
    case when subject_row.parent_code = any(subject_row.codes) then 1 else 0 end::numeric as left_amount,
    '应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from subject_row
inner join {{ ref('quality_figure') }} as figure
    on
        subject_row.report_key = figure.report_key
        and subject_row.figure_no = figure.figure_no
