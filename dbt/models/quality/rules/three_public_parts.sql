-- “三公”经费 = 因公出国（境）费 + 公务用车购置及运行维护费 + 公务接待费; 公务用车购置及运行维护费 = 购置 + 运行; of each phase
-- (budget, outturn …). Forms print the items in one row or in one row each.
with figure as (
    select
        *,
        split_part(measure, ':', 1) as phase,
        split_part(measure, ':', 2) as item,
        count(*) over (partition by report_key, statement_seq, measure) as measure_count
    from {{ ref('quality_figure') }}
    where measure like '%:%' and role not in ('count', 'percent')
),

pair as (
    select
        whole.report_key,
        whole.figure_no,
        part.item,
        part.amount,
        part.half,
        part.column_label,
        part.figure_no as part_no,
        -- 公务用车 in one amount where the form prints it, else its two parts.
        max(case when part.item = 'vehicle' then 1 else 0 end)
            over (partition by whole.report_key, whole.figure_no) as has_vehicle
    from figure as whole
    inner join figure as part
        on
            whole.report_key = part.report_key
            and whole.statement_seq = part.statement_seq
            and whole.phase = part.phase
            and (
                whole.row_no = part.row_no
                or (whole.measure_count = 1 and part.measure_count = 1)
            )
            and (
                (whole.item = 'total' and part.item in ('abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception'))
                or (whole.item = 'vehicle' and part.item in ('vehicle_purchase', 'vehicle_running'))
                or (whole.item = 'all' and part.item in ('total', 'meeting', 'training'))
            )
),

part as (
    select
        pair.report_key,
        pair.figure_no,
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
    '' as skip_reason
from figure as whole
inner join part
    on
        whole.report_key = part.report_key
        and whole.figure_no = part.figure_no
