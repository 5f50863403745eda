-- The words of a change agree: an amount that increases has a rate that increases (增加…，增长…), and a sentence that calls the outturn
-- larger or smaller than the budget (大于、小于、持平) says so of numbers that are. Directions are 1, −1 and 0.
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

comparison as (
    select
        outturn.report_key,
        outturn.disclosure_no,
        '高低' as unit,
        '决算数较预算数的说法' as left_label,
        '按所述两数相比' as right_label,
        case
            when {{ marked('above_budget', 'outturn') }} then 1
            when {{ marked('below_budget', 'outturn') }} then -1
            else 0
        end as stated,
        outturn.amount - budget.amount as difference,
        outturn.half + budget.half as tolerance,
        count(*) over (partition by outturn.report_key, outturn.sentence) as pair_count
    from {{ ref('quality_disclosure') }} as outturn
    inner join {{ ref('quality_disclosure') }} as budget
        on
            outturn.report_key = budget.report_key
            and outturn.group_no = budget.group_no
            and budget.metric in ('年初预算', '预算数', '全年预算', '全年预算数')
    where
        outturn.metric in ('支出决算', '决算数')
        and {{ marked('compares_with_budget', 'outturn') }}
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
        -- Numbers that rounding may have made equal don't contradict 持平; any difference that is printed has its direction.
        case when stated = 0 and abs(difference) <= tolerance then 0 else sign(difference) end as found
    from comparison
    where pair_count = 1
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
