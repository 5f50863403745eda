-- A summary form: 本年收入合计 (本年支出合计) is the sum of the lines above it, and 总计 is that plus the lines below it (balances
-- brought forward or carried forward, surplus used or distributed); a sum of no line at all is zero. Where no 本年…合计 is printed, 总计 is the sum of all lines.
with line as (
    select
        figure.*,
        tree.parent_figure_no
    from {{ ref('quality_figure') }} as figure
    left join {{ ref('quality_parent') }} as tree
        on
            figure.report_key = tree.report_key
            and figure.figure_no = tree.figure_no
    where
        figure.side <> ''
        and {{ of_amounts('figure') }}
        and figure.role <> 'percent'
),

sum_line as (
    select
        *,
        count(*) over (partition by report_key, statement_seq, side, basis, measure, fund, row_kind) as line_count
    from line
    where
        line in ('total', 'current_revenue', 'current_expenditure')
        and row_kind in ('total', 'subtotal')
),

current_line as (
    select * from sum_line
    where row_kind = 'subtotal'
),

part as (
    select
        sum_line.report_key,
        sum_line.figure_no,
        count(line.figure_no) as part_count,
        count(*) filter (where {{ may_be_rounded('line.amount', 'line.half') }}) as rounded_count,
        coalesce(sum(line.amount), 0) as amount,
        coalesce(sum(line.half), 0) as half
    from sum_line
    left join current_line
        on
            sum_line.report_key = current_line.report_key
            and sum_line.statement_seq = current_line.statement_seq
            and sum_line.side = current_line.side
            and {{ same_column('sum_line', 'current_line') }}
            and sum_line.row_kind = 'total'
    left join line
        on
            sum_line.report_key = line.report_key
            and sum_line.statement_seq = line.statement_seq
            and sum_line.side = line.side
            and {{ same_column('sum_line', 'line') }}
            and sum_line.row_no > line.row_no
            and (current_line.row_no is null or current_line.row_no <= line.row_no)
            and line.parent_figure_no is null
            and (line.row_kind = 'item' or current_line.figure_no = line.figure_no)
    group by sum_line.report_key, sum_line.figure_no
),

heading as (
    select distinct
        report_key,
        parent_figure_no as figure_no
    from line
    where parent_figure_no is not null
)

select
    {{ at_figure('sum_line') }},
    sum_line.row_label as left_label,
    sum_line.amount as left_amount,
    '所列' || part.part_count || '行之和' as right_label,
    part.amount as right_amount,
    '=' as relation,
    -- A line without a number isn't known here: it may be less than the digits show.
    sum_line.half + part.half as tolerance,
    case when sum_line.line_count > 1 then '本栏有不止一个合计行' else '' end as skip_reason,
    sum_line.half,
    part.rounded_count
from sum_line
inner join part
    on
        sum_line.report_key = part.report_key
        and sum_line.figure_no = part.figure_no
left join heading
    on
        sum_line.report_key = heading.report_key
        and sum_line.figure_no = heading.figure_no
-- A sum printed above its parts heads them, and is compared with them as their parent.
where part.part_count > 0 or heading.figure_no is null
