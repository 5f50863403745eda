{{ config(incremental_strategy='by_agency') }}
-- A page without forms is no budget to compare an account with.
with report_with_forms as (
    select distinct form.report_key
    from {{ ref('stg_statement') }} as form
),

budget_with_forms as (
    select budget.*
    from {{ affected(ref('stg_report'), 'budget') }}
    inner join report_with_forms
        on budget.report_key = report_with_forms.report_key
    where budget.kind = 'budget'
)

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
left join budget_with_forms as budget
    on
        report.agency_key = budget.agency_key
        and report.scope = budget.scope
        and report.fiscal_year = budget.fiscal_year
        and report.kind = 'final_account'
