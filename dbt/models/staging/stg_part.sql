select
    part.report_key,
    part.part_no,
    part.document_key,
    document.file_name,
    part.first_position,
    part.first_position + part.block_count as end_position,
    part.first_table,
    part.first_table + part.table_count as end_table
from {{ source('core', 'report_document') }} as part
inner join {{ ref('stg_current_report') }} as report
    on part.report_key = report.report_key
inner join {{ source('raw', 'document') }} as document
    on part.document_key = document.document_key
