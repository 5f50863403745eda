{{ config(unique_key='agency_key') }}
select
    agency_key,
    agency,
    agency_type,
    agency_type_path,
    admin_level,
    admin_level_zh,
    region_code,
    parent_agency_key,
    parent_agency,
    parent_source,
    peer_group,
    first_year,
    last_year
from {{ ref('stg_agency') }}
