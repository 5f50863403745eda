{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='report_key',
    on_schema_change='fail',
    schema='dbt_quality',
    contract={'enforced': true},
    post_hook="delete from {{ this }} where report_key not in (select report_key from {{ ref('stg_report') }})"
) }}
-- depends_on: {{ ref('reconciliation_evaluation') }}
select
    report_key,
    loaded_at,
    '{{ var("rules_version") }}'::text as rules_version
from {{ ref('quality_report') }}
