-- The first place that says so counts: prose before the notes of empty forms.
select distinct on (remark.report_key, said.subject)
    remark.report_key,
    said.subject,
    remark.remark_no
from {{ ref('stg_remark') }} as remark
cross join lateral unnest(remark.subjects) as said (subject)
order by remark.report_key asc, said.subject asc, remark.remark_no asc
