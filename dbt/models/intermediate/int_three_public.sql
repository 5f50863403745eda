-- A report that prints an item twice says it once: the first form that has it counts.
with form as (
    select
        *,
        rank() over (partition by report_key, phase, item order by statement_seq) as place
    from {{ ref('stg_three_public') }}
    where amount is not null
),

expense as (
    select
        report_key,
        item,
        sum(amount) filter (where phase = 'budget') as budget,
        sum(amount) filter (where phase = 'outturn') as outturn,
        sum(amount) filter (where phase = 'prior_budget') as prior_budget,
        sum(amount) filter (where phase = 'prior_outturn') as prior_outturn
    from form
    where place = 1
    group by report_key, item
),

-- Published totals aren't leaves; they are added up here from the items, whichever way vehicles are split.
total as (
    select
        report_key,
        'total' as item,
        sum(budget) as budget,
        sum(outturn) as outturn,
        sum(prior_budget) as prior_budget,
        sum(prior_outturn) as prior_outturn
    from expense
    where item in ('abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception')
    group by report_key
),

vehicle as (
    select
        report_key,
        'vehicle' as item,
        sum(budget) as budget,
        sum(outturn) as outturn,
        sum(prior_budget) as prior_budget,
        sum(prior_outturn) as prior_outturn
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
where item <> 'vehicle'
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
