-- One row per project, source of money and place where it is published, of the reports to evaluate.
with project as (
    select
        project.*,
        {{ unit_factor('project.unit') }} as factor
    from {{ source('core', 'fact_project') }} as project
    inner join {{ ref('quality_report') }} as report
        on project.report_key = report.report_key
)

-- The table's precision is that of its most exactly printed amount.
select
    project.*,
    {{ half_unit(
        'max(greatest('
        ~ 'coalesce(project.initial_budget_decimals, 0), '
        ~ 'coalesce(project.annual_budget_decimals, 0), '
        ~ 'coalesce(project.executed_decimals, 0)'
        ~ ')) over (partition by project.report_key, project.table_index)',
        'project.factor'
    ) }} as half
from project
