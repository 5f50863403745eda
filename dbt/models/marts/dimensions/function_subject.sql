{{ config(unique_key='function_key', indexes=[{'columns': ['function_code', 'fiscal_year'], 'unique': true}]) }}
select
    function_key,
    code as function_code,
    fiscal_year,
    name as function_name,
    level,
    {{ subject_level_zh('level') }} as level_zh,
    parent_key as parent_function_key,
    class_code,
    class_name,
    section_code,
    section_name,
    canonical_code,
    canonical_name,
    sort_order
from {{ ref('stg_function') }}
