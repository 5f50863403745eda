-- A stated change and its rate agree with the amount of the year: rate = change ÷ (amount − change). One unit of the last digit of
-- the rate is allowed (ten percent of 1.3倍), and what the rounding of both amounts explains; nothing goes down by more than all of it.
with compared as (
    select distinct on (report_key, rate_no)
        *,
        100 * change_amount / (amount - change_amount) as percent,
        2 * rate_half + least(
            100 * (
                (abs(change_amount) + change_half) / (amount - change_amount - half - change_half)
                - abs(change_amount) / (amount - change_amount)
            ),
            case when rate_amount < -100 and amount >= 0 then 100 + 100 * change_amount / (amount - change_amount) end
        ) as tolerance
    from {{ ref('quality_change') }}
    where amount - change_amount > half + change_half
    order by
        report_key asc,
        rate_no asc,
        abs(rate_amount - 100 * change_amount / (amount - change_amount)) asc,
        change_no asc,
        amount_no asc,
        beside collate "C" asc
)

select
    {{ at_disclosure('rate') }},
    '文字中“' || rate.item || '”比上年增减率' as left_label,
    rate.amount as left_amount,
    '按' || compared.amount_metric || '和' || compared.beside || '计算' as right_label,
    compared.percent as right_amount,
    '=' as relation,
    compared.tolerance,
    '' as skip_reason
from compared
inner join {{ ref('quality_disclosure') }} as rate
    on
        compared.report_key = rate.report_key
        and compared.rate_no = rate.disclosure_no
