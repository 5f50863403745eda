-- The initial budgets (年初预算) that a section states by item add up to the initial budget it states for all. A subject with a budget and
-- no outturn may be left out of the list, so a difference is only a notice.
with amount as (
    select
        disclosure.*,
        case when disclosure.item_code = '' then 7 else length(disclosure.item_code) end as digits,
        case when disclosure.item_code = '' then '2' else left(disclosure.item_code, 1) end as system
    from {{ ref('quality_disclosure') }} as disclosure
    where
        -- An item whose code isn't known is told by its path 类/款/项: without it the list would be incomplete.
        (disclosure.item_code ~ '^(2\d{6}|[235]\d\d)$' or (disclosure.item_code = '' and disclosure.item ~ '/.+/'))
        and disclosure.metric in ('年初预算')
        and disclosure.is_money
        and disclosure.topic in ('total', 'execution')
        and disclosure.fund <> ''
),

total as (
    select *
    from {{ ref('quality_disclosure') }}
    where
        item_code = ''
        and item !~ '/'
        and metric in ('年初预算')
        and is_money
        and topic in ('total', 'execution')
        and {{ marked('some_expenditure') }}
        and not {{ marked('basic_or_project') }}
),

-- The last total before the first item of the list.
listed as (
    select
        amount.report_key,
        amount.disclosure_no,
        amount.item_code,
        amount.item,
        amount.digits,
        amount.system,
        amount.amount,
        amount.half,
        max(total.disclosure_no) as total_no
    from amount
    inner join total
        on
            amount.report_key = total.report_key
            and split_part(amount.section, '/', 1) = split_part(total.section, '/', 1)
            and amount.metric = total.metric
            and amount.disclosure_no > total.disclosure_no
    group by
        amount.report_key,
        amount.disclosure_no,
        amount.item_code,
        amount.item,
        amount.digits,
        amount.system,
        amount.amount,
        amount.half
),

part as (
    select
        report_key,
        total_no,
        digits,
        system,
        count(*) as part_count,
        sum(amount) as amount,
        sum(half) as half
    from listed
    group by report_key, total_no, digits, system
    having count(*) > 1 and count(*) = count(distinct item_code || item)
)

select
    {{ at_disclosure('total') }},
    '文字中“' || total.item || '”' || total.metric as left_label,
    total.amount as left_amount,
    '其下所列' || part.part_count || '个科目之和' as right_label,
    part.amount as right_amount,
    '=' as relation,
    total.half + part.half as tolerance,
    '' as skip_reason
from part
inner join total
    on
        part.report_key = total.report_key
        and part.total_no = total.disclosure_no
