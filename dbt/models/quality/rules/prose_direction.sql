-- The words of a change agree: an amount that increases has a rate that increases (增加…，增长…), an amount that went down to where it is isn't
-- unchanged, and a reason speaks of the direction that the number has. Directions are 1, −1 and 0.
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

direction as (
    select
        report_key,
        disclosure_no,
        unit,
        left_label,
        right_label,
        stated,
        found
    from change
    union all
    select
        report_key,
        disclosure_no,
        unit,
        left_label,
        right_label,
        stated,
        found
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
        found
    from moved
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
    '' as skip_reason
from direction
inner join {{ ref('quality_disclosure') }} as place
    on
        direction.report_key = place.report_key
        and direction.disclosure_no = place.disclosure_no
