-- One row a project, performance table and task; a table's lines by source of money become columns.
-- A department's table lists tasks, and below them their total (金额合计).
-- A table that prints a total line is read by it, else by the sum of its sources. What a table prints twice for the whole counts once: its
-- total (金额合计) at the end of one page and of the next, a project's line of money; of tasks two may bear one name.
with line as (
    select project.*
    from {{ affected(ref('stg_project'), 'project') }}
    where
        project.origin <> 'project_form'
        -- Money of a project's whole term isn't the year's.
        and project.span = 'year'
),

placed as (
    select
        line.*,
        {{ stands_first(
            "report_key, project, performance_kind, table_index, title, task, source, label, case when label = '' then row(initial_budget, annual_budget, executed)::text end",
            'fact_no'
        ) }} as counts_once
    from line
)

select
    report_key,
    coalesce(project, '部门整体') as project,
    project is null as is_whole_department,
    performance_kind,
    table_index,
    title,
    task,
    is_task_total,
    min(fact_no) as first_fact_no,
    max(unit_name) as unit_name,
    max(summary) as summary,
    {{ total_or_parts('initial_budget') }} as initial_budget,
    {{ total_or_parts('annual_budget') }} as annual_budget,
    {{ total_or_parts('executed') }} as executed,
    {{ sum_of('annual_budget', "source = 'fiscal'") }} as annual_budget_fiscal,
    {{ sum_of('executed', "source = 'fiscal'") }} as executed_fiscal,
    {{ as_percent("max(execution_rate) filter (where source = 'total')") }} as stated_execution_percent,
    max(total_score) as total_score
from placed
where counts_once or not (is_task_total or task = '')
group by report_key, project, performance_kind, table_index, title, task, is_task_total
