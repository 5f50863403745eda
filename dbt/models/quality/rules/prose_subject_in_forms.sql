-- The amount that the prose states for a subject is the one that the forms print for its code: in a final account the outturn, in a
-- budget the budget; of the fund that the prose names, else of any.
with item as (
    select disclosure.*
    from {{ ref('quality_disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
    where
        disclosure.item_code ~ '^[235]\d\d(\d\d)?(\d\d)?$'
        and disclosure.topic in ('total', 'execution')
        and disclosure.is_money
        and disclosure.metric = any(
            case report.kind
                when 'budget' then array['金额', '预算数', '年初预算']
                else array['金额', '决算数', '支出决算']
            end
        )
),

nearest as (
    select distinct on (item.report_key, item.disclosure_no)
        item.report_key,
        item.disclosure_no,
        statement.title,
        subject.amount,
        subject.half
    from item
    inner join {{ ref('quality_subject_amount') }} as subject
        on
            item.report_key = subject.report_key
            and item.item_code = subject.code
            and subject.measure in ('total', 'amount')
            and subject.basis = 'this_year'
    inner join {{ ref('quality_statement') }} as statement
        on
            subject.report_key = statement.report_key
            and subject.statement_seq = statement.statement_seq
            and statement.statement_key <> 'operating_costs'
            and (item.fund in ('', 'all', 'fiscal') or item.fund = statement.fund)
    order by
        item.report_key asc,
        item.disclosure_no asc,
        abs(item.amount - subject.amount) - subject.half asc,
        subject.figure_no asc,
        subject.amount asc,
        subject.half asc
),

-- Forms that list functional, or economic, subjects.
listing as (
    select distinct
        report_key,
        statement_seq,
        left(code, 1) as first_digit
    from {{ ref('quality_subject_amount') }}
),

-- A form that lists subjects of the kind, lacks this one and holds a number that nothing explains may print the amount.
unread as (
    select distinct
        item.report_key,
        item.disclosure_no
    from item
    inner join {{ ref('quality_statement') }} as statement
        on
            item.report_key = statement.report_key
            and statement.statement_key <> 'operating_costs'
            and (item.fund in ('', 'all', 'fiscal') or item.fund = statement.fund)
    inner join listing
        on
            statement.report_key = listing.report_key
            and statement.statement_seq = listing.statement_seq
            and left(item.item_code, 1) = listing.first_digit
    inner join {{ ref('quality_gap') }} as gap
        on
            statement.report_key = gap.report_key
            and gap.table_index = any(statement.table_indexes::integer[])
    left join {{ ref('quality_subject_amount') }} as subject
        on
            statement.report_key = subject.report_key
            and statement.statement_seq = subject.statement_seq
            and item.item_code = subject.code
            and subject.measure in ('total', 'amount')
            and subject.basis = 'this_year'
    where subject.report_key is null
)

select
    {{ at_disclosure('item') }},
    '文字中科目' || item.item_code || '“' || item.subject || '”' || item.metric as left_label,
    item.amount as left_amount,
    '《' || nearest.title || '》科目' || item.item_code as right_label,
    nearest.amount as right_amount,
    '=' as relation,
    {{ restated('item.amount', 'item.half', 'nearest.amount', 'nearest.half') }} as tolerance,
    case
        when
            unread.report_key is not null
            and abs(item.amount - nearest.amount) > {{ restated('item.amount', 'item.half', 'nearest.amount', 'nearest.half') }}
            then '未列该科目的表中有未读懂的数'
        else ''
    end as skip_reason
from item
inner join nearest
    on
        item.report_key = nearest.report_key
        and item.disclosure_no = nearest.disclosure_no
left join unread
    on
        item.report_key = unread.report_key
        and item.disclosure_no = unread.disclosure_no
