select
    part.report_key,
    part.part_no,
    part.document_key
from {{ source('core', 'report_document') }} as part
inner join {{ ref('stg_report') }} as report
    on part.report_key = report.report_key
