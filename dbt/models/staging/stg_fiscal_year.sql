select
    fiscal_year,
    prior_year
from {{ source('core', 'dim_year') }}
