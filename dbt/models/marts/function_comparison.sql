{{ config(
    incremental_strategy='by_year',
    unique_key=['report_key', 'function_code'],
    indexes=[
        {'columns': ['agency', 'fiscal_year']},
        {'columns': ['function_code', 'fiscal_year', 'kind']}
    ]
) }}
-- What its invariants ask (macros/invariants.sql).
-- depends_on: {{ ref('stg_figure') }}
-- depends_on: {{ ref('int_function_leaf') }}
{{ subject_comparison('function') }}
