{{ config(unique_key='economic_key', indexes=[{'columns': ['economic_code', 'fiscal_year'], 'unique': true}]) }}
select
    economic_key,
    system,
    {{ economic_system_zh('system') }} as system_zh,
    code as economic_code,
    fiscal_year,
    name as economic_name,
    level,
    {{ subject_level_zh('level') }} as level_zh,
    parent_key as parent_economic_key,
    class_code,
    class_name,
    canonical_code,
    canonical_name,
    sort_order
from {{ ref('stg_economic') }}
