-- Shares of one section whose amounts add up to the total that the section states make up 100 %.
with part as (
    select
        rate.report_key,
        rate.section,
        rate.position,
        amount.metric,
        count(*) as part_count,
        sum(rate.amount) as percent,
        sum(2 * rate.half) as percent_half,
        sum(amount.amount) as amount,
        sum(amount.half) as half,
        min(rate.disclosure_no) as first_no
    from {{ ref('quality_disclosure') }} as rate
    inner join {{ ref('quality_disclosure') }} as amount
        on
            rate.report_key = amount.report_key
            and rate.group_no = amount.group_no
            and amount.is_money
            and amount.metric in ('金额', '决算数', '支出决算')
    where
        rate.unit = '%'
        and {{ marked('share', 'rate') }}
        and rate.base = ''
        and rate.topic <> 'performance'
    group by rate.report_key, rate.section, rate.position, amount.metric
    having count(*) > 1
)

select
    {{ at_disclosure('place') }},
    '所列' || part.part_count || '项占比之和' as left_label,
    part.percent as left_amount,
    '应为' as right_label,
    100::numeric as right_amount,
    '=' as relation,
    part.percent_half as tolerance,
    '' as skip_reason
from part
inner join {{ ref('quality_disclosure') }} as place
    on
        part.report_key = place.report_key
        and part.first_no = place.disclosure_no
where exists (
    select 1
    from {{ ref('quality_disclosure') }} as total
    where
        part.report_key = total.report_key
        and part.section = total.section
        and part.metric = total.metric
        and total.is_money
        and total.disclosure_no < part.first_no
        and abs(total.amount - part.amount) <= total.half + part.half
        and total.amount > 0
)
