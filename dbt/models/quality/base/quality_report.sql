-- The reports to evaluate in this run: all at first, then those loaded since, and those that an agency's neighbouring years concern.
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
)

select report.*
from report
where report.agency_key in (select changed.agency_key from changed)
{% else %}

select report.*
from report
{% endif %}
