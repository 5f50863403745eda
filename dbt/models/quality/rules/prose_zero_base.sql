-- Nothing grows from nothing by a percentage: where the amount of the year equals its increase, last year's was zero and no rate can
-- be stated; where the budget is zero, no completion rate but 0. A rate so large that what it is a rate of rounds to zero is no such case.
with zero_change as (
    select distinct
        report_key,
        rate_no as disclosure_no
    from {{ ref('quality_change') }} as change
    where
        change.amount > 0
        and change.amount = change.change_amount
        and change.rate_amount <> 0
        and 100 * (change.change_amount - change.change_half) / abs(change.rate_amount) > change.half + change.change_half
),

zero_budget as (
    select
        rate.report_key,
        rate.disclosure_no,
        min(budget.metric) as budget_metric
    from {{ ref('quality_disclosure') }} as rate
    inner join {{ ref('quality_disclosure') }} as budget
        on
            rate.report_key = budget.report_key
            and rate.group_no = budget.group_no
            and budget.metric in ('年初预算', '预算数', '全年预算数', '全年预算')
    -- Of several budgets the one that the rate names.
    left join {{ ref('quality_disclosure') }} as named
        on
            rate.report_key = named.report_key
            and rate.group_no = named.group_no
            and named.metric = {{ named_budget('rate') }}
    left join {{ ref('quality_disclosure') }} as outturn
        on
            rate.report_key = outturn.report_key
            and rate.group_no = outturn.group_no
            and outturn.metric in ('支出决算', '决算数', '收入决算', '全年执行数', '执行数', '实际支出', '支出数')
    where
        rate.unit = '%'
        and rate.metric in ('完成率', '预算执行率', '执行率')
        and (named.report_key is null or budget.metric = named.metric)
    group by rate.report_key, rate.disclosure_no
    having
        max(abs(budget.amount)) = 0
        and max(abs(rate.amount)) <> 0
        and (
            max(abs(outturn.amount)) is null
            or 100 * max(abs(outturn.amount) - outturn.half) / max(abs(rate.amount)) > max(budget.half)
            -- Amounts too small to print may have any rate; 100 % is what is written for nothing of nothing.
            or (max(abs(outturn.amount)) = 0 and max(abs(rate.amount)) = 100)
        )
),

stated as (
    select
        report_key,
        disclosure_no
    from {{ ref('quality_disclosure') }}
    where unit = '%' and metric in ('比上年增减率', '完成率', '预算执行率', '执行率')
)

select
    {{ at_disclosure('rate') }},
    '文字中“' || rate.item || '”' || rate.metric as left_label,
    rate.amount as left_amount,
    case
        when zero_budget.disclosure_no is not null then '但' || zero_budget.budget_metric || '为0，不应列完成率'
        else '但上年为0（增减额等于本年数），不应列增减率'
    end as right_label,
    case
        when zero_change.disclosure_no is null and zero_budget.disclosure_no is null then rate.amount else 0
    end as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from stated
inner join {{ ref('quality_disclosure') }} as rate
    on
        stated.report_key = rate.report_key
        and stated.disclosure_no = rate.disclosure_no
left join zero_change
    on
        stated.report_key = zero_change.report_key
        and stated.disclosure_no = zero_change.disclosure_no
left join zero_budget
    on
        stated.report_key = zero_budget.report_key
        and stated.disclosure_no = zero_budget.disclosure_no
