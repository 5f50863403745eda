-- Vehicles: the number of all is the sum of the uses that the same section lists, where 其他用车 closes the list; elsewhere the list
-- may be a selection, and its sum is no more than the number of all. Vehicles to buy (购置车辆, 购置其他用车) likewise, by themselves.
-- Kinds of vehicles that a sentence lists behind their number (5辆，其中：轿车2辆、越野车1辆) are no more than it; nor are the official vehicles that fiscal
-- money keeps (公务用车保有量) more than all that the report counts.
with held as (
    select *
    from {{ ref('quality_disclosure') }}
    where metric = '数量' and unit = '辆'
),

part as (
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
),

kind as (
    select
        whole.report_key,
        whole.disclosure_no,
        sum(part.amount) as amount,
        string_agg(part.item || trim_scale(part.value), '+' order by part.disclosure_no) as parts
    from held as whole
    inner join held as part
        on
            whole.report_key = part.report_key
            and whole.position = part.position
            and whole.sentence = part.sentence
            and whole.disclosure_no < part.disclosure_no
            and {{ marked('vehicles_by_kind', 'part') }}
    where
        {{ marked('vehicles_of_all_kinds', 'whole') }}
        -- Kinds within kinds are no list.
        and length(whole.sentence) - length(replace(whole.sentence, '其中', '')) = 2
    group by whole.report_key, whole.disclosure_no
    having count(*) = count(distinct part.item) and count(*) > 1
),

-- The largest number of vehicles that any place counts.
fleet as (
    select
        report_key,
        max(amount) as amount
    from held
    where item = '车辆'
    group by report_key
    having max(amount) > 0
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
union all
select
    {{ at_disclosure('whole') }},
    kind.parts as left_label,
    kind.amount as left_amount,
    '文字中“' || whole.item || '”' as right_label,
    whole.amount as right_amount,
    '<=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from kind
inner join held as whole
    on
        kind.report_key = whole.report_key
        and kind.disclosure_no = whole.disclosure_no
union all
select
    {{ at_disclosure('kept') }},
    '文字中“' || kept.item || '”' as left_label,
    kept.amount as left_amount,
    '文字中车辆总数' as right_label,
    fleet.amount as right_amount,
    '<=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from held as kept
inner join fleet
    on kept.report_key = fleet.report_key
where {{ marked('vehicles_held', 'kept') }}
