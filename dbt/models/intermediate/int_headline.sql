-- Printed totals first; where a report prints none, what its leaves or parts add up to; then what its prose states; last, 0 where it says that
-- there is none, publishes the form of it empty, or leaves the cell of a balance blank in a form that it fills.
with printed as (
    select
        report_key,
        headline,
        fund,
        amount,
        'printed' as origin,
        1 as preference,
        figure_no,
        null::integer as group_no,
        null::integer as remark_no,
        null::integer as statement_seq
    from {{ affected(ref('int_headline_printed')) }}
    where phase = 'current'
),

summed_expenditure as (
    select
        report_key,
        {{ expenditure_of_fund('fund') }} as headline,
        fund,
        {{ sum_of('amount') }} as amount
    from {{ affected(ref('int_function_amount')) }}
    where level = 'class'
    group by report_key, fund
),

summed_revenue as (
    select
        report_key,
        'revenue' as headline,
        'all' as fund,
        {{ sum_of('amount') }} as amount
    from {{ affected(ref('stg_revenue')) }}
    where source not in ('use_of_surplus', 'cash_balance') and not is_opening
    group by report_key
),

-- 人员经费 is 工资福利支出 and 对个人和家庭的补助, 公用经费 the rest: the two halves of the official form.
summed_basic as (
    select
        report_key,
        case when class_code in ('301', '303') then 'personnel' else 'public' end as headline,
        fund,
        {{ sum_of('amount') }} as amount
    from {{ affected(ref('int_economic_amount')) }}
    where
        coverage = 'basic'
        and system = 'department'
        and level = 'class'
        and fund = 'general_public'
    group by report_key, case when class_code in ('301', '303') then 'personnel' else 'public' end, fund
),

summed_operating_costs as (
    select
        report_key,
        'operating_costs' as headline,
        fund,
        {{ sum_of('amount') }} as amount
    from {{ affected(ref('int_economic_amount')) }}
    where
        coverage = 'operating_costs'
        and system = 'department'
        and level = 'class'
    group by report_key, fund
),

summed as (
    select * from summed_expenditure
    union all
    select * from summed_revenue
    union all
    select * from summed_basic
    union all
    select * from summed_operating_costs
),

-- These say themselves where their amount comes from.
three_public as (
    select
        three_public.report_key,
        'three_public' as headline,
        'fiscal' as fund,
        case report.kind when 'budget' then three_public.budget else three_public.outturn end as amount,
        case report.kind when 'budget' then three_public.budget_origin else three_public.outturn_origin end as origin,
        three_public.group_no,
        three_public.remark_no,
        three_public.statement_seq
    from {{ affected(ref('int_three_public_item'), 'three_public') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on three_public.report_key = report.report_key
    where three_public.item = 'total'
),

procurement as (
    select
        total.report_key,
        'procurement' as headline,
        'all' as fund,
        total.amount,
        total.origin,
        total.group_no,
        nil.remark_no,
        null::integer as statement_seq
    from {{ affected(ref('int_procurement_total'), 'total') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on total.report_key = report.report_key
    left join {{ affected(ref('stg_nil'), 'nil') }}
        on
            total.report_key = nil.report_key
            and nil.subject = 'procurement'
            and total.origin in {{ nil_origins() }}
    where total.phase = case report.kind when 'budget' then 'budget' else 'outturn' end
),

known as (
    select * from three_public
    union all
    select * from procurement
),

declared_nil as (
    select
        report_key,
        subject as headline,
        {{ fund_of_stated('subject') }} as fund,
        origin,
        remark_no
    from {{ affected(ref('stg_nil')) }}
    where subject in ('government_fund_expenditure', 'state_capital_expenditure', 'operating_costs')
),

blank_cell as (
    select
        statement.report_key,
        rule.headline,
        rule.fund,
        min(statement.statement_seq) as statement_seq
    from {{ affected(ref('stg_statement'), 'statement') }}
    inner join {{ ref('headline_rule') }} as rule
        on
            statement.statement_key = rule.statement_key
            and rule.line = any(statement.blank_lines)
    group by statement.report_key, rule.headline, rule.fund
),

stated as (
    select
        change.report_key,
        headline.headline,
        {{ first_amount_stated('change.amount', 'change.group_no, change.fact_no') }} as amount,
        min(change.group_no) filter (where change.amount is not null) as group_no
    from {{ affected(ref('stg_year_change'), 'change') }}
    inner join {{ ref('headline') }} as headline
        on change.subject_kind = headline.change_subject_kind
    where headline.headline <> 'three_public'
    group by change.report_key, headline.headline
),

-- Beside its budget: 机关运行经费预算78万元，支出决算75万元.
stated_beside_budget as (
    select
        execution.report_key,
        headline.headline,
        {{ first_amount_stated('execution.outturn', 'execution.group_no, execution.fact_no') }} as amount,
        min(execution.group_no) filter (where execution.outturn is not null) as group_no
    from {{ affected(ref('stg_budget_execution'), 'execution') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on execution.report_key = report.report_key
    inner join {{ ref('headline') }} as headline
        on execution.subject_kind = headline.change_subject_kind
    where headline.headline <> 'three_public' and report.kind = 'final_account'
    group by execution.report_key, headline.headline
),

-- By itself, where all sentences of the report that name it agree.
stated_alone as (
    select
        disclosure.report_key,
        headline.headline,
        min(disclosure.amount_yuan) as amount,
        min(disclosure.group_no) as group_no
    from {{ affected(ref('stg_disclosure'), 'disclosure') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on disclosure.report_key = report.report_key
    inner join {{ ref('headline') }} as headline
        on headline.mark = any(disclosure.marks)
    inner join {{ ref('stated_metric') }} as metric
        on
            report.kind = metric.kind
            and disclosure.metric = metric.metric
    where disclosure.topic <> 'performance' and disclosure.amount_yuan is not null
    group by disclosure.report_key, headline.headline
    having min(disclosure.amount_yuan) = max(disclosure.amount_yuan)
),

every_stated as (
    select
        *,
        4 as preference
    from stated
    union all
    select
        *,
        5 as preference
    from stated_beside_budget
    union all
    select
        *,
        6 as preference
    from stated_alone
),

candidate as (
    select * from printed
    union all
    select
        report_key,
        headline,
        fund,
        amount,
        'summed' as origin,
        2 as preference,
        null as figure_no,
        null as group_no,
        null as remark_no,
        null as statement_seq
    from summed
    union all
    select
        report_key,
        headline,
        {{ fund_of_stated('headline') }} as fund,
        amount,
        'stated' as origin,
        preference,
        null as figure_no,
        group_no,
        null as remark_no,
        null as statement_seq
    from every_stated
    union all
    select
        report_key,
        headline,
        fund,
        amount,
        case origin when 'printed' then 'summed' else origin end as origin,
        case when origin in {{ nil_origins() }} then 7 when origin = 'blank_cell' then 8 else 2 end as preference,
        null as figure_no,
        case when origin = 'stated' then group_no end as group_no,
        remark_no,
        statement_seq
    from known
    union all
    select
        report_key,
        headline,
        fund,
        0 as amount,
        origin,
        7 as preference,
        null as figure_no,
        null as group_no,
        remark_no,
        null as statement_seq
    from declared_nil
    union all
    select
        report_key,
        headline,
        fund,
        0 as amount,
        'blank_cell' as origin,
        8 as preference,
        null as figure_no,
        null as group_no,
        null as remark_no,
        statement_seq
    from blank_cell
),

-- 人员经费 and 公用经费 are 基本支出, 专项业务经费 is 项目支出, where a budget prints only the former.
parts as (
    select
        report_key,
        fund,
        {{ as_money('sum(personnel) + sum(public)') }} as basic,
        {{ sum_of('special') }} as project
    from {{ affected(ref('int_function_amount')) }}
    where is_widest and level = 'class'
    group by report_key, fund
),

all_candidates as (
    select * from candidate
    union all
    select
        report_key,
        'basic' as headline,
        fund,
        basic as amount,
        'summed' as origin,
        3 as preference,
        null as figure_no,
        null as group_no,
        null as remark_no,
        null as statement_seq
    from parts
    union all
    select
        report_key,
        'project_expenditure' as headline,
        fund,
        project as amount,
        'summed' as origin,
        3 as preference,
        null as figure_no,
        null as group_no,
        null as remark_no,
        null as statement_seq
    from parts
)

select distinct on (report_key, headline)
    report_key,
    headline,
    fund,
    amount,
    origin,
    figure_no,
    group_no,
    remark_no,
    statement_seq
from all_candidates
where headline is not null and amount is not null
order by report_key asc, headline asc, preference asc, fund collate "C" asc, amount desc, figure_no asc, group_no asc
