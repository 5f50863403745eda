select
    alias,
    agency_key,
    source
from {{ source('core', 'agency_alias') }}
