with headline as (
    select
        report_key,
        max(amount) filter (where headline = 'revenue_total') as revenue_total,
        max(amount) filter (where headline = 'expenditure_total') as expenditure_total,
        max(amount) filter (where headline = 'revenue') as revenue,
        max(amount) filter (where headline = 'expenditure') as expenditure,
        max(amount) filter (where headline = 'fiscal_revenue') as fiscal_revenue,
        max(amount) filter (where headline = 'fiscal_expenditure') as fiscal_expenditure,
        max(amount) filter (where headline = 'general_public_expenditure') as general_public_expenditure,
        max(amount) filter (where headline = 'government_fund_expenditure') as government_fund_expenditure,
        max(amount) filter (where headline = 'state_capital_expenditure') as state_capital_expenditure,
        max(amount) filter (where headline = 'basic') as basic,
        max(fund) filter (where headline = 'basic') as basic_fund,
        max(amount) filter (where headline = 'project') as project,
        max(fund) filter (where headline = 'project') as project_fund,
        max(amount) filter (where headline = 'personnel') as personnel,
        max(amount) filter (where headline = 'public') as public,
        max(amount) filter (where headline = 'opening_balance') as opening_balance,
        max(amount) filter (where headline = 'closing_balance') as closing_balance,
        max(amount) filter (where headline = 'three_public') as three_public,
        max(amount) filter (where headline = 'operating_costs') as operating_costs,
        max(amount) filter (where headline = 'procurement') as procurement
    from {{ ref('int_headline') }}
    group by report_key
),

-- Like with like: parts of the general public budget refer to that budget, parts of all money to all money.
whole as (
    select
        headline.*,
        case basic_fund when 'all' then expenditure else general_public_expenditure end as whole_of_basic,
        case project_fund when 'all' then expenditure else general_public_expenditure end as whole_of_project
    from headline
)

select
    {{ report_columns('report') }},
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
    whole.state_capital_expenditure,
    whole.basic,
    {{ percent_of('whole.basic', 'whole.whole_of_basic') }} as basic_share_percent,
    whole.project,
    {{ percent_of('whole.project', 'whole.whole_of_project') }} as project_share_percent,
    whole.personnel,
    whole.public,
    whole.opening_balance,
    whole.closing_balance,
    whole.three_public,
    whole.operating_costs,
    whole.procurement,
    staffing.posts,
    staffing.people,
    round(whole.expenditure / nullif(staffing.people, 0), 2) as expenditure_per_head,
    round(whole.basic / nullif(staffing.people, 0), 2) as basic_per_head,
    round(whole.personnel / nullif(staffing.people, 0), 2) as personnel_per_head
from {{ ref('stg_report') }} as report
left join whole
    on report.report_key = whole.report_key
left join {{ ref('int_staffing') }} as staffing
    on report.report_key = staffing.report_key
