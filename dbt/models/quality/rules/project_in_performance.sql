-- A project has the same budget in the form of projects and in its performance table.
with form as (
    select
        report_key,
        project_key,
        min(statement_seq) as statement_seq,
        min(row_no) as row_no,
        count(*) as place_count,
        sum(amount) as amount
    from {{ ref('quality_project') }}
    where origin = 'project_form' and source = 'total' and span = 'year' and amount is not null
    group by report_key, project_key
),

performance as (
    select
        report_key,
        project_key,
        max(title) as title,
        count(*) as place_count,
        sum(initial_budget) as amount,
        sum(half) as half
    from {{ ref('quality_project') }}
    where
        origin = 'performance'
        and performance_kind = 'project_target'
        and source = 'total'
        and span = 'year'
        and initial_budget is not null
    group by report_key, project_key
)

select
    {{ at_figure('figure') }},
    figure.row_label || '（' || figure.statement_title || '）' as left_label,
    form.amount as left_amount,
    figure.row_label || '（' || performance.title || '）' as right_label,
    performance.amount as right_amount,
    '=' as relation,
    figure.half + performance.half as tolerance,
    case when form.place_count > 1 or performance.place_count > 1 then '该项目列示不止一次' else '' end as skip_reason
from form
inner join performance
    on
        form.report_key = performance.report_key
        and form.project_key = performance.project_key
inner join {{ ref('quality_figure') }} as figure
    on
        form.report_key = figure.report_key
        and form.statement_seq = figure.statement_seq
        and form.row_no = figure.row_no
        and figure.measure = 'total'
        and {{ of_year('figure') }}
