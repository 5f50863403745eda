select
    report.report_key,
    document.file_name,
    document.format,
    document.page_count,
    coalesce(cardinality(document.warnings), 0) as warning_count
from {{ ref('stg_report') }} as report
inner join {{ source('raw', 'document') }} as document
    on report.document_key = document.document_key
