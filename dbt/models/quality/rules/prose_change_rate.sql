{%- set base = 'amount - change_amount' %}
{%- set base_half = 'half + change_half' %}
-- A stated change and its rate agree with the amount of the year: rate = change ÷ (amount − change). A rate is rounded or cut off: half a unit of its
-- last digit above what is computed, one unit below (ten percent of 1.3倍); and what the rounding of both amounts explains; nothing goes down by more than all of it.
-- Of a rate so large that last year's amount is lost in the rounding, that amount is computed, and is whole 分.
with change as (
    select
        *,
        {{ base }} as base,
        {{ base_half }} as base_half,
        {{ loses_its_base('rate_amount', base, base_half) }} as is_large
    from {{ ref('quality_change') }}
),

large as (
    select
        *,
        {{ whole_base('100 * amount / (100 + rate_amount)', 'base', 'base_half') }} as whole_base
    from change
    where
        is_large
        -- Last year's amount may be one 分 or more.
        and base > -base_half
        and amount > half
        -- What is left of nothing is said by prose_zero_base.
        and (amount <> change_amount or 100 * (change_amount - change_half) / rate_amount <= base_half)
),

compared as (
    select
        *,
        0.01 as whole_base,
        100 * change_amount / base as percent,
        least(
            100 * ((abs(change_amount) + change_half) / (base - base_half) - abs(change_amount) / base),
            case when rate_amount < -100 and amount >= 0 then 100 + 100 * change_amount / base end
        ) as room,
        beside as said
    from change
    where base > base_half and not is_large
    union all
    select
        *,
        100 * (amount - whole_base) / whole_base as percent,
        100 * half / whole_base as room,
        beside || '（上年数为整分）' as said
    from large
),

nearest as (
    select distinct on (report_key, rate_no) *
    from compared
    order by
        report_key asc,
        rate_no asc,
        abs(rate_amount - percent) asc,
        change_no asc,
        amount_no asc,
        beside collate "C" asc
)

select
    {{ at_disclosure('rate') }},
    '文字中“' || rate.item || '”比上年增减率' as left_label,
    rate.amount as left_amount,
    '按' || nearest.amount_metric || '和' || nearest.said || '计算' as right_label,
    nearest.percent as right_amount,
    '=' as relation,
    {{ rate_tolerance('nearest.rate_amount', 'nearest.rate_half', 'nearest.percent') }} + nearest.room as tolerance,
    '' as skip_reason
from nearest
inner join {{ ref('quality_disclosure') }} as rate
    on
        nearest.report_key = rate.report_key
        and nearest.rate_no = rate.disclosure_no
