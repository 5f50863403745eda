{{ config(
    incremental_strategy='by_year',
    unique_key=['report_key', 'fund', 'coverage', 'system', 'economic_code'],
    indexes=[
        {'columns': ['agency', 'fiscal_year']},
        {'columns': ['economic_code', 'fiscal_year', 'kind']}
    ]
) }}
{{ subject_comparison('economic') }}
