{{ config(
    materialized='incremental',
    incremental_strategy='append',
    unique_key=['report_key', 'peer_group'],
    indexes=[{'columns': ['report_key']}]
) }}
-- Its rows are written by `mark_changed` before the marts are touched and by `mark_built` after all of them are done (macros/increment.sql).
select
    null::text collate "C" as report_key,
    null::text collate "C" as agency_key,
    null::text as peer_group,
    null::integer as fiscal_year,
    null::text as kind,
    null::text as scope,
    null::text as version,
    null::text as project
where false
