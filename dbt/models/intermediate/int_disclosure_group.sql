-- The sentence in which statements about one subject stand together.
select distinct on (report_key, group_no)
    report_key,
    group_no,
    position,
    page,
    section,
    sentence
from {{ affected(ref('stg_disclosure')) }}
order by report_key asc, group_no asc, disclosure_no asc
