-- depends_on: {{ ref('int_department_unit') }}
-- The reports to evaluate in this run: all at first, then those loaded since, and those that they are compared with: an agency's other
-- reports, its department's, its units'.
{%- set register = adapter.get_relation(target.database, 'dbt_quality', 'reconciliation_report') if execute else none %}
with report as (
    select
        report.*,
        document.file_name,
        loaded.loaded_at,
        loaded.spellings,
        loaded.published_agency_name
    from {{ ref('stg_report') }} as report
    inner join {{ source('core', 'dim_report') }} as loaded
        on report.report_key = loaded.report_key
    inner join {{ source('raw', 'document') }} as document
        on report.document_key = document.document_key
){% if register is not none and not flags.FULL_REFRESH %},

changed as (
    select report.agency_key
    from report
    left join {{ register }} as evaluated
        on
            report.report_key = evaluated.report_key
            and report.loaded_at = evaluated.loaded_at
            and evaluated.rules_version = '{{ var("rules_version") }}'
    where evaluated.report_key is null
),

-- A department and the units that it lists are compared with each other.
with_departments as (
    select agency_key from changed
    union
    select department.agency_key
    from {{ ref('int_department_unit') }} as unit
    inner join changed
        on unit.unit_agency_key = changed.agency_key
    inner join report as department
        on unit.report_key = department.report_key
),

concerned as (
    select agency_key from with_departments
    union
    select unit.unit_agency_key
    from {{ ref('int_department_unit') }} as unit
    inner join report as department
        on unit.report_key = department.report_key
    inner join with_departments
        on department.agency_key = with_departments.agency_key
)

select report.*
from report
where report.agency_key in (select concerned.agency_key from concerned)
{% else %}

select report.*
from report
{% endif %}
