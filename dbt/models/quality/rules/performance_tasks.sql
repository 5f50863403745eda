-- The whole department's performance table: the row 金额合计 is the sum of its tasks, for each source and column.
with measure as (
    select
        project.*,
        'annual_budget' as name,
        '全年预算数' as name_zh,
        annual_budget as money_amount
    from {{ ref('quality_project') }} as project
    union all
    select
        project.*,
        'executed' as name,
        '全年执行数' as name_zh,
        executed as money_amount
    from {{ ref('quality_project') }} as project
    union all
    select
        project.*,
        'initial_budget' as name,
        '年初预算数' as name_zh,
        initial_budget as money_amount
    from {{ ref('quality_project') }} as project
),

task as (
    select
        report_key,
        table_index,
        source,
        span,
        name,
        count(*) as task_count,
        sum(money_amount) as amount,
        sum(half) as half,
        max(abs(money_amount)) as greatest_amount
    from measure
    where
        origin <> 'project_form'
        and not is_sum
        and not is_task_total
        and money_amount is not null
    group by report_key, table_index, source, span, name
),

total as (
    -- A table may print its sum twice.
    select distinct on (report_key, table_index, source, span, name)
        *,
        max(money_amount) over sums - min(money_amount) over sums as sum_difference
    from measure
    where is_sum and money_amount is not null
    window sums as (partition by report_key, table_index, source, span, name)
    order by report_key asc, table_index asc, source asc, span asc, name asc, fact_no asc
)

select
    total.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    total.table_index,
    total.row_index,
    null::integer as column_index,
    '金额合计' as row_label,
    total.name_zh as column_label,
    total.unit,
    total.factor,
    '《' || total.title || '》金额合计“' || total.label || '”' as left_label,
    total.money_amount as left_amount,
    '各任务' || task.task_count || '行之和' as right_label,
    task.amount as right_amount,
    '=' as relation,
    total.half + task.half as tolerance,
    case
        when total.sum_difference > 0 then '本表有不同的合计'
        when
            task.task_count > 1 and task.greatest_amount > 0 and task.greatest_amount = total.money_amount
            and task.amount <> total.money_amount then '有任务行与合计相同，可能是重印的合计'
        else ''
    end as skip_reason
from total
inner join task
    on
        total.report_key = task.report_key
        and total.table_index = task.table_index
        and total.source = task.source
        and total.span = task.span
        and total.name = task.name
