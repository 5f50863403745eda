{{ config(incremental_strategy='by_family') }}
-- What the general public budget is spent on: the one budget of which reports print personnel and public expenditure.
with capital as (
    select
        report_key,
        -- Within public expenditure; 0 where a form by economic subject prints none of it.
        coalesce({{ sum_of('amount', "class_code in ('309', '310')") }}, 0)::numeric(20, 2) as amount
    from {{ affected(ref('int_economic_amount')) }}
    where
        fund = 'general_public'
        and coverage = 'basic'
        and system = 'department'
        and level = 'class'
    group by report_key
),

by_function as (
    select
        report_key,
        coalesce({{ sum_of('project') }}, {{ sum_of('special') }}) as project_expenditure
    from {{ affected(ref('int_function_amount')) }}
    where fund = 'general_public' and level = 'class'
    group by report_key
),

headline as (
    select
        report_key,
        {{ headline_amount('general_public_expenditure') }} as general_public_expenditure,
        (max(amount) filter (where headline = 'personnel' and fund = 'general_public'))::numeric(20, 2) as personnel,
        (max(amount) filter (where headline = 'public' and fund = 'general_public'))::numeric(20, 2) as public
    from {{ affected(ref('int_headline'), 'headline') }}
    group by report_key
),

mixed as (
    select
        headline.report_key,
        headline.general_public_expenditure,
        headline.personnel,
        {{ as_money('headline.public - coalesce(capital.amount, 0)') }} as running,
        capital.amount as capital,
        by_function.project_expenditure
    from headline
    left join capital
        on headline.report_key = capital.report_key
    left join by_function
        on headline.report_key = by_function.report_key
    where headline.general_public_expenditure is not null
)

select
    {{ report_columns('report') }},
    'general_public' as fund,
    mixed.general_public_expenditure,
    mixed.personnel,
    mixed.running,
    mixed.capital,
    mixed.project_expenditure as general_public_project,
    {{ as_money(
        'mixed.general_public_expenditure - coalesce(mixed.personnel, 0) - coalesce(mixed.running, 0)'
        ~ ' - coalesce(mixed.capital, 0) - coalesce(mixed.project_expenditure, 0)'
    ) }} as not_told,
    {{ percent_of('mixed.personnel', 'mixed.general_public_expenditure') }} as personnel_share_percent,
    {{ percent_of('mixed.running', 'mixed.general_public_expenditure') }} as running_share_percent,
    {{ percent_of('mixed.capital', 'mixed.general_public_expenditure') }} as capital_share_percent,
    {{ percent_of('mixed.project_expenditure', 'mixed.general_public_expenditure') }} as general_public_project_percent,
    counted.counts_once,
    counted.counts_in_kind
from mixed
inner join {{ affected(ref('stg_report'), 'report') }}
    on mixed.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'counted') }}
    on mixed.report_key = counted.report_key
