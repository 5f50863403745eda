select
    agency.agency_key,
    agency.name as agency,
    agency.agency_type,
    agency_type.path as agency_type_path,
    agency.admin_level,
    {{ admin_level_zh('agency.admin_level') }} as admin_level_zh,
    agency.parent_agency_key,
    coalesce(parent.name, agency.parent_name) as parent_agency,
    agency.parent_source,
    -- Agencies whose type or level isn't known have no peers but themselves; where the list has but a wide type, those of the very name.
    case
        when agency.agency_type is null or agency.admin_level is null then agency.name
        when agency_type.is_wide and not agency.type_is_listed
            then agency.type_as_named || '/' || {{ admin_level_zh('agency.admin_level') }}
        else agency.agency_type || '/' || {{ admin_level_zh('agency.admin_level') }}
    end as peer_group,
    agency.region_code,
    region.name as region,
    region.province,
    region.city,
    region.county,
    agency.first_year,
    agency.last_year
from {{ source('core', 'dim_agency') }} as agency
left join {{ source('core', 'dim_agency_type') }} as agency_type
    on agency.agency_type = agency_type.agency_type
left join {{ source('core', 'dim_agency') }} as parent
    on agency.parent_agency_key = parent.agency_key
left join {{ source('core', 'dim_region') }} as region
    on agency.region_code = region.region_code
