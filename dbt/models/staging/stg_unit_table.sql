-- The lists of units (纳入编制范围的单位) that reports print, as tables of their documents.
select
    report.report_key,
    part.document_key,
    listed.table_index,
    listed.column_count,
    listed.cells
from {{ ref('stg_current_report') }} as report
inner join {{ source('core', 'report_document') }} as part
    on report.report_key = part.report_key
inner join {{ source('raw', 'document_table') }} as listed
    on
        part.document_key = listed.document_key
        and listed.recognised_as = 'units'
