-- One row per paragraph outside tables, of the reports to evaluate. The keys come as an array, so that those of a few reports are found by
-- the index whatever the planner makes of a join.
select
    report.report_key,
    paragraph.document_key,
    paragraph.position,
    paragraph.page,
    paragraph.text
from {{ source('raw', 'paragraph') }} as paragraph
inner join {{ ref('quality_report') }} as report
    on paragraph.document_key = report.document_key
where paragraph.document_key = any(array(select quality.document_key from {{ ref('quality_report') }} as quality))
