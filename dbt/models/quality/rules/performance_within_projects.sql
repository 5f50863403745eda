-- What the self-evaluated projects executed is no more than all project expenditure of the year. Each project counts once; money of
-- superiors and carry-overs is in the expenditure too.
with project as (
    select distinct on (report_key, project_key) *
    from {{ ref('quality_project') }}
    where
        origin = 'performance'
        and source = 'total'
        and span = 'year'
        and performance_kind = 'project_self_evaluation'
        and executed is not null
    order by report_key asc, project_key asc, table_index asc, fact_no asc
),

executed as (
    select
        report_key,
        count(*) as project_count,
        sum(executed) as amount,
        sum(half) as half
    from project
    group by report_key
)

select
    {{ at_figure('figure') }},
    '自评的' || executed.project_count || '个项目全年执行数之和' as left_label,
    executed.amount as left_amount,
    '《' || figure.statement_title || '》' || figure.column_label || figure.row_label as right_label,
    figure.amount as right_amount,
    '<=' as relation,
    executed.half + figure.half as tolerance,
    '' as skip_reason
from executed
inner join {{ ref('quality_figure') }} as figure
    on
        executed.report_key = figure.report_key
        and figure.statement_key = 'expenditure'
        and figure.row_kind = 'total'
        and figure.measure = 'project'
        and {{ of_year('figure') }}
