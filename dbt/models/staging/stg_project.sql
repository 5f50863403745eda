select
    money.report_key,
    money.fact_no,
    project.name as project,
    money.bare_name,
    money.origin,
    money.performance_kind,
    money.table_index,
    money.title,
    money.task,
    money.is_task_total,
    money.unit_code,
    money.unit_name,
    money.source,
    money.span,
    money.label,
    money.amount,
    money.initial_budget,
    money.annual_budget,
    money.executed,
    {{ as_percent('money.execution_rate') }} as execution_rate,
    money.weight,
    money.score,
    money.total_score,
    money.summary
from {{ source('core', 'fact_project') }} as money
inner join {{ ref('stg_current_report') }} as report
    on money.report_key = report.report_key
left join {{ source('core', 'dim_project') }} as project
    on money.project_key = project.project_key
