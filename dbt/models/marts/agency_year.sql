{{ config(incremental_strategy='by_family') }}
-- What its invariants ask (macros/invariants.sql).
-- depends_on: {{ ref('int_procurement_total') }}
-- depends_on: {{ ref('int_three_public_item') }}
-- depends_on: {{ ref('stg_figure') }}
with headline as (
    select
        report_key,
        {{ headline_amount('revenue_total') }} as revenue_total,
        {{ headline_amount('expenditure_total') }} as expenditure_total,
        {{ headline_amount('revenue') }} as revenue,
        {{ headline_amount('expenditure') }} as expenditure,
        {{ headline_amount('fiscal_revenue') }} as fiscal_revenue,
        {{ headline_amount('fiscal_expenditure') }} as fiscal_expenditure,
        {{ headline_amount('general_public_expenditure') }} as general_public_expenditure,
        {{ headline_amount('government_fund_expenditure') }} as government_fund_expenditure,
        {{ headline_amount('state_capital_expenditure') }} as state_capital_expenditure,
        {{ headline_amount('basic') }} as basic,
        max(fund) filter (where headline = 'basic') as basic_fund,
        {{ headline_amount('project_expenditure') }} as project_expenditure,
        max(fund) filter (where headline = 'project_expenditure') as project_fund,
        {{ headline_amount('personnel') }} as personnel,
        max(fund) filter (where headline in ('personnel', 'public')) as personnel_fund,
        {{ headline_amount('public') }} as public,
        {{ headline_amount('opening_balance') }} as opening_balance,
        {{ headline_amount('closing_balance') }} as closing_balance,
        {{ headline_amount('three_public') }} as three_public,
        {{ headline_amount('operating_costs') }} as operating_costs,
        {{ headline_amount('procurement') }} as procurement,
        {{ headline_origin('government_fund_expenditure') }} as government_fund_source,
        {{ headline_origin('state_capital_expenditure') }} as state_capital_source,
        {{ headline_origin('opening_balance') }} as opening_balance_source,
        {{ headline_origin('closing_balance') }} as closing_balance_source,
        {{ headline_origin('three_public') }} as three_public_source,
        {{ headline_origin('operating_costs') }} as operating_costs_source,
        {{ headline_origin('procurement') }} as procurement_source
    from {{ affected(ref('int_headline'), 'headline') }}
    group by report_key
),

-- Like with like: parts of the general public budget refer to that budget, parts of all money to all money.
whole as (
    select
        headline.*,
        case basic_fund when 'all' then expenditure else general_public_expenditure end as whole_of_basic,
        case project_fund when 'all' then expenditure else general_public_expenditure end as whole_of_project,
        {{ general_public_coverage() }} as general_public_coverage_percent
    from headline
)

select
    {{ report_columns('report') }},
    report.agency_type_path,
    report.parent_agency,
    report.peer_group,
    whole.revenue,
    whole.expenditure,
    whole.revenue_total,
    whole.expenditure_total,
    whole.fiscal_revenue,
    {{ percent_of('whole.fiscal_revenue', 'whole.revenue') }} as fiscal_share_percent,
    whole.fiscal_expenditure,
    whole.general_public_expenditure,
    whole.government_fund_expenditure,
    coalesce(whole.government_fund_source, 'none') as government_fund_source,
    whole.state_capital_expenditure,
    coalesce(whole.state_capital_source, 'none') as state_capital_source,
    whole.basic,
    whole.basic_fund,
    whole.whole_of_basic as basic_whole,
    {{ percent_of('whole.basic', 'whole.whole_of_basic') }} as basic_share_percent,
    whole.project_expenditure,
    whole.project_fund,
    whole.whole_of_project as project_whole,
    {{ percent_of('whole.project_expenditure', 'whole.whole_of_project') }} as project_share_percent,
    whole.personnel,
    whole.public,
    whole.personnel_fund,
    whole.general_public_coverage_percent,
    whole.opening_balance,
    coalesce(whole.opening_balance_source, 'none') as opening_balance_source,
    whole.closing_balance,
    coalesce(whole.closing_balance_source, 'none') as closing_balance_source,
    whole.three_public,
    coalesce(whole.three_public_source, 'none') as three_public_source,
    whole.operating_costs,
    coalesce(whole.operating_costs_source, 'none') as operating_costs_source,
    whole.procurement,
    coalesce(whole.procurement_source, 'none') as procurement_source,
    staffing.posts,
    staffing.people,
    {{ ratio('whole.expenditure', 'staffing.people', 2) }} as expenditure_per_head,
    {{ per_head_of_fund('whole.basic', 'staffing.people', 'whole.basic_fund', 'whole.general_public_coverage_percent') }}
        as basic_per_head,
    {{ per_head_of_fund('whole.personnel', 'staffing.people', 'whole.personnel_fund', 'whole.general_public_coverage_percent') }}
        as personnel_per_head,
    counted.counts_once,
    counted.counts_in_kind
from {{ affected(ref('stg_report'), 'report') }}
inner join {{ affected(ref('int_counts_once'), 'counted') }}
    on report.report_key = counted.report_key
left join whole
    on report.report_key = whole.report_key
left join {{ affected(ref('int_staffing'), 'staffing') }}
    on report.report_key = staffing.report_key
