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
    select unit.agency_key
    from {{ ref('stg_agency_alias') }} as alias
    inner join {{ ref('int_listed_unit') }} as unit
        on alias.alias = unit.unit_name
    where alias.agency_key in (select changed.agency_key from changed)
),

concerned as (
    select agency_key from with_departments
    union
    select alias.agency_key
    from {{ ref('int_listed_unit') }} as unit
    inner join {{ ref('stg_agency_alias') }} as alias
        on unit.unit_name = alias.alias
    where unit.agency_key in (select with_departments.agency_key from with_departments)
)

select report_key from {{ ref('changed_report') }}
union
select report.report_key
from {{ ref('stg_report') }} as report
where report.agency_key in (select concerned.agency_key from concerned)
