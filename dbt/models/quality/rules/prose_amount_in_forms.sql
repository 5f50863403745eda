-- A number of the prose is the one that a form prints for the same thing (seeds/prose_figure.csv). Several forms print the same
-- thing, some with and some without what was carried over: it has to be one of them.
{%- set either_budget = "('全年预算', '全年预算数', '年初预算')" %}
with item as (
    select
        disclosure.*,
        report.kind,
        report.fiscal_year
    from {{ ref('quality_disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
    where
        disclosure.item_code = ''
        and disclosure.unit <> '%'
        -- Money that goals of projects cover (涉及一般公共预算拨款711.30万元) is a part of the form's.
        and not (disclosure.topic = 'performance' and {{ marked('involved', 'disclosure') }})
),

-- Patterns are matched once a text, not once a statement: materialised, or the planner would match them to every figure.
meaning as materialized (
    {{ meanings_of('item') }}
),

nearest as (
    select distinct on (item.report_key, item.disclosure_no)
        item.report_key,
        item.disclosure_no,
        figure.figure_no,
        figure.statement_title,
        figure.row_label,
        figure.column_label,
        figure.amount,
        figure.half
    from item
    inner join meaning
        on
            {{ means('item', 'meaning') }}
    inner join {{ ref('quality_figure') }} as figure
        on
            item.report_key = figure.report_key
            and {{ stands_at('figure', 'meaning') }}
    order by
        item.report_key asc,
        item.disclosure_no asc,
        abs(item.amount - figure.amount) - figure.half asc,
        figure.figure_no asc
),

-- The budget column of the form of three public expenses is that of the year's beginning or the adjusted one, as the province has it: a budget that the
-- prose calls by either name is compared where most of those it calls so are the form's.
same_budget as (
    select
        item.report_key,
        item.metric,
        count(*) filter (where abs(item.amount - nearest.amount) <= item.half + nearest.half) as agreed,
        count(*) as stated
    from item
    inner join nearest
        on
            item.report_key = nearest.report_key
            and item.disclosure_no = nearest.disclosure_no
    where item.amount <> 0 and item.metric in {{ either_budget }}
    group by item.report_key, item.metric
)

select
    {{ at_disclosure('item') }},
    '文字中“' || item.item || '”' || item.metric as left_label,
    item.amount as left_amount,
    '《' || nearest.statement_title || '》“' || nearest.row_label || '”“' || nearest.column_label || '”' as right_label,
    nearest.amount as right_amount,
    '=' as relation,
    {{ restated('item.amount', 'item.half', 'nearest.amount', 'nearest.half') }} as tolerance,
    case
        when
            item.opening_year <> item.fiscal_year
            and abs(item.amount - nearest.amount) > {{ restated('item.amount', 'item.half', 'nearest.amount', 'nearest.half') }}
            then '句首所述不是报告年度'
        when item.metric not in {{ either_budget }} then ''
        when same_budget.agreed > 1 and 2 * same_budget.agreed > same_budget.stated then ''
        else '表中预算数是年初预算还是全年预算，不能判断'
    end as skip_reason
from item
inner join nearest
    on
        item.report_key = nearest.report_key
        and item.disclosure_no = nearest.disclosure_no
left join same_budget
    on
        item.report_key = same_budget.report_key
        and item.metric = same_budget.metric
