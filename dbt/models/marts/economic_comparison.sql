{{ config(
    incremental_strategy='by_peers',
    indexes=[
        {'columns': ['agency', 'fiscal_year']},
        {'columns': ['economic_code', 'fiscal_year', 'kind']}
    ]
) }}
{{ subject_comparison('economic') }}
