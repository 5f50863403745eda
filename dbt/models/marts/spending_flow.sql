{{ config(incremental_strategy='by_family', indexes=[{'columns': ['agency', 'fiscal_year']}]) }}
-- The way of the money in two steps, each of the whole of a report's form by function: from the funds to the classes (as `spending` tells the
-- funds apart), and from the classes to basic and project expenditure (as the form of the whole prints them).
with spent as (
    select
        report_key,
        fund,
        coalesce(class_code, function_code) as class_code,
        coalesce(class_name, function_name) as class_name,
        amount,
        counts_once,
        counts_in_kind
    from {{ affected(ref('spending')) }}
),

leaf as (
    select
        report_key,
        fund,
        coalesce(class_code, function_code) as class_code,
        basic,
        coalesce(project, special) as project
    from {{ affected(ref('int_function_leaf')) }}
    where total is not null
),

-- The same form as in `spending`: of all money where one is, else of fiscal appropriation, else those of single budgets.
covering as (
    select
        report_key,
        case when bool_or(fund = 'all') then 'all' when bool_or(fund = 'fiscal') then 'fiscal' else 'budgets' end as whole
    from leaf
    group by report_key
),

printed as (
    select
        leaf.report_key,
        leaf.class_code,
        {{ sum_of('leaf.basic') }} as basic,
        {{ sum_of('leaf.project') }} as project
    from leaf
    inner join covering
        on
            leaf.report_key = covering.report_key
            and (
                leaf.fund = covering.whole
                or (
                    covering.whole = 'budgets'
                    and leaf.fund in ('general_public', 'government_fund', 'state_capital', 'special_account')
                )
            )
    group by leaf.report_key, leaf.class_code
),

class_spent as (
    select
        report_key,
        class_code,
        max(class_name) as class_name,
        {{ sum_of('amount') }} as amount,
        bool_and(counts_once) as counts_once,
        bool_and(counts_in_kind) as counts_in_kind
    from spent
    group by report_key, class_code
),

step as (
    select
        spent.report_key,
        1 as step,
        spent.fund as from_code,
        {{ fund_zh('spent.fund') }} as from_name,
        spent.class_code as to_code,
        class_spent.class_name as to_name,
        {{ sum_of('spent.amount') }} as amount,
        bool_and(spent.counts_once) as counts_once,
        bool_and(spent.counts_in_kind) as counts_in_kind
    from spent
    inner join class_spent
        on
            spent.report_key = class_spent.report_key
            and spent.class_code = class_spent.class_code
    group by spent.report_key, spent.fund, spent.class_code, class_spent.class_name
    union all
    select
        class_spent.report_key,
        2 as step,
        class_spent.class_code as from_code,
        class_spent.class_name as from_name,
        nature.code as to_code,
        {{ expenditure_nature_zh('nature.code') }} as to_name,
        nature.amount,
        class_spent.counts_once,
        class_spent.counts_in_kind
    from class_spent
    left join printed
        on
            class_spent.report_key = printed.report_key
            and class_spent.class_code = printed.class_code
    cross join
        lateral (
            values
            ('basic', printed.basic),
            ('project_expenditure', printed.project),
            (
                'not_told',
                {{ as_money('class_spent.amount - coalesce(printed.basic, 0) - coalesce(printed.project, 0)') }}
            )
        ) as nature (code, amount)
    where nature.amount <> 0
)

select
    {{ report_columns('report') }},
    step.step,
    step.from_code,
    step.from_name,
    step.to_code,
    step.to_name,
    step.amount,
    step.counts_once,
    step.counts_in_kind
from step
inner join {{ affected(ref('stg_report'), 'report') }}
    on step.report_key = report.report_key
