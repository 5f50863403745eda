{{ config(
    materialized='incremental',
    incremental_strategy='append',
    unique_key=['dimension', 'subject_key'],
    indexes=[{'columns': ['subject_key']}]
) }}
-- Its rows are written by `mark_built` (macros/increment.sql).
select
    null::text as dimension,
    null::text collate "C" as subject_key,
    null::text as version
where false
