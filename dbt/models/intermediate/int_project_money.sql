-- One row a project, performance table and task; a table's lines by source of money become columns.
-- A department's table lists tasks, and below them their total (金额合计).
-- A table that prints a total line is read by it, else by the sum of its sources.
select
    report_key,
    coalesce(project, '部门整体') as project,
    project is null as is_whole_department,
    performance_kind,
    table_index,
    title,
    task,
    task ~ '^(金额|资金|年度资金)?(合计|总计|总额)$' as is_task_total,
    min(fact_no) as first_fact_no,
    max(unit_name) as unit_name,
    max(summary) as summary,
    {{ total_or_parts('initial_budget') }} as initial_budget,
    {{ total_or_parts('annual_budget') }} as annual_budget,
    {{ total_or_parts('executed') }} as executed,
    {{ sum_of('executed', "source = 'fiscal'") }} as executed_fiscal,
    {{ as_percent("max(execution_rate) filter (where source = 'total')") }} as stated_execution_percent,
    max(total_score) as total_score
from {{ affected(ref('stg_project'), 'project') }}
where
    origin <> 'project_form'
    -- Money of a project's whole term isn't the year's.
    and source not like '%\_multi\_year'
group by report_key, project, performance_kind, table_index, title, task
