{{ config(unique_key='region_code') }}
select
    region_code,
    region,
    level,
    {{ region_level_zh('level') }} as level_zh,
    province_code,
    province,
    city_code,
    city,
    county,
    is_current
from {{ ref('stg_region') }}
