-- The first place that says so counts: words before a form that is published empty without any, prose before the notes of empty forms.
select distinct on (remark.report_key, said.subject)
    remark.report_key,
    said.subject,
    case remark.kind when 'blank_form' then 'empty_form' else 'declared_nil' end as origin,
    remark.remark_no
from {{ ref('stg_remark') }} as remark
cross join lateral unnest(remark.subjects) as said (subject)
order by remark.report_key asc, said.subject asc, (remark.kind = 'blank_form') asc, remark.remark_no asc
