-- A completion or execution rate is the outturn divided by the budget that the same sentence states, whatever base it names. One unit of the
-- last digit of the rate is allowed, and what the rounding of both amounts explains. A budget of nothing is left to prose_zero_base.
with rate as (
    select * from {{ ref('quality_disclosure') }}
    where unit = '%' and metric ~ '^(完成率|预算执行率|执行率|预算完成率)$'
),

pair as (
    select distinct on (rate.report_key, rate.disclosure_no)
        rate.report_key,
        rate.disclosure_no,
        outturn.metric as outturn_metric,
        budget.metric as budget_metric,
        100 * outturn.amount / budget.amount as percent,
        2 * rate.half
        + 100 * ((abs(outturn.amount) + outturn.half) / (budget.amount - budget.half) - abs(outturn.amount) / budget.amount) as tolerance
    from rate
    inner join {{ ref('quality_disclosure') }} as outturn
        on
            rate.report_key = outturn.report_key
            and rate.group_no = outturn.group_no
            and outturn.unit like '%元'
            and outturn.metric ~ '^(支出决算|决算数|收入决算|全年执行数|执行数|实际支出|支出数)$'
    inner join {{ ref('quality_disclosure') }} as budget
        on
            rate.report_key = budget.report_key
            and rate.group_no = budget.group_no
            and budget.unit like '%元'
            and budget.metric ~ '^(年初预算|预算数|全年预算数|全年预算|调整预算数?|预算总额)$'
    -- A budget that may be nothing within its rounding says nothing of the rate.
    where budget.amount > budget.half
    order by
        rate.report_key asc,
        rate.disclosure_no asc,
        abs(rate.amount - 100 * outturn.amount / budget.amount) asc
)

select
    {{ at_disclosure('rate') }},
    '文字中“' || rate.item || '”' || rate.metric as left_label,
    rate.amount as left_amount,
    '按' || pair.outturn_metric || '÷' || pair.budget_metric || '计算' as right_label,
    pair.percent as right_amount,
    '=' as relation,
    pair.tolerance,
    '' as skip_reason
from rate
inner join pair
    on
        rate.report_key = pair.report_key
        and rate.disclosure_no = pair.disclosure_no
