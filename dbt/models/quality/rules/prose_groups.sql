-- A group or a batch of guests is at least one person: as the prose states both of one thing, and as a form of the three public expenses prints them.
with stated as (
    select
        *,
        metric in ('团组数', '批次') or (metric = '数量' and unit in ('批次', '批', '个')) as is_group
    from {{ ref('quality_disclosure') }}
    where topic = 'three_public' and metric in ('团组数', '批次', '数量', '人次', '人数') and is_count and unit <> '辆'
),

-- What counts groups, and what counts the people in them.
counted (groups, people) as (
    values
    ('abroad_groups', 'abroad_people'),
    ('reception_groups', 'reception_people'),
    ('foreign_reception_groups', 'foreign_reception_people')
),

printed as (
    select * from {{ ref('quality_figure') }}
    where role = 'count' and measure = 'three_public'
)

select
    {{ at_disclosure('one') }},
    '文字中“' || one.item || '”' || one.metric as left_label,
    one.amount as left_amount,
    '“' || other.item || '”' || other.metric as right_label,
    other.amount as right_amount,
    '<=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from stated as one
inner join stated as other
    on
        one.report_key = other.report_key
        and one.group_no = other.group_no
        and one.item = other.item
        and one.is_group
        and other.metric in ('人次', '人数')
union all
select
    {{ at_figure('one') }},
    one.row_label || one.column_label as left_label,
    one.amount as left_amount,
    other.row_label || other.column_label as right_label,
    other.amount as right_amount,
    '<=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from printed as one
inner join counted
    on one.member = counted.groups
inner join printed as other
    on
        one.report_key = other.report_key
        and one.statement_seq = other.statement_seq
        and one.basis = other.basis
        and counted.people = other.member
