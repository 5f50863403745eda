select
    region_code,
    name as region,
    level,
    province_code,
    province,
    city_code,
    city,
    county,
    is_current
from {{ source('core', 'dim_region') }}
