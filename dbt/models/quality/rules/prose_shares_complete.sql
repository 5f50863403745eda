-- Amounts of one section that are stated with their shares, whose shares make up the whole (100 % within their rounding), add up to
-- the total that the section states. Where the shares don't make up the whole, the list may be a selection, and is skipped.
with part as (
    select
        rate.report_key,
        rate.section,
        rate.position,
        amount.metric,
        count(*) as part_count,
        sum(rate.amount) as percent,
        sum(2 * rate.half) as percent_half,
        sum(amount.amount) as amount,
        sum(amount.half) as half,
        string_agg(amount.item, '+' order by amount.disclosure_no) as items,
        min(amount.disclosure_no) as first_no
    from {{ ref('quality_disclosure') }} as rate
    inner join {{ ref('quality_disclosure') }} as amount
        on
            rate.report_key = amount.report_key
            and rate.group_no = amount.group_no
            and amount.is_money
            and amount.metric in ('金额', '决算数', '支出决算')
    where
        rate.unit = '%'
        and {{ marked('share', 'rate') }}
        and rate.base = ''
        and rate.topic <> 'performance'
    group by rate.report_key, rate.section, rate.position, amount.metric
    having count(*) > 1
),

whole as (
    select distinct on (part.report_key, part.section, part.position, part.metric)
        part.*,
        total.disclosure_no,
        total.amount as total_amount,
        total.half as total_half
    from part
    inner join {{ ref('quality_disclosure') }} as total
        on
            part.report_key = total.report_key
            and part.section = total.section
            and part.metric = total.metric
            and part.first_no > total.disclosure_no
            and total.is_money
            -- What is nothing stands before the parts without a share of its own; it is one of them.
            and total.amount <> 0
    where
        not exists (
            select 1
            from {{ ref('quality_disclosure') }} as share
            where
                share.report_key = total.report_key
                and share.group_no = total.group_no
                and {{ marked('share', 'share') }}
                and share.base = ''
        )
    order by
        part.report_key asc,
        part.section asc,
        part.position asc,
        part.metric asc,
        total.disclosure_no desc
)

select
    {{ at_disclosure('total') }},
    '文字中“' || total.item || '”' || total.metric as left_label,
    whole.total_amount as left_amount,
    '各项之和（' || whole.items || '）' as right_label,
    whole.amount as right_amount,
    '=' as relation,
    whole.total_half + whole.half as tolerance,
    case when abs(whole.percent - 100) > whole.percent_half then '所列各项占比之和不是100%' else '' end as skip_reason
from whole
inner join {{ ref('quality_disclosure') }} as total
    on
        whole.report_key = total.report_key
        and whole.disclosure_no = total.disclosure_no
