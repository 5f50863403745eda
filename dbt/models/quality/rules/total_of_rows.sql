-- The row 合计 of a form by subject, unit or project is the sum of its top rows, in each column. A form with several rows of that
-- kind for one column has subtotals that can't be told apart, and is skipped.
with total as (
    select
        figure.*,
        count(*) over (
            partition by figure.report_key, figure.statement_seq, figure.basis, figure.measure, figure.fund
        ) as total_count
    from {{ ref('quality_figure') }} as figure
    where
        figure.row_kind = 'total'
        and figure.side = ''
        and figure.line = ''
        and {{ of_amounts('figure') }}
        and figure.role <> 'percent'
),

top_row as (
    select
        figure.*,
        dense_rank() over rows_up + dense_rank() over rows_down - 1 as all_rows
    from {{ ref('quality_parent') }} as tree
    inner join {{ ref('quality_figure') }} as figure
        on
            tree.report_key = figure.report_key
            and tree.figure_no = figure.figure_no
    where
        tree.parent_figure_no is null
        and figure.row_kind in ('item', 'group')
    window
        rows_up as (partition by figure.report_key, figure.statement_seq order by figure.row_no asc),
        rows_down as (partition by figure.report_key, figure.statement_seq order by figure.row_no desc)
),

top as (
    select
        figure.report_key,
        figure.statement_seq,
        figure.basis,
        figure.measure,
        figure.member,
        figure.fund,
        count(*) as row_count,
        count(*) filter (where {{ may_be_rounded('figure.amount', 'figure.half') }}) as rounded_count,
        sum(figure.amount) as amount,
        sum(figure.half) as half,
        max(figure.all_rows) - count(*) as nil_count
    from top_row as figure
    group by
        figure.report_key,
        figure.statement_seq,
        figure.basis,
        figure.measure,
        figure.member,
        figure.fund
)

select
    {{ at_figure('total') }},
    total.row_label as left_label,
    total.amount as left_amount,
    '最上级' || top.row_count || '行之和' as right_label,
    top.amount as right_amount,
    '=' as relation,
    {{ sum_tolerance('total.half', 'top.half', 'top.row_count', 'top.nil_count') }} as tolerance,
    case when total.total_count > 1 then '本表有不止一个合计行' else '' end as skip_reason,
    total.half,
    top.rounded_count
from total
inner join top
    on
        total.report_key = top.report_key
        and total.statement_seq = top.statement_seq
        and {{ same_column('total', 'top') }}
