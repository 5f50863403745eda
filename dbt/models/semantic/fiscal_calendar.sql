-- MetricFlow wants a calendar of days, whatever the granularity of the metrics.
select
    day::date as day,
    extract(year from day)::integer as fiscal_year
from generate_series('2000-01-01'::timestamp, '2049-12-31'::timestamp, interval '1 day') as days (day)
