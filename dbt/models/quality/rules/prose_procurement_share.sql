-- Contracts with small and medium enterprises are no more than all procurement, those with small and micro ones no more than those.
with amount as (
    select
        disclosure.*,
        case
            when {{ marked('micro') }} then 'micro'
            when {{ marked('sme') }} then 'sme'
            when {{ marked('all_procurement') }} then 'total'
        end as name
    from {{ ref('quality_disclosure') }} as disclosure
    where
        topic = 'procurement'
        and is_money
        and metric = '金额'
        and not ({{ marked('of_goods') }} or {{ marked('of_works') }} or {{ marked('of_services') }})
),

single as (
    select
        *,
        count(*) over (partition by report_key, name) as name_count
    from amount
    where name is not null
)

select
    {{ at_disclosure('part') }},
    '文字中“' || part.item || '”' as left_label,
    part.amount as left_amount,
    '“' || whole.item || '”' as right_label,
    whole.amount as right_amount,
    '<=' as relation,
    part.half + whole.half as tolerance,
    '' as skip_reason
from single as part
inner join single as whole
    on
        part.report_key = whole.report_key
        and ((part.name = 'sme' and whole.name = 'total') or (part.name = 'micro' and whole.name = 'sme'))
where part.name_count = 1 and whole.name_count = 1
