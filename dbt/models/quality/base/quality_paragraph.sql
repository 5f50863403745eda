-- One row per paragraph outside tables, of the reports to evaluate; positions count through all documents of a report. The keys come as an
-- array, so that those of a few reports are found by the index whatever the planner makes of a join.
select
    report.report_key,
    report.document_key,
    part.first_position + paragraph.position as position,
    paragraph.page,
    paragraph.text
from {{ source('raw', 'paragraph') }} as paragraph
inner join {{ source('core', 'report_document') }} as part
    on paragraph.document_key = part.document_key
inner join {{ ref('quality_report') }} as report
    on part.report_key = report.report_key
where paragraph.document_key = any({{ documents_of('quality_report') }})
