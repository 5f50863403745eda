-- What an amount grew by against last year is no more than the amount itself: last year's would have been less than nothing. Money of expenditure and revenue
-- only, where the same sentence or paragraph states both once; balances may have been negative.
with amount as (
    select
        report_key,
        group_no,
        min(disclosure_no) as disclosure_no,
        min(amount) as amount,
        max(half) as half,
        min(item) as item,
        min(metric) as metric
    from {{ ref('quality_disclosure') }}
    where is_money and metric in ('金额', '预算数', '决算数', '支出决算', '收入决算') and amount >= 0 and not {{ marked('balance_or_difference') }}
    group by report_key, group_no
    having min(amount) = max(amount)
)

select
    {{ at_disclosure('change') }},
    '文字中“' || change.item || '”比上年增加额' as left_label,
    change.amount as left_amount,
    '同一事项本年的' || amount.metric as right_label,
    amount.amount as right_amount,
    '<=' as relation,
    change.half + amount.half as tolerance,
    '' as skip_reason
from {{ ref('quality_disclosure') }} as change
inner join amount
    on
        change.report_key = amount.report_key
        and change.group_no = amount.group_no
where change.metric = '比上年增减额' and change.is_money and change.amount > 0
