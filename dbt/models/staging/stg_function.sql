select
    function_key,
    code,
    fiscal_year,
    name,
    named_by,
    level,
    parent_key,
    class_code,
    class_name,
    section_code,
    section_name,
    canonical_code,
    canonical_name,
    sort_order
from {{ source('core', 'dim_function') }}
