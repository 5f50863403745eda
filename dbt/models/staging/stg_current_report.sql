-- What other views keep to: `stg_report` looks up agencies and regions, too, for each of their rows.
select report_key
from {{ source('core', 'dim_report') }}
where is_current
