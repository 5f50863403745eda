{{ config(unique_key='project_key') }}
select
    project_key,
    agency_key,
    project
from {{ ref('stg_project_name') }}
