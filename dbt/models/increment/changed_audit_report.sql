-- The rules compare a report with its agency's others, and a department with the units that it lists.
with changed as (
    select built.agency_key
    from {{ ref('built_report') }} as built
    inner join {{ ref('changed_report') }} as changed
        on built.report_key = changed.report_key
),

with_departments as (
    select agency_key from changed
    union
    select department.agency_key
    from {{ ref('int_department_unit') }} as unit
    inner join {{ ref('stg_report') }} as department
        on unit.report_key = department.report_key
    where unit.unit_agency_key in (select changed.agency_key from changed)
),

concerned as (
    select agency_key from with_departments
    union
    select unit.unit_agency_key
    from {{ ref('int_department_unit') }} as unit
    inner join {{ ref('stg_report') }} as department
        on unit.report_key = department.report_key
    where department.agency_key in (select with_departments.agency_key from with_departments)
)

select report_key from {{ ref('changed_report') }}
union
select report.report_key
from {{ ref('stg_report') }} as report
where report.agency_key in (select concerned.agency_key from concerned)
