-- A report that prints an item twice says it once: the first form that has it counts.
with form as (
    select
        *,
        rank() over (partition by report_key, phase, item order by statement_seq) as place
    from {{ affected(ref('stg_three_public')) }}
    where amount is not null
),

expense as (
    select
        report_key,
        item,
        {{ sum_of('amount', "phase = 'budget'") }} as budget,
        {{ sum_of('amount', "phase = 'outturn'") }} as outturn,
        {{ sum_of('amount', "phase = 'prior_budget'") }} as prior_budget,
        {{ sum_of('amount', "phase = 'prior_outturn'") }} as prior_outturn
    from form
    where place = 1
    group by report_key, item
),

-- Published totals aren't leaves; they are added up here from the items, whichever way vehicles are split. Where a form prints the total
-- without its items, or with some of them, what it prints is the total.
total as (
    select
        report_key,
        'total' as item,
        {{ printed_total_or_sum('budget') }} as budget,
        {{ printed_total_or_sum('outturn') }} as outturn,
        {{ printed_total_or_sum('prior_budget') }} as prior_budget,
        {{ printed_total_or_sum('prior_outturn') }} as prior_outturn
    from expense
    where item in ('total', 'abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception')
    group by report_key
),

vehicle as (
    select
        report_key,
        'vehicle' as item,
        {{ sum_of('budget') }} as budget,
        {{ sum_of('outturn') }} as outturn,
        {{ sum_of('prior_budget') }} as prior_budget,
        {{ sum_of('prior_outturn') }} as prior_outturn
    from expense
    where item in ('vehicle', 'vehicle_purchase', 'vehicle_running')
    group by report_key
)

select
    report_key,
    item,
    budget,
    outturn,
    prior_budget,
    prior_outturn
from expense
where item not in ('total', 'vehicle')
union all
select
    report_key,
    item,
    budget,
    outturn,
    prior_budget,
    prior_outturn
from vehicle
union all
select
    report_key,
    item,
    budget,
    outturn,
    prior_budget,
    prior_outturn
from total
