{{ config(materialized='view') }}
-- A load may change a row that other reports use: the name of an unlisted subject is what most reports of the year print.
with subject as (
    select
        'function' as dimension,
        function_key as subject_key,
        md5(row(code, name, level, class_code, class_name, section_code, section_name, canonical_code, canonical_name)::text) as version
    from {{ source('core', 'dim_function') }}
    union all
    select
        'economic' as dimension,
        economic_key as subject_key,
        md5(row(system, code, name, level, class_code, class_name, canonical_code, canonical_name)::text) as version
    from {{ source('core', 'dim_economic') }}
)

select
    subject.dimension,
    subject.subject_key,
    subject.version,
    built.subject_key is null as is_new
from subject
left join {{ ref('built_subject') }} as built
    on
        subject.dimension = built.dimension
        and subject.subject_key = built.subject_key
where built.subject_key is null or subject.version <> built.version
