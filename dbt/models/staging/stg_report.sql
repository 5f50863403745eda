with current_report as (
    select *
    from {{ source('core', 'dim_report') }}
    where is_current
)

select
    report.report_key,
    report.document_key,
    report.agency_key,
    agency.name as agency,
    agency.agency_type,
    agency.admin_level,
    {{ admin_level_zh('agency.admin_level') }} as admin_level_zh,
    agency_type.path as agency_type_path,
    coalesce(parent.name, agency.parent_name) as parent_agency,
    -- Agencies whose type or level isn't known have no peers but themselves; where the list has but a wide type, those of the very name.
    case
        when agency.agency_type is null or agency.admin_level is null then agency.name
        when agency_type.is_wide and not agency.type_is_listed then agency.type_as_named || '/' || agency.admin_level
        else agency.agency_type || '/' || agency.admin_level
    end as peer_group,
    agency.region_code,
    region.name as region,
    region.province,
    region.city,
    region.county,
    report.fiscal_year,
    report.kind,
    {{ kind_zh('report.kind') }} as kind_zh,
    report.scope,
    {{ scope_zh('report.scope') }} as scope_zh,
    report.title,
    report.layout,
    report.unit
from current_report as report
inner join {{ source('core', 'dim_agency') }} as agency
    on report.agency_key = agency.agency_key
left join {{ source('core', 'dim_agency_type') }} as agency_type
    on agency.agency_type = agency_type.agency_type
left join {{ source('core', 'dim_agency') }} as parent
    on agency.parent_agency_key = parent.agency_key
left join {{ source('core', 'dim_region') }} as region
    on agency.region_code = region.region_code
