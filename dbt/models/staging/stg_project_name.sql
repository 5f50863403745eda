select
    project_key,
    agency_key,
    name as project
from {{ source('core', 'dim_project') }}
