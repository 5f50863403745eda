{{ config(incremental_strategy='by_agency') }}
{{ subject_year_over_year('economic') }}
