{{ config(incremental_strategy='append', unique_key=['mart', 'entry_no'], indexes=[]) }}
-- Its rows are written by `write_build_status` after all marts are made (macros/build_status.sql).
select
    null::text as mart,
    null::integer as entry_no,
    null::text as status,
    null::text as status_zh,
    null::text as report_key,
    null::text as agency,
    null::integer as fiscal_year,
    null::text as kind,
    null::text as kind_zh,
    null::text as scope,
    null::text as scope_zh,
    null::text as file_name,
    null::text as form,
    null::text as reason,
    null::text as reason_zh,
    null::text as origin,
    null::text as columns,
    null::text as detail
where false
