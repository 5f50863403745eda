-- What each report prints as the name of a subject: where only that, read with doubt, names it.
select
    report_key,
    code,
    name
from {{ affected(ref('stg_report_subject')) }}
