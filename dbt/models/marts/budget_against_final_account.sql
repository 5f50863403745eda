{{ config(
    incremental_strategy='by_agency',
    indexes=[{'columns': ['agency', 'fiscal_year']}, {'columns': ['function_code', 'fiscal_year']}]
) }}
with final_account as (
    select
        report_key,
        budget_report_key
    from {{ affected(ref('int_report_link'), 'link') }}
    where budget_report_key is not null
),

outturn as (
    select
        final_account.report_key,
        amount.fund,
        amount.level,
        amount.function_code,
        amount.function_name,
        amount.class_code,
        amount.class_name,
        amount.section_code,
        amount.section_name,
        amount.amount
    from final_account
    inner join {{ affected(ref('int_function_amount'), 'amount') }}
        on final_account.report_key = amount.report_key
),

budget as (
    select
        final_account.report_key,
        amount.fund,
        amount.level,
        amount.function_code,
        amount.function_name,
        amount.class_code,
        amount.class_name,
        amount.section_code,
        amount.section_name,
        amount.amount
    from final_account
    inner join {{ affected(ref('int_function_amount'), 'amount') }}
        on final_account.budget_report_key = amount.report_key
),

-- A fund is compared where both documents have a form of it: what one of them prints no form of, it doesn't say to be none.
compared_fund as (
    select
        report_key,
        fund
    from budget
    intersect
    select
        report_key,
        fund
    from outturn
),

-- What a form doesn't list, of a level that both list, is nothing.
compared_level as (
    select
        report_key,
        fund,
        level
    from budget
    intersect
    select
        report_key,
        fund,
        level
    from outturn
),

-- The prose of a final account speaks of the general public budget.
stated as (
    select
        execution.report_key,
        execution.function_code,
        {{ first_amount_stated(
            "case when execution.budget_basis = 'initial' then execution.budget end", 'execution.group_no, execution.fact_no'
        ) }} as initial_budget,
        {{ first_amount_stated(
            "case when execution.budget_basis = 'adjusted' then execution.budget end", 'execution.group_no, execution.fact_no'
        ) }} as adjusted_budget,
        {{ first_text_stated('execution.reason', 'execution.group_no, execution.fact_no') }} as reason
    from {{ affected(ref('stg_budget_execution'), 'execution') }}
    inner join final_account
        on execution.report_key = final_account.report_key
    where execution.function_code is not null
    group by execution.report_key, execution.function_code
),

printed as (
    select
        coalesce(outturn.report_key, budget.report_key) as report_key,
        coalesce(outturn.fund, budget.fund) as fund,
        coalesce(outturn.level, budget.level) as level,
        coalesce(outturn.function_code, budget.function_code) as function_code,
        coalesce(outturn.function_name, budget.function_name) as function_name,
        coalesce(outturn.class_code, budget.class_code) as class_code,
        coalesce(outturn.class_name, budget.class_name) as class_name,
        coalesce(outturn.section_code, budget.section_code) as section_code,
        coalesce(outturn.section_name, budget.section_name) as section_name,
        budget.amount as budget,
        outturn.amount as outturn
    from outturn
    full outer join budget
        on
            outturn.report_key = budget.report_key
            and outturn.fund = budget.fund
            and outturn.function_code = budget.function_code
),

compared as (
    select
        printed.report_key,
        printed.fund,
        printed.level,
        printed.function_code,
        printed.function_name,
        printed.class_code,
        printed.class_name,
        printed.section_code,
        printed.section_name,
        case when compared_level.report_key is null then printed.budget else coalesce(printed.budget, 0) end as budget,
        case when compared_level.report_key is null then printed.outturn else coalesce(printed.outturn, 0) end as outturn
    from printed
    inner join compared_fund
        on
            printed.report_key = compared_fund.report_key
            and printed.fund = compared_fund.fund
    left join compared_level
        on
            printed.report_key = compared_level.report_key
            and printed.fund = compared_level.fund
            and printed.level = compared_level.level
)

select
    {{ report_columns('report') }},
    final_account.budget_report_key,
    compared.fund,
    compared.level,
    {{ subject_level_zh('compared.level') }} as level_zh,
    {{ subject_key_of('function', 'compared.function_code', 'report.fiscal_year') }} as function_key,
    compared.function_code,
    compared.function_name,
    compared.class_code,
    compared.class_name,
    compared.section_code,
    compared.section_name,
    {{ as_money('compared.budget') }} as budget_from_report,
    case when compared.fund = 'general_public' then stated.initial_budget end as initial_budget_stated,
    case when compared.fund = 'general_public' then stated.adjusted_budget end as adjusted_budget,
    {{ as_money('compared.outturn') }} as outturn,
    {{ as_money('compared.outturn - compared.budget') }} as over_budget,
    {{ percent_of('compared.outturn', 'compared.budget') }} as completion_percent,
    {{ percent_of('compared.outturn', "case when compared.fund = 'general_public' then stated.adjusted_budget end") }}
        as completion_of_adjusted_percent,
    case when compared.fund = 'general_public' then stated.reason end as reason
from compared
inner join final_account
    on compared.report_key = final_account.report_key
inner join {{ affected(ref('stg_report'), 'report') }}
    on compared.report_key = report.report_key
left join stated
    on
        compared.report_key = stated.report_key
        and compared.function_code = stated.function_code
