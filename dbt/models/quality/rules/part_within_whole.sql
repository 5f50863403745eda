-- A part is no more than its whole: a 其中 row than the row it belongs to, a 其中 column than the total of its row, contracts with
-- small and medium enterprises than all procurement, with small and micro ones than those.
with figure as (
    select * from {{ ref('quality_figure') }}
    where role not in ('percent', 'count')
),

pair as (
    select
        part.report_key,
        part.figure_no,
        whole.figure_no as whole_figure_no
    from figure as part
    inner join figure as whole
        on
            part.report_key = whole.report_key
            and part.statement_seq = whole.statement_seq
            and part.parent_row_no = whole.row_no
            and {{ same_column('part', 'whole') }}
    where part.row_kind = 'of_which' and part.statement_key <> 'procurement'
    union all
    select
        part.report_key,
        part.figure_no,
        whole.figure_no as whole_figure_no
    from figure as part
    inner join figure as whole
        on
            part.report_key = whole.report_key
            and part.statement_seq = whole.statement_seq
            and part.row_no = whole.row_no
            and whole.measure = 'total'
            and {{ of_year('whole') }}
    where
        part.role = 'of_which'
        and part.row_kind <> 'of_which'
        and part.basis = 'this_year'
        -- A column that nothing names is a part only where its header says 其中.
        and (part.measure <> 'unmapped' or {{ marked('column_of_which', 'part') }})
    union all
    select
        part.report_key,
        part.figure_no,
        whole.figure_no as whole_figure_no
    from figure as part
    inner join figure as whole
        on
            part.report_key = whole.report_key
            and part.statement_seq = whole.statement_seq
            and {{ same_column('part', 'whole') }}
            and ((part.line = 'sme' and whole.line = 'total') or (part.line = 'micro' and whole.line = 'sme'))
    where part.statement_key = 'procurement'
)

select
    {{ at_figure('part') }},
    case when part.row_no = whole.row_no then part.column_label else part.row_label end as left_label,
    part.amount as left_amount,
    case when part.row_no = whole.row_no then whole.column_label else whole.row_label end as right_label,
    whole.amount as right_amount,
    '<=' as relation,
    part.half + whole.half as tolerance,
    -- A total of the year's money leaves out what was carried over: more than one row shows it.
    case
        when
            part.row_no = whole.row_no
            and part.measure in ('carried_over', 'fund_opening', 'opening')
            and count(*) filter (where part.amount - whole.amount > part.half + whole.half) over (
                partition by part.report_key, part.statement_seq, part.basis, part.measure, part.member, part.fund
            ) > 1
            then '合计不含上年结转'
        else ''
    end as skip_reason
from pair
inner join figure as part
    on
        pair.report_key = part.report_key
        and pair.figure_no = part.figure_no
inner join figure as whole
    on
        pair.report_key = whole.report_key
        and pair.whole_figure_no = whole.figure_no
