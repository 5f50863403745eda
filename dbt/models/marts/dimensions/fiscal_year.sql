{{ config(unique_key='fiscal_year') }}
select
    fiscal_year,
    prior_year,
    make_date(fiscal_year, 1, 1) as first_day,
    make_date(fiscal_year, 12, 31) as last_day
from {{ ref('stg_fiscal_year') }}
