{{ config(
    incremental_strategy='by_peers',
    indexes=[
        {'columns': ['agency', 'fiscal_year']},
        {'columns': ['function_code', 'fiscal_year', 'kind']}
    ]
) }}
{{ subject_comparison('function') }}
