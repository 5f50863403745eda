-- One row per slip of the pen in the prose of the reports to evaluate.
select slip.*
from {{ source('core', 'slip') }} as slip
inner join {{ ref('quality_report') }} as report
    on slip.report_key = report.report_key
