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

joined as (
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
