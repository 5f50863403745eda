-- Contracts with small and medium enterprises are no more than all procurement, those with small and micro ones no more than those; where
-- a section tells further ones apart (另在其他项目中授予…), or what they won of projects reserved for them and of all others, all together are no more.
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
),

-- What was told first and what was told beside it.
further as (
    select
        report_key,
        section,
        min(disclosure_no) as disclosure_no,
        sum(amount) as amount,
        sum(half) as half,
        string_agg('“' || item || '”' || trim_scale(value)::text || unit, '加' order by disclosure_no) as label
    from (
        select
            *,
            row_number() over (partition by report_key, section, {{ marked('further') }} order by disclosure_no) as place
        from amount
        where name = 'sme'
    ) as award
    where place = 1 or {{ marked('further') }}
    group by report_key, section
    having bool_or({{ marked('further') }}) and count(*) > 1
),

won as (
    select
        report_key,
        section,
        min(disclosure_no) as disclosure_no,
        sum(amount) as amount,
        sum(half) as half,
        string_agg('“' || item || '”' || trim_scale(value)::text || unit, '加' order by disclosure_no) as label
    from (
        select
            *,
            row_number() over (partition by report_key, section, {{ marked('of_other_projects') }} order by disclosure_no) as place
        from amount
        where {{ marked('won_by_sme') }} and ({{ marked('of_reserved_projects') }} or {{ marked('of_other_projects') }})
    ) as award
    where place = 1
    group by report_key, section
    having count(*) = 2
),

together as (
    select * from further
    union all
    select * from won
),

total as (
    select distinct on (report_key, section) *
    from amount
    where name = 'total'
    order by
        report_key asc,
        section asc,
        amount desc,
        disclosure_no asc
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
union all
select
    {{ at_disclosure('part') }},
    '文字中' || together.label || '，合计' as left_label,
    together.amount as left_amount,
    '“' || total.item || '”' as right_label,
    total.amount as right_amount,
    '<=' as relation,
    together.half + total.half as tolerance,
    '' as skip_reason
from together
inner join amount as part
    on
        together.report_key = part.report_key
        and together.disclosure_no = part.disclosure_no
inner join total
    on
        together.report_key = total.report_key
        and together.section = total.section
