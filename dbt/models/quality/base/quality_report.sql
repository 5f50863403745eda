-- The reports to evaluate in this run: all at first, then those that changed, and those that they are compared with: an agency's other
-- reports, its department's, its units'.
{#- Named without being printed: what an audit compiles must not ask for it. -#}
{%- set changed_reports = ref('changed_audit_report') %}
{%- set left_out = ref('left_out') %}
{%- set evaluated = adapter.get_relation(target.database, 'dbt_quality', 'reconciliation_evaluation') if execute else none %}
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
)

select report.*
from report
{%- if evaluated is not none and not flags.FULL_REFRESH %}
where report.report_key in (select changed.report_key from {{ changed_reports }} as changed)
{%- endif %}
