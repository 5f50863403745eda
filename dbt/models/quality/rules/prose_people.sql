-- Posts and people: the number of all is the sum of its kinds (行政、事业 …) in the same sentence, where administrative and public
-- institution staff are both stated.
with part as (
    select
        whole.report_key,
        whole.disclosure_no,
        sum(part.amount) as amount,
        string_agg(part.metric || trim_scale(part.value), '+' order by part.disclosure_no) as parts
    from {{ ref('quality_disclosure') }} as whole
    inner join {{ ref('quality_disclosure') }} as part
        on
            whole.report_key = part.report_key
            and whole.group_no = part.group_no
            and whole.item = part.item
            and part.metric <> '合计'
            and part.topic = 'staffing'
    where whole.topic = 'staffing' and whole.metric = '合计'
    group by whole.report_key, whole.disclosure_no
    having bool_or(part.metric = '行政') and bool_or(part.metric = '事业') and count(*) = count(distinct part.metric)
)

select
    {{ at_disclosure('whole') }},
    '文字中“' || whole.item || '”' as left_label,
    whole.amount as left_amount,
    part.parts as right_label,
    part.amount as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from part
inner join {{ ref('quality_disclosure') }} as whole
    on
        part.report_key = whole.report_key
        and part.disclosure_no = whole.disclosure_no
