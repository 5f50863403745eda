with current_report as (
    select *
    from {{ source('core', 'dim_report') }}
    where is_current
)

select
    report.report_key,
    report.document_key,
    report.agency_key,
    agency.agency,
    agency.agency_type,
    agency.admin_level,
    agency.admin_level_zh,
    agency.agency_type_path,
    agency.parent_agency,
    agency.peer_group,
    agency.region_code,
    agency.region,
    agency.province,
    agency.city,
    agency.county,
    report.fiscal_year,
    report.kind,
    {{ kind_zh('report.kind') }} as kind_zh,
    report.scope,
    {{ scope_zh('report.scope') }} as scope_zh,
    report.title,
    report.layout,
    report.unit,
    report.revision,
    report.standing,
    report.published_at,
    report.source_url
from current_report as report
inner join {{ ref('stg_agency') }} as agency
    on report.agency_key = agency.agency_key
