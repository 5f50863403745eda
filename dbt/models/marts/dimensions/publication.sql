{{ config(unique_key='report_key', indexes=[{'columns': ['agency_key', 'fiscal_year', 'kind', 'scope']}]) }}
with part as (
    select
        report_key,
        count(*)::integer as document_count
    from {{ ref('stg_part') }}
    group by report_key
)

select
    report.report_key,
    report.agency_key,
    report.fiscal_year,
    report.kind,
    report.kind_zh,
    report.scope,
    report.scope_zh,
    report.title,
    report.unit,
    report.revision,
    report.standing,
    {{ standing_zh('report.standing') }} as standing_zh,
    report.published_at,
    report.source_url,
    document.file_name,
    document.format,
    part.document_count
from {{ ref('stg_report') }} as report
inner join {{ ref('stg_document') }} as document
    on report.report_key = document.report_key
inner join part
    on report.report_key = part.report_key
