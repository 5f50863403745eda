-- The money that the whole department's performance table says was executed is the expenditure of the year (决算), and what a target
-- table says is budgeted is the expenditure of the budget: with or without what is carried over.
with table_total as (
    select distinct on (project.report_key)
        project.*,
        report.kind,
        case report.kind when 'budget' then coalesce(project.initial_budget, project.annual_budget) else project.executed end as stated
    from {{ ref('quality_project') }} as project
    inner join {{ ref('quality_report') }} as report
        on project.report_key = report.report_key
    where
        project.origin = 'department_performance'
        and project.source = 'total'
        and project.span = 'year'
        and (
            project.is_sum
            or not exists (
                select 1
                from {{ ref('quality_project') }} as other
                where
                    other.report_key = project.report_key
                    and other.table_index = project.table_index
                    and other.source = 'total'
                    and other.span = 'year'
                    and other.fact_no <> project.fact_no
            )
        )
    order by project.report_key asc, project.is_sum desc, project.fact_no asc
),

nearest as (
    select distinct on (table_total.report_key)
        table_total.report_key,
        figure.figure_no,
        figure.statement_title,
        figure.row_label,
        figure.amount,
        figure.half
    from table_total
    inner join {{ ref('quality_figure') }} as figure
        on
            table_total.report_key = figure.report_key
            and figure.measure = 'amount'
            and {{ of_year('figure') }}
            and figure.statement_key in ('revenue_expenditure_summary', 'budget_summary')
            and figure.side in ('expenditure', 'function')
            and figure.line in ('current_expenditure', 'total')
            and (table_total.kind = 'budget' or figure.line = 'current_expenditure')
    where table_total.stated is not null
    order by
        table_total.report_key asc,
        abs(table_total.stated - figure.amount) asc,
        figure.figure_no asc
)

select
    table_total.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    table_total.table_index,
    table_total.row_index,
    null::integer as column_index,
    table_total.label as row_label,
    case table_total.kind when 'budget' then '预算数' else '全年执行数' end as column_label,
    table_total.unit,
    table_total.factor,
    '《' || table_total.title || '》' || case table_total.kind when 'budget' then '预算' else '全年执行数' end || '总额' as left_label,
    table_total.stated as left_amount,
    '《' || nearest.statement_title || '》' || nearest.row_label as right_label,
    nearest.amount as right_amount,
    '=' as relation,
    table_total.half + nearest.half as tolerance,
    '' as skip_reason
from table_total
inner join nearest
    on table_total.report_key = nearest.report_key
