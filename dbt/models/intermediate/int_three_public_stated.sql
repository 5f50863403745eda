-- What the prose says of each item, beside the form or in its place.
with execution as (
    select
        report_key,
        three_public_item as item,
        {{ first_amount_stated('budget', 'group_no, fact_no') }} as budget,
        {{ first_text_stated('case when budget is not null then budget_basis end', 'group_no, fact_no') }} as budget_basis,
        {{ first_amount_stated('outturn', 'group_no, fact_no') }} as outturn,
        {{ first_text_stated('reason', 'group_no, fact_no') }} as reason,
        min(group_no) filter (where coalesce(outturn, budget) is not null) as group_no
    from {{ affected(ref('stg_budget_execution')) }}
    where three_public_item is not null
    group by report_key, three_public_item
),

change as (
    select
        report_key,
        three_public_item as item,
        {{ first_amount_stated('amount', 'group_no, fact_no') }} as amount,
        {{ first_text_stated('reason', 'group_no, fact_no') }} as reason,
        min(group_no) filter (where amount is not null) as group_no
    from {{ affected(ref('stg_year_change')) }}
    where three_public_item is not null
    group by report_key, three_public_item
),

-- By itself, where all sentences of the report that name it agree: 会议费预算1.80万元。 The subject is the item and nothing else (no 进修及培训/培训支出).
alone as (
    select
        disclosure.report_key,
        disclosure.three_public_item as item,
        min(disclosure.amount_yuan) as amount,
        min(disclosure.group_no) as group_no
    from {{ affected(ref('stg_disclosure'), 'disclosure') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on disclosure.report_key = report.report_key
    inner join {{ ref('stated_metric') }} as metric
        on
            report.kind = metric.kind
            and disclosure.metric = metric.metric
    where
        {{ tells_item_by_itself('disclosure') }}
    group by disclosure.report_key, disclosure.three_public_item
    having min(disclosure.amount_yuan) = max(disclosure.amount_yuan)
),

told as (
    select
        coalesce(execution.report_key, change.report_key) as report_key,
        coalesce(execution.item, change.item) as item,
        execution.budget,
        execution.budget_basis,
        execution.outturn,
        change.amount,
        coalesce(execution.group_no, change.group_no) as group_no,
        execution.reason as reason_against_budget,
        change.reason as reason_against_prior_year
    from execution
    full outer join change
        on
            execution.report_key = change.report_key
            and execution.item = change.item
),

joined as (
    select
        coalesce(told.report_key, alone.report_key) as report_key,
        coalesce(told.item, alone.item) as item,
        told.budget,
        told.budget_basis,
        told.outturn,
        coalesce(told.amount, alone.amount) as amount,
        coalesce(told.group_no, alone.group_no) as group_no,
        told.reason_against_budget,
        told.reason_against_prior_year
    from told
    full outer join alone
        on
            told.report_key = alone.report_key
            and told.item = alone.item
)

select
    joined.report_key,
    joined.item,
    coalesce(joined.budget, case report.kind when 'budget' then joined.amount end)::numeric(20, 2) as budget,
    joined.budget_basis,
    coalesce(joined.outturn, case report.kind when 'final_account' then joined.amount end)::numeric(20, 2) as outturn,
    joined.group_no,
    joined.reason_against_budget,
    joined.reason_against_prior_year
from joined
inner join {{ affected(ref('stg_report'), 'report') }}
    on joined.report_key = report.report_key
