select
    report.report_key,
    prior.report_key as prior_report_key,
    budget.report_key as budget_report_key
from {{ ref('stg_report') }} as report
left join {{ ref('stg_report') }} as prior
    on
        report.agency_key = prior.agency_key
        and report.kind = prior.kind
        and report.scope = prior.scope
        and report.fiscal_year = prior.fiscal_year + 1
left join {{ ref('stg_report') }} as budget
    on
        report.agency_key = budget.agency_key
        and report.scope = budget.scope
        and report.fiscal_year = budget.fiscal_year
        and report.kind = 'final_account'
        and budget.kind = 'budget'
