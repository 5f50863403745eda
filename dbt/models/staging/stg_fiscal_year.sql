-- Years of reports, and all between them that a report discloses or a roster asks for: marts have rows of years without a report, too.
with named as (
    select fiscal_year
    from {{ source('core', 'dim_year') }}
    union
    select prior_year as fiscal_year
    from {{ source('core', 'dim_year') }}
    union
    select fiscal_year
    from {{ source('core', 'roster') }}
),

span as (
    select
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from named
)

select
    year.fiscal_year,
    year.fiscal_year - 1 as prior_year
from span
cross join lateral generate_series(span.first_year, span.last_year) as year (fiscal_year)
