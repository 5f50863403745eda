{{ config(
    incremental_strategy='by_family',
    indexes=[{'columns': ['agency', 'fiscal_year']}, {'columns': ['function_code', 'fiscal_year']}]
) }}
-- What its invariants ask (macros/invariants.sql).
-- depends_on: {{ ref('stg_figure') }}
with leaf as (
    select
        report_key,
        fund,
        level,
        function_code,
        function_name,
        class_code,
        class_name,
        section_code,
        section_name,
        total as amount
    from {{ affected(ref('int_function_leaf')) }}
    where total is not null
),

-- All money where a form covers it, else all fiscal appropriation, else what the forms of single budgets cover.
covering as (
    select
        report_key,
        case when bool_or(fund = 'all') then 'all' when bool_or(fund = 'fiscal') then 'fiscal' else 'budgets' end as whole
    from leaf
    group by report_key
),

budget as (
    select * from leaf
    where fund in ('general_public', 'government_fund', 'state_capital', 'special_account')
),

whole as (
    select leaf.*
    from leaf
    inner join covering
        on
            leaf.report_key = covering.report_key
            and leaf.fund = covering.whole
),

spent_of_budgets as (
    select
        report_key,
        function_code,
        {{ sum_of('amount') }} as amount
    from budget
    group by report_key, function_code
),

-- All money is told apart by budget where each subject of a budget is one of all money, and no more than that.
told_apart as (
    select spent_of_budgets.report_key
    from spent_of_budgets
    inner join covering
        on
            spent_of_budgets.report_key = covering.report_key
            and covering.whole = 'all'
    left join whole
        on
            spent_of_budgets.report_key = whole.report_key
            and spent_of_budgets.function_code = whole.function_code
    group by spent_of_budgets.report_key
    having bool_and(whole.amount is not null and spent_of_budgets.amount <= whole.amount)
),

-- What remains of all money is of no budget that has a form.
remaining as (
    select
        whole.report_key,
        'remaining' as fund,
        whole.level,
        whole.function_code,
        whole.function_name,
        whole.class_code,
        whole.class_name,
        whole.section_code,
        whole.section_name,
        {{ as_money('whole.amount - coalesce(spent_of_budgets.amount, 0)') }} as amount
    from whole
    inner join told_apart
        on whole.report_key = told_apart.report_key
    left join spent_of_budgets
        on
            whole.report_key = spent_of_budgets.report_key
            and whole.function_code = spent_of_budgets.function_code
    where spent_of_budgets.amount is null or whole.amount <> spent_of_budgets.amount
),

chosen as (
    select whole.*
    from whole
    left join told_apart
        on whole.report_key = told_apart.report_key
    where told_apart.report_key is null
    union all
    select budget.*
    from budget
    inner join covering
        on budget.report_key = covering.report_key
    left join told_apart
        on budget.report_key = told_apart.report_key
    where covering.whole = 'budgets' or told_apart.report_key is not null
    union all
    select * from remaining
)

select
    {{ report_columns('report') }},
    member.function_key,
    chosen.function_code,
    chosen.function_name,
    chosen.level,
    {{ subject_level_zh('chosen.level') }} as level_zh,
    chosen.class_code,
    chosen.class_name,
    chosen.section_code,
    chosen.section_name,
    coalesce(member.canonical_code, chosen.function_code) as canonical_code,
    case when member.code is null then chosen.function_name else member.canonical_name end as canonical_name,
    chosen.fund,
    case when chosen.fund = 'remaining' then 'derived' else 'printed' end as amount_origin,
    chosen.amount,
    counted.counts_once,
    counted.counts_in_kind
from chosen
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'counted') }}
    on chosen.report_key = counted.report_key
left join {{ ref('stg_function') }} as member
    on
        chosen.function_code = member.code
        and report.fiscal_year = member.fiscal_year
