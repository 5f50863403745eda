-- The words of a change agree: an amount that increases has a rate that increases (增加…，增长…), an amount that went down to where it is isn't
-- unchanged, and a reason speaks of the direction that the number has. Words that set an amount against last year without saying by how much (与上年相比有所增加)
-- go the way of last year's amount, or of the change of the same thing that is stated in numbers; and nothing increases to nothing. Directions are 1, −1 and 0.
with change as (
    select
        change.report_key,
        rate.disclosure_no,
        '增减' as unit,
        '增减率' as left_label,
        '同句增减额' as right_label,
        sign(rate.amount) as stated,
        sign(change.amount) as found
    from {{ ref('quality_disclosure') }} as change
    inner join {{ ref('quality_disclosure') }} as rate
        on
            change.report_key = rate.report_key
            and change.group_no = rate.group_no
            and rate.metric = '比上年增减率'
    -- An amount too small to print may still have a rate.
    where change.metric = '比上年增减额' and change.amount <> 0 and rate.amount <> 0
),

-- 减少为2万元，与上年持平: an amount that went down or up to where it is has changed, and that way.
moved as (
    select
        change.report_key,
        amount.disclosure_no,
        '增减' as unit,
        '所称“' || amount.printed || '”' as left_label,
        '同段所说的增减（' || change.printed || '）' as right_label,
        case when {{ marked('went_down_to', 'amount') }} then -1 else 1 end as stated,
        sign(change.amount) as found
    from {{ ref('quality_disclosure') }} as amount
    inner join {{ ref('quality_disclosure') }} as change
        on
            amount.report_key = change.report_key
            and amount.group_no = change.group_no
            and change.metric = '比上年增减额'
    where
        ({{ marked('went_down_to', 'amount') }} or {{ marked('went_up_to', 'amount') }})
        and amount.metric in ('金额', '支出决算', '决算数', '预算数')
),

-- 比上年减少…，下降的主要原因是…: the reason speaks of the direction that the number has, where the sentence states one change.
reason as (
    select
        change.report_key,
        change.disclosure_no,
        '增减' as unit,
        '增减额' as left_label,
        '同句所说的原因' as right_label,
        sign(change.amount) as stated,
        case
            when {{ marked('reason_of_increase', 'change') }} then 1
            else -1
        end as found,
        count(*) over (partition by change.report_key, change.sentence) as change_count
    from {{ ref('quality_disclosure') }} as change
    where
        change.metric in ('比上年增减额', '较预算数增减额')
        and change.amount <> 0
        -- Of one direction, not of either.
        and {{ marked('reason_of_increase', 'change') }} <> {{ marked('reason_of_decrease', 'change') }}
        and not {{ marked('open_choice', 'change') }}
),

-- 与上年持平，比上年增加2万元: what is unchanged has no change beside it.
unchanged as (
    select
        flat.report_key,
        flat.disclosure_no,
        '增减' as unit,
        '所称“' || flat.printed || '”' as left_label,
        '同句所说的增减（' || change.printed || '）' as right_label,
        0 as stated,
        sign(change.amount) as found
    from {{ ref('quality_disclosure') }} as flat
    inner join {{ ref('quality_disclosure') }} as change
        on
            flat.report_key = change.report_key
            and flat.position = change.position
            and flat.item = change.item
            and flat.base = change.base
            and change.metric = '比上年增减额'
            and abs(change.amount) > change.half
    where flat.metric = '比上年增减额' and flat.direction = 'unchanged' and flat.amount = 0
),

said as (
    select
        remark.*,
        case remark.direction when 'increase' then 1 when 'decrease' then -1 else 0 end as stated
    from {{ ref('quality_remark') }} as remark
    where remark.kind = 'comparison' and remark.base = '上年数'
),

-- The outturn where the sentence states a budget beside it.
stated as (
    select
        said.report_key,
        said.remark_no,
        amount.disclosure_no,
        amount.amount,
        amount.half,
        rank() over (
            partition by said.report_key, said.remark_no order by amount.metric in ('支出决算', '决算数') desc
        ) as place
    from said
    inner join {{ ref('quality_disclosure') }} as amount
        on
            said.report_key = amount.report_key
            and said.group_no = amount.group_no
            and amount.metric in ('金额', '预算数', '支出决算', '决算数')
            and amount.is_money
),

this_year as (
    select
        report_key,
        remark_no,
        max(disclosure_no) as disclosure_no,
        max(amount) as amount,
        max(half) as half
    from stated
    where place = 1
    group by report_key, remark_no
    -- One amount of this year, whatever it is called.
    having min(amount) = max(amount)
),

found_of as (
    select
        said.report_key,
        said.remark_no,
        '同段所述的上年数' as basis,
        sign(this_year.amount - last_year.amount) as direction
    from said
    inner join this_year
        on
            said.report_key = this_year.report_key
            and said.remark_no = this_year.remark_no
    inner join {{ ref('quality_disclosure') }} as last_year
        on
            said.report_key = last_year.report_key
            and said.group_no = last_year.group_no
            and last_year.metric = '上年数'
            and last_year.is_money
            and abs(this_year.amount - last_year.amount) > this_year.half + last_year.half
    union all
    select
        said.report_key,
        said.remark_no,
        '同段所述的增减' as basis,
        sign(change.amount) as direction
    from said
    inner join {{ ref('quality_disclosure') }} as change
        on
            said.report_key = change.report_key
            and said.group_no = change.group_no
            and change.metric in ('比上年增减额', '比上年增减率')
    union all
    select
        said.report_key,
        said.remark_no,
        '本年数为0' as basis,
        -1 as direction
    from said
    inner join this_year
        on
            said.report_key = this_year.report_key
            and said.remark_no = this_year.remark_no
    where this_year.amount = 0 and said.stated = 1
),

judged as (
    select distinct on (report_key, remark_no)
        report_key,
        remark_no,
        basis,
        direction
    from found_of
    order by
        report_key asc,
        remark_no asc,
        basis collate "C" asc
),

direction as (
    select
        report_key,
        disclosure_no,
        unit,
        left_label,
        right_label,
        stated,
        found,
        '' as skip_reason
    from change
    union all
    select
        report_key,
        disclosure_no,
        unit,
        left_label,
        right_label,
        stated,
        found,
        '' as skip_reason
    from reason
    where change_count = 1
    union all
    select
        report_key,
        disclosure_no,
        unit,
        left_label,
        right_label,
        stated,
        found,
        '' as skip_reason
    from moved
    union all
    select
        report_key,
        disclosure_no,
        unit,
        left_label,
        right_label,
        stated,
        found,
        '' as skip_reason
    from unchanged
    union all
    select
        said.report_key,
        this_year.disclosure_no,
        '增减' as unit,
        '所称“' || said.printed || '”' as left_label,
        '按' || coalesce(judged.basis, '上年数') as right_label,
        said.stated,
        coalesce(judged.direction, said.stated) as found,
        case when judged.report_key is null then '上年数或增减数未述及' else '' end as skip_reason
    from said
    inner join this_year
        on
            said.report_key = this_year.report_key
            and said.remark_no = this_year.remark_no
    left join judged
        on
            said.report_key = judged.report_key
            and said.remark_no = judged.remark_no
)

select
    place.report_key,
    null::integer as statement_seq,
    place.disclosure_no,
    place.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    place.section as row_label,
    place.item as column_label,
    direction.unit,
    1::numeric as factor,
    '文字中“' || place.item || '”' || direction.left_label as left_label,
    direction.stated as left_amount,
    direction.right_label,
    direction.found as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    direction.skip_reason
from direction
inner join {{ ref('quality_disclosure') }} as place
    on
        direction.report_key = place.report_key
        and direction.disclosure_no = place.disclosure_no
