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

-- Patterns are matched once a text, not once a statement: materialised, or the planner would match them to every figure.
meaning as materialized (
    {{ meanings_of('item') }}
),

meant as (
    select
        item.report_key,
        item.disclosure_no,
        meaning.statement_key,
        bool_and(meaning.member in ('meeting', 'training')) as is_meeting
    from item
    inner join meaning
        on
            {{ means('item', 'meaning') }}
    group by item.report_key, item.disclosure_no, meaning.statement_key
),

-- What a form prints for the thing, blank forms apart.
printed as (
    select distinct
        item.report_key,
        item.disclosure_no
    from item
    inner join meaning
        on
            {{ means('item', 'meaning') }}
    inner join {{ ref('quality_figure') }} as figure
        on
            item.report_key = figure.report_key
            and {{ stands_at('figure', 'meaning') }}
),

form as (
    select
        meant.report_key,
        meant.disclosure_no,
        coalesce(min(statement.statement_seq) filter (where statement.is_empty), min(statement.statement_seq)) as statement_seq,
        bool_or(statement.is_empty) and bool_and(printed.report_key is null) as is_blank
    from meant
    inner join {{ ref('quality_statement') }} as statement
        on
            meant.report_key = statement.report_key
            and meant.statement_key = statement.statement_key
            -- Meetings and trainings stand in the form of some provinces only.
            and not meant.is_meeting
    left join printed
        on
            meant.report_key = printed.report_key
            and meant.disclosure_no = printed.disclosure_no
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
