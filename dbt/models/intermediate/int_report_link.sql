{{ config(incremental_strategy='by_agency') }}
select
    report.report_key,
    last_year.report_key as prior_report_key,
    budget.report_key as budget_report_key
from {{ affected(ref('stg_report'), 'report') }}
left join {{ affected(ref('stg_report'), 'last_year') }}
    on
        report.agency_key = last_year.agency_key
        and report.kind = last_year.kind
        and report.scope = last_year.scope
        and report.fiscal_year = last_year.fiscal_year + 1
left join {{ affected(ref('stg_report'), 'budget') }}
    on
        report.agency_key = budget.agency_key
        and report.scope = budget.scope
        and report.fiscal_year = budget.fiscal_year
        and report.kind = 'final_account'
        and budget.kind = 'budget'
        -- A page without forms is no budget to compare an account with.
        and exists (
            select 1
            from {{ ref('stg_statement') }} as form
            where form.report_key = budget.report_key
        )
