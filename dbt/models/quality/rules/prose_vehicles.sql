-- Vehicles: the number of all is the sum of the uses that the same section lists, where 其他用车 closes the list; elsewhere the list
-- may be a selection, and its sum is no more than the number of all. Vehicles to buy (购置车辆, 购置其他用车) likewise, by themselves.
with part as (
    select
        whole.report_key,
        whole.disclosure_no,
        sum(part.amount) as amount,
        bool_or({{ marked('other_vehicles', 'part') }}) as is_complete,
        string_agg(part.item || trim_scale(part.value), '+' order by part.disclosure_no) as parts
    from {{ ref('quality_disclosure') }} as whole
    inner join {{ ref('quality_disclosure') }} as part
        on
            whole.report_key = part.report_key
            and whole.section = part.section
            and part.topic = 'asset'
            and part.metric = '数量'
            and part.unit = '辆'
            and {{ marked('vehicles_by_use', 'part') }}
            and {{ marked('vehicles_to_buy', 'part') }} = (whole.item = '购置车辆')
    where whole.topic = 'asset' and whole.metric = '数量' and whole.item in ('车辆', '购置车辆')
    group by whole.report_key, whole.disclosure_no
    having count(*) = count(distinct part.item)
)

select
    {{ at_disclosure('whole') }},
    case when part.is_complete then '文字中' || case whole.item when '车辆' then '车辆总数' else whole.item end else part.parts end as left_label,
    case when part.is_complete then whole.amount else part.amount end as left_amount,
    case when part.is_complete then part.parts else '文字中' || case whole.item when '车辆' then '车辆总数' else whole.item end end as right_label,
    case when part.is_complete then part.amount else whole.amount end as right_amount,
    case when part.is_complete then '=' else '<=' end as relation,
    0::numeric as tolerance,
    '' as skip_reason
from part
inner join {{ ref('quality_disclosure') }} as whole
    on
        part.report_key = whole.report_key
        and part.disclosure_no = whole.disclosure_no
