-- A share (占…%) is the amount stated with it divided by its whole. The whole is what the sentence names, or an amount of the same
-- section, or the total of a form: it has to be one of them. Printed percentages are rounded or cut off, so one unit of their last
-- digit is allowed, and what the rounding of both amounts explains.
with share as (
    select
        rate.*,
        part.amount as part_amount,
        part.half as part_half,
        part.disclosure_no as part_no,
        part.metric as part_metric
    from {{ ref('quality_disclosure') }} as rate
    inner join {{ ref('quality_disclosure') }} as part
        on
            rate.report_key = part.report_key
            and rate.group_no = part.group_no
            and part.is_money
            and part.metric in ('金额', '决算数', '支出决算', '涉及资金', '涉及预算资金')
    where
        rate.unit = '%'
        and {{ marked('share', 'rate') }}
        and rate.topic <> 'performance'
        -- A part of a budget is measured by it, not by the outturn's totals.
        and not ({{ marked('base_initial', 'rate') }} or {{ marked('base_adjusted', 'rate') }})
        -- An amount that may be nothing within its rounding has any share.
        and (part.amount > part.half or part.half = 0)
),

opening as (
    select
        report_key,
        section,
        min(disclosure_no) as disclosure_no
    from {{ ref('quality_disclosure') }}
    where is_money and metric in ('金额', '决算数', '支出决算')
    group by report_key, section
),

whole as (
    select
        share.report_key,
        share.disclosure_no,
        whole.item as label,
        whole.amount,
        whole.half,
        -- Another amount than the one a share names is its whole only where it opens the section.
        peer.disclosure_no is not null
        or (
            share.base <> ''
            and whole.item not like '%' || share.base || '%'
            and whole.disclosure_no is distinct from opening.disclosure_no
        ) as is_part,
        share.section = whole.section as is_near,
        share.base <> '' and whole.item like '%' || share.base || '%' and share.section = whole.section as is_named,
        share.position = whole.position and whole.disclosure_no < share.part_no as is_above
    from share
    inner join {{ ref('quality_disclosure') }} as whole
        on
            share.report_key = whole.report_key
            and whole.is_money
            and (share.section = whole.section or (share.base <> '' and whole.item like '%' || share.base || '%'))
            and whole.metric in ('金额', '决算数', '支出决算')
            and whole.amount > 0
            -- Nothing is a part of less; but the whole that the share names in its section is meant, whatever it is.
            and (
                whole.amount + whole.half >= share.part_amount - share.part_half
                or (share.base <> '' and share.base = whole.item and share.section = whole.section)
            )
            and share.part_no <> whole.disclosure_no
            -- The same thing said again is no whole of itself.
            and share.item <> whole.item
            and whole.three_public_item is distinct from coalesce(share.three_public_item, '-')
            -- One of the three public expenses is no part of another.
            and (
                share.three_public_item not in ('abroad', 'vehicle', 'reception')
                or share.three_public_item is null
                or coalesce(whole.three_public_item, 'total') = 'total'
            )
    left join opening
        on
            whole.report_key = opening.report_key
            and whole.section = opening.section
    -- What has a share of the same whole is another part of it: where only parts are stated, their whole is not.
    left join {{ ref('quality_disclosure') }} as peer
        on
            whole.report_key = peer.report_key
            and whole.group_no = peer.group_no
            and peer.unit = '%'
            and share.metric = peer.metric
            and share.base = peer.base
    where peer.disclosure_no is null or share.base = ''
    union all
    -- The three public expenses have one whole, in whatever section it stands.
    select
        share.report_key,
        share.disclosure_no,
        whole.item as label,
        whole.amount,
        whole.half,
        false as is_part,
        false as is_near,
        false as is_named,
        false as is_above
    from share
    inner join {{ ref('quality_disclosure') }} as whole
        on
            share.report_key = whole.report_key
            and share.three_public_item is not null
            and {{ marked('three_public', 'whole') }}
            and whole.metric in ('金额', '决算数', '支出决算')
            and whole.amount > 0
            and whole.amount + whole.half >= share.part_amount - share.part_half
    where share.base = '' or {{ marked('base_three_public', 'share') }}
    union all
    select
        share.report_key,
        share.disclosure_no,
        statement.title || '合计' as label,
        total.amount,
        total.half,
        false as is_part,
        false as is_near,
        false as is_named,
        false as is_above
    from share
    inner join {{ ref('quality_form_total') }} as total
        on
            share.report_key = total.report_key
            and total.measure in ('total', 'amount')
            and {{ of_year('total') }}
            and total.amount > 0
            and total.amount + total.half >= share.part_amount - share.part_half
    inner join {{ ref('quality_statement') }} as statement
        on
            total.report_key = statement.report_key
            and total.statement_seq = statement.statement_seq
    union all
    select
        share.report_key,
        share.disclosure_no,
        figure.statement_title || figure.column_label as label,
        figure.amount,
        figure.half,
        false as is_part,
        false as is_near,
        false as is_named,
        false as is_above
    from share
    inner join {{ ref('quality_figure') }} as figure
        on
            share.report_key = figure.report_key
            and figure.basis = 'outturn'
            and figure.measure = 'three_public'
            and figure.member = 'total'
            and figure.amount > 0
            and figure.amount + figure.half >= share.part_amount - share.part_half
),

-- At least one amount is no part itself. Where the whole that a share names stands in its section, no part is taken for it.
comparable as (
    select
        report_key,
        disclosure_no,
        bool_or(is_named and not is_part) as has_named
    from whole
    group by report_key, disclosure_no
    having bool_or(not is_part)
),

nearest as (
    select distinct on (share.report_key, share.disclosure_no)
        share.report_key,
        share.disclosure_no,
        whole.label,
        100 * share.part_amount / whole.amount as percent,
        2 * share.half
        + 100 * (share.part_half + share.part_amount / whole.amount * whole.half) / whole.amount as tolerance
    from share
    inner join whole
        on
            share.report_key = whole.report_key
            and share.disclosure_no = whole.disclosure_no
    inner join comparable
        on
            share.report_key = comparable.report_key
            and share.disclosure_no = comparable.disclosure_no
            and (not whole.is_part or not comparable.has_named)
    order by
        share.report_key asc,
        share.disclosure_no asc,
        -- Where no whole fits, the finding names what can be one, the one that the share names first, then one
        -- that its paragraph states before it, then one of its own section: another part isn't.
        case
            when
                abs(share.amount - 100 * share.part_amount / whole.amount)
                - 100 * (share.part_half + share.part_amount / whole.amount * whole.half) / whole.amount <= 2 * share.half
                then 0
            when whole.is_part then 5
            when whole.is_named then 1
            when whole.is_above then 2
            when whole.is_near then 3
            else 4
        end asc,
        -- A whole as small as its rounding explains more than one that is nearer.
        greatest(
            abs(share.amount - 100 * share.part_amount / whole.amount)
            - 100 * (share.part_half + share.part_amount / whole.amount * whole.half) / whole.amount,
            0
        ) asc,
        abs(share.amount - 100 * share.part_amount / whole.amount) asc,
        whole.amount desc,
        whole.half asc,
        whole.label collate "C" asc
)

select
    {{ at_disclosure('share') }},
    '文字中“' || share.item || '”' || share.metric as left_label,
    share.amount as left_amount,
    '按' || share.part_metric || '与“' || nearest.label || '”计算' as right_label,
    nearest.percent as right_amount,
    '=' as relation,
    nearest.tolerance,
    '' as skip_reason
from share
inner join nearest
    on
        share.report_key = nearest.report_key
        and share.disclosure_no = nearest.disclosure_no
