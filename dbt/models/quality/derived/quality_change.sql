-- One row per stated change against the year before (比上年增减额), with the rate stated in the same group and each amount of the year
-- that the prose states for the same thing: what prose_change_rate and prose_zero_base compare. Where the rate stands alone beside last
-- year's amount (上年数, or 上年预算数 where the rate compares with that), the change is what lies between both.
with change as (
    select * from {{ ref('quality_disclosure') }}
    where metric = '比上年增减额'
),

rate as (
    select * from {{ ref('quality_disclosure') }}
    where metric = '比上年增减率'
)

select
    change.report_key,
    change.disclosure_no as change_no,
    change.amount as change_amount,
    change.half as change_half,
    rate.disclosure_no as rate_no,
    rate.amount as rate_amount,
    rate.half as rate_half,
    amount.disclosure_no as amount_no,
    amount.metric as amount_metric,
    amount.amount,
    amount.half,
    '增减额' as beside
from change
inner join rate
    on
        change.report_key = rate.report_key
        and change.group_no = rate.group_no
        and change.subject = rate.subject
inner join {{ ref('quality_report') }} as report
    on change.report_key = report.report_key
left join {{ ref('quality_disclosure') }} as amount
    on
        change.report_key = amount.report_key
        and change.subject = amount.subject
        and change.item_code = amount.item_code
        and amount.is_money
        and (
            amount.metric in ('金额', '决算数', '支出决算', '收入决算')
            or (report.kind = 'budget' and amount.metric in ('预算数', '年初预算'))
        )
        -- What the same sentence states; what other sentences say of the same thing only where that one states no amount.
        and (
            change.group_no = amount.group_no
            or not exists (
                select 1
                from {{ ref('quality_disclosure') }} as own
                where
                    change.report_key = own.report_key
                    and change.group_no = own.group_no
                    and own.metric in ('金额', '决算数', '支出决算', '预算数', '收入决算')
            )
        )
union all
select
    last_year.report_key,
    last_year.disclosure_no as change_no,
    amount.amount - last_year.amount as change_amount,
    amount.half + last_year.half as change_half,
    rate.disclosure_no as rate_no,
    rate.amount as rate_amount,
    rate.half as rate_half,
    amount.disclosure_no as amount_no,
    amount.metric as amount_metric,
    amount.amount,
    amount.half,
    last_year.metric as beside
from {{ ref('quality_disclosure') }} as last_year
inner join rate
    on
        last_year.report_key = rate.report_key
        and last_year.group_no = rate.group_no
        and last_year.subject = rate.subject
        and last_year.metric = case when {{ marked('against_prior_budget', 'rate') }} then '上年预算数' else '上年数' end
inner join {{ ref('quality_disclosure') }} as amount
    on
        last_year.report_key = amount.report_key
        and last_year.group_no = amount.group_no
        and last_year.subject = amount.subject
        and amount.is_money
        and amount.metric in ('金额', '预算数', '决算数', '支出决算')
where not exists (
    select 1
    from change
    where last_year.report_key = change.report_key and last_year.group_no = change.group_no
)
