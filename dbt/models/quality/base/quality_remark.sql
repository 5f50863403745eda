-- One row per statement of the prose without a number (none of it, a direction, a reason), of the reports to evaluate.
select remark.*
from {{ source('core', 'remark') }} as remark
inner join {{ ref('quality_report') }} as report
    on remark.report_key = report.report_key
