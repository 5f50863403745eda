select
    {{ report_columns('report') }},
    indicator.fact_no,
    {{ project_key_of('report.agency_key', 'indicator.project') }} as project_key,
    coalesce(indicator.project, '部门整体') as project,
    indicator.project is null as is_whole_department,
    indicator.performance_kind,
    indicator.title,
    indicator.level1,
    indicator.level2,
    indicator.indicator,
    indicator.target,
    indicator.actual,
    indicator.weight,
    indicator.score,
    {{ percent_of('indicator.score', 'indicator.weight') }} as score_percent,
    (indicator.weight - indicator.score)::numeric(30, 8) as points_lost,
    indicator.reason
from {{ affected(ref('stg_performance_indicator'), 'indicator') }}
inner join {{ affected(ref('stg_report'), 'report') }}
    on indicator.report_key = report.report_key
