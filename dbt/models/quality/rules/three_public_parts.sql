-- “三公”经费 = 因公出国（境）费 + 公务用车购置及运行维护费 + 公务接待费; 公务用车购置及运行维护费 = 购置 + 运行; of each phase
-- (budget, outturn …). Forms print the items in one row or in one row each.
with figure as (
    select
        *,
        count(*) over (partition by report_key, statement_seq, basis, measure, member, fund) as column_count
    from {{ ref('quality_figure') }}
    where measure in ('three_public', 'fund_three_public') and role not in ('count', 'percent')
),

pair as (
    select
        whole.report_key,
        whole.figure_no,
        part.member as item,
        part.amount,
        part.half,
        part.column_label,
        part.figure_no as part_no,
        -- 公务用车 in one amount where the form prints it, else its two parts.
        max(case when part.member = 'vehicle' then 1 else 0 end)
            over (partition by whole.report_key, whole.figure_no) as has_vehicle
    from figure as whole
    inner join figure as part
        on
            whole.report_key = part.report_key
            and whole.statement_seq = part.statement_seq
            and whole.basis = part.basis
            and whole.measure = part.measure
            and whole.fund = part.fund
            and (
                whole.row_no = part.row_no
                or (whole.column_count = 1 and part.column_count = 1)
            )
            and (
                (whole.member = 'total' and part.member in ('abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception'))
                or (whole.member = 'vehicle' and part.member in ('vehicle_purchase', 'vehicle_running'))
                or (whole.member = 'all' and part.member in ('total', 'meeting', 'training'))
            )
),

part as (
    select
        pair.report_key,
        pair.figure_no,
        count(*) filter (where {{ may_be_rounded('pair.amount', 'pair.half') }}) as rounded_count,
        sum(pair.amount) as amount,
        sum(pair.half) as half,
        string_agg(pair.column_label, '+' order by pair.item collate "C", pair.part_no) as labels
    from pair
    where pair.item not in ('vehicle_purchase', 'vehicle_running') or pair.has_vehicle = 0
    group by pair.report_key, pair.figure_no
)

select
    {{ at_figure('whole') }},
    whole.column_label as left_label,
    whole.amount as left_amount,
    part.labels as right_label,
    part.amount as right_amount,
    '=' as relation,
    whole.half + part.half as tolerance,
    '' as skip_reason,
    whole.half,
    part.rounded_count
from figure as whole
inner join part
    on
        whole.report_key = part.report_key
        and whole.figure_no = part.figure_no
