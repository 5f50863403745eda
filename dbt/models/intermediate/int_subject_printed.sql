-- What each report prints as the name of a subject: where only that, read with doubt, names it.
select
    report_subject.report_key,
    report_subject.code,
    report_subject.name
from {{ source('core', 'report_subject') }} as report_subject
inner join {{ affected(ref('stg_report'), 'report') }}
    on report_subject.report_key = report.report_key
