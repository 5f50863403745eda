{{ config(incremental_strategy='by_family') }}
-- Which reports hold every yuan once in each year: a department's and not those of the units that it covers; a final account and not the
-- budget of the same agency. Of one kind alone, budgets or final accounts, more reports do: those that a department's of that kind doesn't
-- cover. A unit is covered by its own department's report; a body that publishes as a department only where its superior lists it, or a
-- person says so.
with recursive above (agency_key, department_key, covers_departments) as (
    select
        agency_key,
        parent_agency_key as department_key,
        parent_source in ('unit_list', 'person') as covers_departments
    from {{ ref('stg_agency') }}
    where parent_agency_key is not null and parent_agency_key <> agency_key
    union
    select
        above.agency_key,
        higher.parent_agency_key as department_key,
        above.covers_departments and higher.parent_source in ('unit_list', 'person') as covers_departments
    from above
    inner join {{ ref('stg_agency') }} as higher
        on above.department_key = higher.agency_key
    where higher.parent_agency_key is not null and higher.parent_agency_key <> above.agency_key
),

covering as (
    select
        report.report_key,
        department.kind
    from {{ affected(ref('stg_report'), 'report') }}
    inner join {{ ref('stg_report') }} as department
        on
            report.agency_key = department.agency_key
            and report.fiscal_year = department.fiscal_year
    where report.scope = 'unit' and department.scope = 'department'
    union
    select
        report.report_key,
        department.kind
    from {{ affected(ref('stg_report'), 'report') }}
    inner join above
        on report.agency_key = above.agency_key
    inner join {{ ref('stg_report') }} as department
        on
            above.department_key = department.agency_key
            and report.fiscal_year = department.fiscal_year
    where department.scope = 'department' and (report.scope = 'unit' or above.covers_departments)
),

covered as (
    select
        report_key,
        array_agg(kind) as kinds
    from covering
    group by report_key
),

account as (
    select distinct
        agency_key,
        fiscal_year,
        scope
    from {{ ref('stg_report') }}
    where kind = 'final_account'
)

select
    report.report_key,
    covered.report_key is null and (report.kind <> 'budget' or account.agency_key is null) as counts_once,
    covered.report_key is null or report.kind <> all(covered.kinds) as counts_in_kind
from {{ affected(ref('stg_report'), 'report') }}
left join covered
    on report.report_key = covered.report_key
left join account
    on
        report.agency_key = account.agency_key
        and report.fiscal_year = account.fiscal_year
        and report.scope = account.scope
