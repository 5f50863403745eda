-- A total that isn't nothing is of something: a form that lists subjects by their codes prints an amount beside one of them at least.
with form as (
    select
        figure.report_key,
        figure.statement_seq,
        min(figure.figure_no) filter (where figure.row_kind in ('total', 'group_total') and figure.amount <> 0) as figure_no,
        coalesce(bool_or(figure.row_kind in ('item', 'group') and figure.row_code <> '' and figure.amount <> 0), false) as has_row
    from {{ ref('quality_figure') }} as figure
    where {{ of_amounts('figure') }}
    group by figure.report_key, figure.statement_seq
    having bool_or(figure.row_kind in ('total', 'group_total') and figure.amount <> 0)
),

listed as (
    select
        report_key,
        statement_seq,
        count(distinct text) as code_count
    from {{ ref('quality_left_cell') }}
    where reason = 'code' and text ~ '^\d{3}(\d{2}){0,2}$'
    group by report_key, statement_seq
)

select
    {{ at_figure_in_rows('figure') }},
    '“' || figure.row_label || '”有数，所列科目中有数的行数' as left_label,
    form.has_row::integer::numeric as left_amount,
    '应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from form
inner join {{ ref('quality_figure') }} as figure
    on
        form.report_key = figure.report_key
        and form.figure_no = figure.figure_no
left join listed
    on
        form.report_key = listed.report_key
        and form.statement_seq = listed.statement_seq
where form.has_row or listed.code_count > 1
