select
    staffing.report_key,
    staffing.fact_no,
    staffing.statement_seq,
    staffing.group_no,
    staffing.measure,
    staffing.staff_kind,
    staffing.people
from {{ source('core', 'fact_staffing') }} as staffing
inner join {{ ref('stg_current_report') }} as report
    on staffing.report_key = report.report_key
