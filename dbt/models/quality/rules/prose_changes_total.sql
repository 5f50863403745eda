-- The changes against last year that a section states subject by subject add up to the change of the total above them, where the subjects'
-- amounts add up to it and each states its change. A subject of last year without money this year isn't in the list, so a difference is only a notice.
with amount as (
    select
        amount.*,
        change.amount as change_amount,
        change.half as change_half,
        change.disclosure_no as change_no,
        length(amount.item_code) as digits,
        left(amount.item_code, 1) as system
    from {{ ref('quality_disclosure') }} as amount
    left join {{ ref('quality_disclosure') }} as change
        on
            amount.report_key = change.report_key
            and amount.group_no = change.group_no
            and amount.item = change.item
            and change.metric = '比上年增减额'
    where
        amount.metric in ('金额', '支出决算', '决算数', '预算数')
        and amount.is_money
        and amount.topic in ('total', 'execution')
        and amount.fund <> ''
),

total as (
    select *
    from amount
    where item_code = '' and {{ marked('some_expenditure') }} and not {{ marked('basic_or_project') }}
),

-- The last total before the first item of the list.
listed as (
    select
        item.report_key,
        item.disclosure_no,
        item.item_code,
        item.digits,
        item.system,
        item.fund,
        item.amount,
        item.half,
        item.change_no,
        item.change_amount,
        item.change_half,
        max(total.disclosure_no) as total_no
    from amount as item
    inner join total
        on
            item.report_key = total.report_key
            and item.fund = total.fund
            and item.metric = total.metric
            and split_part(item.section, '/', 1) = split_part(total.section, '/', 1)
            and item.disclosure_no > total.disclosure_no
    where item.item_code ~ '^(2\d{6}|[235]\d\d)$'
    group by
        item.report_key,
        item.disclosure_no,
        item.item_code,
        item.digits,
        item.system,
        item.fund,
        item.amount,
        item.half,
        item.change_no,
        item.change_amount,
        item.change_half
),

part as (
    select
        report_key,
        total_no,
        digits,
        system,
        count(*) as part_count,
        sum(amount) as amount,
        sum(half) as half,
        sum(change_amount) as change_amount,
        sum(change_half) as change_half
    from listed
    group by report_key, total_no, digits, system
    having count(*) > 1 and count(*) = count(distinct item_code) and count(*) = count(change_no)
),

-- What the same chapter says of the total's change, where the sentence above the list doesn't.
stated as (
    select
        total.report_key,
        total.disclosure_no as total_no,
        total.amount,
        total.half,
        min(again.change_no) as change_no
    from total
    inner join total as again
        on
            total.report_key = again.report_key
            and total.fund = again.fund
            and total.amount = again.amount
            and again.change_no is not null
    group by total.report_key, total.disclosure_no, total.amount, total.half
    having min(again.change_amount) = max(again.change_amount)
)

select
    {{ at_disclosure('change') }},
    '文字中“' || change.item || '”' || change.metric as left_label,
    change.amount as left_amount,
    '其下所列' || part.part_count || '个科目的增减额之和' as right_label,
    part.change_amount as right_amount,
    '=' as relation,
    change.half + part.change_half as tolerance,
    '' as skip_reason
from part
inner join stated
    on
        part.report_key = stated.report_key
        and part.total_no = stated.total_no
        and abs(part.amount - stated.amount) <= part.half + stated.half
inner join {{ ref('quality_disclosure') }} as change
    on
        stated.report_key = change.report_key
        and stated.change_no = change.disclosure_no
