-- A completion or execution rate is the outturn divided by the budget that the same sentence states: the one that it names (完成年初预算的…), where
-- that is stated, else whichever stands there, and 资金到位率 the money received. A sentence without a budget is measured by what the same chapter gives for the project, or, among the three public expenses, by the form
-- whose total is the budget that the prose states. The rate is rounded or cut off (macro rate_tolerance); the rounding of both amounts
-- explains the rest. Of a rate so large that its budget is lost in the rounding, the budget is computed, and is whole 分. A budget of nothing is left to prose_zero_base.
with rate as (
    select * from {{ ref('quality_disclosure') }}
    where unit = '%' and metric in ('完成率', '预算执行率', '执行率', '预算完成率', '资金到位率')
),

outturn as (
    select
        rate.report_key,
        rate.disclosure_no,
        rate.amount as rate_amount,
        rate.half as rate_half,
        rate.group_no,
        rate.subject,
        rate.section,
        rate.metric as rate_metric,
        rate.base,
        rate.marks,
        rate.three_public_item,
        outturn.metric,
        outturn.amount,
        outturn.half
    from rate
    inner join {{ ref('quality_disclosure') }} as outturn
        on
            rate.report_key = outturn.report_key
            and rate.group_no = outturn.group_no
            and outturn.is_money
            and case
                when rate.metric = '资金到位率' then outturn.metric = '实际到位资金'
                else outturn.metric in ('支出决算', '决算数', '收入决算', '全年执行数', '执行数', '实际支出', '支出数')
            end
),

budget as (
    select * from {{ ref('quality_disclosure') }}
    where is_money and metric in ('年初预算', '预算数', '全年预算数', '全年预算', '调整预算', '调整预算数', '预算总额')
),

-- The budgets that a chapter gives for one project, where it gives one.
project_budget as (
    select
        report_key,
        subject,
        split_part(section, '/', 1) as chapter,
        min(amount) as amount,
        max(half) as half
    from budget
    where topic = 'performance' and metric in ('全年预算数', '全年预算')
    group by report_key, subject, split_part(section, '/', 1)
    having min(amount) = max(amount)
),

-- The form's budgets of the three public expenses, where the prose states its total as the budget.
form_budget as (
    select
        figure.report_key,
        figure.member as item,
        min(figure.amount) as amount,
        max(figure.half) as half
    from {{ ref('quality_figure') }} as figure
    inner join {{ ref('quality_figure') }} as total
        on
            figure.report_key = total.report_key
            and figure.statement_seq = total.statement_seq
            and total.basis = 'budget'
            and total.measure = 'three_public'
            and total.member = 'total'
    inner join budget as stated
        on
            total.report_key = stated.report_key
            and {{ marked('some_three_public', 'stated') }}
            and total.amount = stated.amount
    where
        figure.basis = 'budget'
        and figure.measure = 'three_public'
        and figure.statement_key = 'three_public'
    group by figure.report_key, figure.member
),

budget_of_rate as (
    select
        outturn.report_key,
        outturn.disclosure_no,
        outturn.metric as outturn_metric,
        outturn.amount as outturn_amount,
        outturn.half as outturn_half,
        outturn.rate_amount,
        outturn.rate_half,
        budget.metric as budget_metric,
        budget.amount,
        budget.half
    from outturn
    inner join budget
        on
            outturn.report_key = budget.report_key
            and outturn.group_no = budget.group_no
    left join budget as named
        on
            outturn.report_key = named.report_key
            and outturn.group_no = named.group_no
            and named.metric = {{ named_budget('outturn') }}
    where named.report_key is null or budget.metric = named.metric
    union all
    select
        outturn.report_key,
        outturn.disclosure_no,
        outturn.metric as outturn_metric,
        outturn.amount as outturn_amount,
        outturn.half as outturn_half,
        outturn.rate_amount,
        outturn.rate_half,
        '该项目全年预算' as budget_metric,
        project_budget.amount,
        project_budget.half
    from outturn
    inner join project_budget
        on
            outturn.report_key = project_budget.report_key
            and outturn.subject = project_budget.subject
            and split_part(outturn.section, '/', 1) = project_budget.chapter
            and outturn.rate_metric in ('预算执行率', '执行率')
    left join budget as own
        on
            outturn.report_key = own.report_key
            and outturn.group_no = own.group_no
    where own.report_key is null
    union all
    select
        outturn.report_key,
        outturn.disclosure_no,
        outturn.metric as outturn_metric,
        outturn.amount as outturn_amount,
        outturn.half as outturn_half,
        outturn.rate_amount,
        outturn.rate_half,
        '表中预算数' as budget_metric,
        form_budget.amount,
        form_budget.half
    from outturn
    inner join form_budget
        on
            outturn.report_key = form_budget.report_key
            and outturn.three_public_item = form_budget.item
            and outturn.rate_metric = '完成率'
            and outturn.base = '预算'
    left join budget as own
        on
            outturn.report_key = own.report_key
            and outturn.group_no = own.group_no
    where own.report_key is null
),

large as (
    select
        *,
        {{ whole_base('100 * outturn_amount / rate_amount', 'amount', 'half') }} as whole_base
    from budget_of_rate
    where
        {{ loses_its_base('rate_amount', 'amount', 'half') }}
        -- The budget may be one 分 or more.
        and amount > -half
        and outturn_amount > outturn_half
        -- A rate of nothing is said by prose_zero_base.
        and (amount <> 0 or 100 * (outturn_amount - outturn_half) / rate_amount <= half)
),

computed as (
    select
        *,
        0.01 as whole_base,
        100 * outturn_amount / amount as percent,
        100 * ((abs(outturn_amount) + outturn_half) / (amount - half) - abs(outturn_amount) / amount) as room,
        budget_metric as said
    from budget_of_rate
    -- A budget that may be nothing within its rounding says nothing of a usual rate.
    where amount > half and not {{ loses_its_base('rate_amount', 'amount', 'half') }}
    union all
    select
        *,
        100 * outturn_amount / whole_base as percent,
        100 * outturn_half / whole_base as room,
        budget_metric || '（为整分）' as said
    from large
),

pair as (
    select distinct on (report_key, disclosure_no)
        report_key,
        disclosure_no,
        outturn_metric,
        said,
        percent,
        {{ rate_tolerance('rate_amount', 'rate_half', 'percent') }} + room as tolerance
    from computed
    order by
        report_key asc,
        disclosure_no asc,
        abs(rate_amount - percent) asc,
        amount asc,
        half asc,
        outturn_amount asc,
        outturn_half asc,
        outturn_metric collate "C" asc,
        budget_metric collate "C" asc
)

select
    {{ at_disclosure('rate') }},
    '文字中“' || rate.item || '”' || rate.metric as left_label,
    rate.amount as left_amount,
    '按' || pair.outturn_metric || '÷' || pair.said || '计算' as right_label,
    pair.percent as right_amount,
    '=' as relation,
    pair.tolerance,
    '' as skip_reason
from rate
inner join pair
    on
        rate.report_key = pair.report_key
        and rate.disclosure_no = pair.disclosure_no
