-- What the prose states of a form's thing, the form prints: a form that is published without a number (or only with its head) doesn't
-- go with an amount in the prose, unless another form prints the same (seeds/prose_figure.csv).
with item as (
    select
        disclosure.*,
        report.kind
    from {{ ref('quality_disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
    where disclosure.item_code = '' and disclosure.is_money and disclosure.amount <> 0
),

meant as (
    select distinct
        item.report_key,
        item.disclosure_no,
        mapping.statement_key
    from item
    inner join {{ ref('prose_figure') }} as mapping
        on
            item.kind = mapping.kind
            and mapping.item = any(item.marks)
            and item.metric = any(string_to_array(mapping.metrics, ' '))
            and item.fund ~ coalesce(mapping.fund_pattern, '')
),

form as (
    select
        meant.report_key,
        meant.disclosure_no,
        min(statement.statement_seq) as statement_seq,
        bool_and(statement.is_empty) as is_blank
    from meant
    inner join {{ ref('quality_statement') }} as statement
        on
            meant.report_key = statement.report_key
            and meant.statement_key = statement.statement_key
    group by meant.report_key, meant.disclosure_no
),

-- One finding a form, at the largest amount: the total.
widest as (
    select distinct on (form.report_key, form.statement_seq)
        form.*,
        count(*) over (partition by form.report_key, form.statement_seq) as item_count
    from form
    inner join item
        on
            form.report_key = item.report_key
            and form.disclosure_no = item.disclosure_no
    order by
        form.report_key asc,
        form.statement_seq asc,
        item.amount desc,
        form.disclosure_no asc
)

select
    {{ at_disclosure('item') }},
    '文字中“' || item.item || '”' || item.metric as left_label,
    item.amount as left_amount,
    case
        when widest.is_blank then '但《' || statement.title || '》为空表，未列此数（文字述及其中' || widest.item_count || '项）'
        else '表中有数'
    end as right_label,
    case when widest.is_blank then 0 else item.amount end as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from widest
inner join {{ ref('quality_statement') }} as statement
    on
        widest.report_key = statement.report_key
        and widest.statement_seq = statement.statement_seq
inner join item
    on
        widest.report_key = item.report_key
        and widest.disclosure_no = item.disclosure_no
