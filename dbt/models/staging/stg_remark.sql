select
    remark.report_key,
    remark.remark_no,
    remark.kind,
    remark.position,
    remark.page,
    remark.section,
    remark.item,
    remark.subjects,
    remark.sentence
from {{ source('core', 'remark') }} as remark
inner join {{ ref('stg_current_report') }} as report
    on remark.report_key = report.report_key
