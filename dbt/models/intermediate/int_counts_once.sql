{{ config(incremental_strategy='by_family') }}
-- Which reports of a kind hold every yuan once in each year: a department's and not those of the units that it covers. A budget covers budgets
-- and a final account final accounts: of agencies with both, sums of either kind hold all. A unit is covered by its own department's report; a
-- body that publishes as a department only where its superior lists it, or a person says so.
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
)

select
    report.report_key,
    not exists (
        select 1
        from {{ ref('stg_report') }} as department
        where
            report.scope = 'unit'
            and department.scope = 'department'
            and department.agency_key = report.agency_key
            and department.fiscal_year = report.fiscal_year
            and department.kind = report.kind
    )
    and not exists (
        select 1
        from above
        inner join {{ ref('stg_report') }} as department
            on above.department_key = department.agency_key
        where
            above.agency_key = report.agency_key
            and (report.scope = 'unit' or above.covers_departments)
            and department.scope = 'department'
            and department.fiscal_year = report.fiscal_year
            and department.kind = report.kind
    ) as counts_once
from {{ affected(ref('stg_report'), 'report') }}
