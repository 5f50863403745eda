select
    indicator.report_key,
    indicator.fact_no,
    project.name as project,
    indicator.performance_kind,
    indicator.title,
    indicator.table_index,
    indicator.level1,
    indicator.level2,
    indicator.indicator,
    indicator.target,
    indicator.actual,
    indicator.weight,
    indicator.score,
    indicator.reason
from {{ source('core', 'fact_performance_indicator') }} as indicator
inner join {{ ref('stg_current_report') }} as report
    on indicator.report_key = report.report_key
left join {{ source('core', 'dim_project') }} as project
    on indicator.project_key = project.project_key
