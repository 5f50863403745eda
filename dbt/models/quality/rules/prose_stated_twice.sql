-- What the prose states twice of the same thing (same item, measure, fund) is the same both times. Only measures that a thing has one
-- of in a year; each further statement is compared with the first. Of visits told in two paragraphs, how many they were is compared where the guests are as
-- many in both, in two digits or more that aren't round (9批次、88人次; 11批次、88人次): one visit, or few guests, single visits have in common by chance.
with statement as (
    select
        *,
        -- What a thing is made of bears the thing's name, too: 机关运行经费 and 会议费, both 其中：一般公共预算支出….
        case when item_code <> '' then item_code when item ~ '/' then item else subject end as name,
        case
            when metric in ('金额', '决算数', '支出决算') then '决算数'
            when metric in ('全年预算数', '全年预算') then '全年预算数'
            when metric in ('全年执行数', '实际支出') then '全年执行数'
            else metric
        end as kind
    from {{ ref('quality_disclosure') }}
    where
        (
            topic = 'performance'
            and metric in (
                '全年预算数', '全年预算', '全年执行数', '实际支出', '预算执行率', '自评得分', '年初预算', '上年结转', '预算总额', '重点评价得分',
                '项目总体得分'
            )
        )
        or (topic in ('total', 'execution', 'three_public', 'operating') and metric in ('决算数', '支出决算', '年初预算') and is_money)
        or (topic = 'year_change' and metric in ('比上年增减额', '比上年增减率'))
        or (topic = 'procurement' and metric = '金额' and not {{ marked('names_project') }})
),

-- A line that stands twice with other amounts is two lines (商品和服务支出 of 基本支出 and of 项目支出): their changes are two.
group_amount as (
    select
        report_key,
        group_no,
        min(amount) as amount,
        max(half) as half
    from {{ ref('quality_disclosure') }}
    where is_money and metric in ('金额', '决算数', '支出决算', '预算数')
    group by report_key, group_no
),

-- Of one subject one paragraph states the amount, then the outturn beside its budget: …（项）20.00万元，…支出决算为20.00万元.
twice_in_group as (
    select
        again.report_key,
        again.disclosure_no,
        min(first.disclosure_no) as first_no
    from {{ ref('quality_disclosure') }} as first
    inner join {{ ref('quality_disclosure') }} as again
        on
            first.report_key = again.report_key
            and first.group_no = again.group_no
            and first.metric = '金额'
            and again.metric in ('支出决算', '决算数')
            and first.is_money
            and again.is_money
    group by again.report_key, again.disclosure_no
),

visits as (
    select
        *,
        coalesce(opening_year, 0) as of_year
    from {{ ref('quality_disclosure') }}
    where is_count and amount > 0 and ({{ marked('receptions') }} or {{ marked('trips_abroad') }})
),

visits_again as (
    select
        again.report_key,
        again.disclosure_no,
        min(first.disclosure_no) as first_no
    from visits as first
    inner join visits as again
        on
            first.report_key = again.report_key
            and first.subject = again.subject
            and first.unit = again.unit
            and first.metric = again.metric
            and first.of_year = again.of_year
            and first.position < again.position
    inner join visits as guests
        on
            first.report_key = guests.report_key
            and first.group_no = guests.group_no
            and {{ digits_of('guests.amount') }} > 1
    inner join visits as guests_again
        on
            again.report_key = guests_again.report_key
            and again.group_no = guests_again.group_no
            and guests.unit = guests_again.unit
            and guests.metric = guests_again.metric
            and guests.amount = guests_again.amount
            and guests.subject = guests_again.subject
    where first.metric in ('团组数', '批次', '数量') and guests.metric = '人次'
    group by again.report_key, again.disclosure_no
),

other_pair as (
    select * from twice_in_group
    union all
    select * from visits_again
),

first_statement as (
    select distinct on (report_key, name, kind, fund, unit = '%')
        *,
        unit = '%' as is_percent
    from statement
    order by
        report_key asc,
        name asc,
        kind asc,
        fund asc,
        (unit = '%') asc,
        disclosure_no asc
)

select
    {{ at_disclosure('again') }},
    '文字中“' || again.item || '”' || again.metric as left_label,
    again.amount as left_amount,
    '前文“' || first_statement.item || '”' || first_statement.metric as right_label,
    first_statement.amount as right_amount,
    '=' as relation,
    again.half + first_statement.half as tolerance,
    '' as skip_reason
from statement as again
inner join first_statement
    on
        again.report_key = first_statement.report_key
        and again.name = first_statement.name
        and again.kind = first_statement.kind
        and again.fund = first_statement.fund
        and (again.unit = '%') = first_statement.is_percent
        and again.disclosure_no > first_statement.disclosure_no
left join group_amount as amount_again
    on
        again.report_key = amount_again.report_key
        and again.group_no = amount_again.group_no
left join group_amount as amount_first
    on
        first_statement.report_key = amount_first.report_key
        and first_statement.group_no = amount_first.group_no
where
    again.topic <> 'year_change'
    or amount_again.amount is null
    or amount_first.amount is null
    or abs(amount_again.amount - amount_first.amount) <= amount_again.half + amount_first.half
union all
select
    {{ at_disclosure('again') }},
    '文字中“' || again.item || '”' || again.metric as left_label,
    again.amount as left_amount,
    '前文“' || first.item || '”' || first.metric as right_label,
    first.amount as right_amount,
    '=' as relation,
    -- Printed alike, they are the same to the last digit.
    case when again.half = first.half then 0 else again.half + first.half end as tolerance,
    '' as skip_reason
from other_pair
inner join {{ ref('quality_disclosure') }} as again
    on
        other_pair.report_key = again.report_key
        and other_pair.disclosure_no = again.disclosure_no
inner join {{ ref('quality_disclosure') }} as first
    on
        other_pair.report_key = first.report_key
        and other_pair.first_no = first.disclosure_no
