{{ config(materialized='view') }}
-- The amounts and people that the prose states, each by its subject.
with execution_sentence as (
    select
        execution.report_key,
        'budget_execution' as fact,
        case when execution.three_public_item is null then execution.subject_kind else 'three_public' end as subject_kind,
        {{ stated_subject_key('execution') }} as subject_key,
        execution.subject,
        execution.function_code,
        stated.measure,
        stated.amount,
        null::integer as quantity,
        execution.fact_no,
        execution.group_no
    from {{ ref('stg_budget_execution') }} as execution
    cross join
        lateral (
            values ('budget', execution.budget), ('outturn', execution.outturn)
        ) as stated (measure, amount)
    where stated.amount is not null
),

change_sentence as (
    select
        change.report_key,
        'year_change' as fact,
        case when change.three_public_item is null then change.subject_kind else 'three_public' end as subject_kind,
        coalesce(change.economic_code, {{ stated_subject_key('change') }}) as subject_key,
        change.subject,
        change.function_code,
        stated.measure,
        stated.amount,
        null::integer as quantity,
        change.fact_no,
        change.group_no
    from {{ ref('stg_year_change') }} as change
    cross join
        lateral (
            values
            ('amount', change.amount),
            ('prior_amount', change.prior_amount),
            ('change_amount', change.change_amount)
        ) as stated (measure, amount)
    where stated.amount is not null
),

-- An item of the three public expenses told by itself, neither beside an outturn nor against last year.
alone_sentence as (
    select
        disclosure.report_key,
        'disclosure' as fact,
        'three_public' as subject_kind,
        disclosure.three_public_item as subject_key,
        disclosure.item as subject,
        null as function_code,
        case report.kind when 'budget' then 'budget' else 'outturn' end as measure,
        disclosure.amount_yuan as amount,
        null::integer as quantity,
        disclosure.disclosure_no as fact_no,
        disclosure.group_no
    from {{ ref('stg_disclosure') }} as disclosure
    inner join {{ ref('stg_report') }} as report
        on disclosure.report_key = report.report_key
    inner join {{ ref('stated_metric') }} as metric
        on
            report.kind = metric.kind
            and disclosure.metric = metric.metric
    left join {{ ref('stg_budget_execution') }} as execution
        on
            disclosure.report_key = execution.report_key
            and disclosure.group_no = execution.group_no
    left join {{ ref('stg_year_change') }} as change
        on
            disclosure.report_key = change.report_key
            and disclosure.group_no = change.group_no
    where
        {{ tells_item_by_itself('disclosure') }}
        and execution.report_key is null
        and change.report_key is null
),

procurement_sentence as (
    select
        report_key,
        'procurement' as fact,
        'procurement' as subject_kind,
        category as subject_key,
        item as subject,
        null as function_code,
        'amount' as measure,
        amount,
        null::integer as quantity,
        fact_no,
        group_no
    from {{ ref('stg_procurement') }}
    where origin = 'narrative' and amount is not null
),

people_sentence as (
    select
        report_key,
        'staffing' as fact,
        'people' as subject_kind,
        staff_kind as subject_key,
        {{ zh('staff_kind', {'total': '合计', 'administrative': '行政', 'institution': '事业', 'other': '其他'}) }} as subject,
        null as function_code,
        measure,
        null::numeric(20, 2) as amount,
        people as quantity,
        fact_no,
        group_no
    from {{ ref('stg_staffing') }}
    where group_no is not null
)

select * from execution_sentence
union all
select * from change_sentence
union all
select * from alone_sentence
union all
select * from procurement_sentence
union all
select * from people_sentence
