select
    printed.report_key,
    printed.code,
    printed.name
from {{ source('core', 'report_subject') }} as printed
inner join {{ ref('stg_current_report') }} as report
    on printed.report_key = report.report_key
