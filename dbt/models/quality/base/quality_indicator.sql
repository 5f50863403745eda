-- One row per performance indicator of the reports to evaluate.
select indicator.*
from {{ source('core', 'fact_performance_indicator') }} as indicator
inner join {{ ref('quality_report') }} as report
    on indicator.report_key = report.report_key
