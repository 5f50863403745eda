-- Performance tables of projects are made alike within a report: where all others print a row of the total, one of the money from the budget (财政拨款)
-- or any amount at all, so does each. A project without money from the budget has no such row: only where its total isn't zero. The only table of
-- its kind prints the total that its sources are part of, and a row with an execution rate the amounts that the rate is of. A department's table that
-- divides each of its tasks by source (总额、财政拨款、其他资金) has the row 金额合计 below them, as its model has (财预〔2015〕88号).
with place as (
    select
        report_key,
        performance_kind,
        table_index,
        min(row_index) as row_index,
        min(title) as title,
        min(project_name) as project_name,
        bool_or(source = 'total') as has_total,
        bool_or(source in ('fiscal', 'general_public')) as has_fiscal,
        bool_or(coalesce(annual_budget, executed, initial_budget, amount) is not null) as has_amount,
        bool_or(coalesce(annual_budget, executed, initial_budget, amount) <> 0) as has_money,
        bool_and(project_key is null) as is_department
    from {{ ref('quality_project') }}
    where origin in ('performance', 'department_performance')
    group by report_key, performance_kind, table_index
),

-- Tables of which indicators alone are printed. A table goes on under its project's name on the next page.
without_money as (
    select
        indicator.report_key,
        indicator.performance_kind,
        min(indicator.table_index) as table_index,
        min(indicator.row_index) as row_index,
        min(indicator.title) as title,
        indicator.project_name,
        false as has_total,
        false as has_fiscal,
        false as has_amount,
        false as has_money,
        bool_and(indicator.project_key is null) as is_department
    from {{ ref('quality_indicator') }} as indicator
    left join {{ ref('quality_project') }} as project
        on
            indicator.report_key = project.report_key
            and project.origin <> 'project_form'
            and coalesce(project.annual_budget, project.executed, project.initial_budget, project.amount) is not null
            and (indicator.project_name = project.project_name or indicator.table_index = project.table_index)
    left join place
        on
            indicator.report_key = place.report_key
            and indicator.table_index = place.table_index
    where indicator.project_name <> '' and project.report_key is null and place.report_key is null
    group by indicator.report_key, indicator.performance_kind, indicator.project_name
),

printed as (
    select * from place
    union all
    select * from without_money
),

counted as (
    select
        *,
        count(*) over alike as table_count,
        count(*) filter (where has_total) over alike as total_count,
        count(*) filter (where has_fiscal) over alike as fiscal_count,
        count(*) filter (where has_amount) over alike as amount_count
    from printed
    window alike as (partition by report_key, performance_kind)
),

-- An outturn in percent of a budget, where the row prints neither.
rated as (
    select
        report_key,
        table_index,
        min(row_index) as row_index,
        min(title) as title,
        min(coalesce(nullif(task, ''), project_name)) as project_name,
        bool_and(executed is not null and coalesce(annual_budget, initial_budget) is not null) as is_listed
    from {{ ref('quality_project') }}
    where origin in ('performance', 'department_performance') and source = 'total' and execution_rate > 0
    group by report_key, table_index
),

-- A table may go on over pages: its sum stands on the last one.
tasked as (
    select
        report_key,
        performance_kind,
        min(table_index) as table_index,
        min(row_index) as row_index,
        min(title) as title,
        project_name,
        bool_or(is_sum) as is_listed
    from {{ ref('quality_project') }}
    where origin = 'department_performance' and task <> ''
    group by report_key, performance_kind, project_name
    having
        bool_or(source = 'total' and not is_sum and coalesce(annual_budget, executed, initial_budget) is not null)
        and bool_or(source in ('fiscal', 'other') and not is_sum and coalesce(annual_budget, executed, initial_budget) is not null)
),

-- The pages of such a table: the last one may print indicators alone.
tasked_page as (
    select
        report_key,
        performance_kind,
        project_name,
        table_index
    from {{ ref('quality_project') }}
    where origin = 'department_performance'
    union
    select
        report_key,
        performance_kind,
        project_name,
        table_index
    from {{ ref('quality_indicator') }}
),

-- A number that nothing explains may be the sum's.
unread as (
    select distinct
        page.report_key,
        page.performance_kind,
        page.project_name
    from tasked_page as page
    inner join {{ ref('quality_gap') }} as gap
        on
            page.report_key = gap.report_key
            and page.table_index = gap.table_index
),

-- Whose money of the year the prose states, though its table prints none.
stated as (
    select distinct report_key
    from {{ ref('quality_disclosure') }}
    where
        topic = 'performance'
        and is_money
        and metric in ('全年预算', '全年预算数', '全年执行数')
        and amount > 0
        and {{ marked('whole_department') }}
),

expected as (
    select
        counted.report_key,
        counted.table_index,
        counted.row_index,
        counted.title,
        counted.project_name,
        asked.name_zh,
        asked.right_label,
        asked.is_listed,
        '' as skip_reason
    from counted
    left join stated
        on counted.report_key = stated.report_key
    cross join
        lateral (
            values
            (
                '资金总额',
                '本报告其他绩效表均有，应为',
                counted.has_total,
                counted.table_count > 1 and counted.total_count >= counted.table_count - 1 and counted.has_amount
            ),
            ('资金总额', '本表印有其中的财政拨款，应为', counted.has_total, counted.table_count = 1 and counted.has_fiscal),
            (
                '财政拨款',
                '本报告其他绩效表均有，应为',
                counted.has_fiscal,
                counted.table_count > 1 and counted.fiscal_count >= counted.table_count - 1 and counted.has_money
            ),
            (
                '金额',
                '本报告其他绩效表均有，应为',
                counted.has_amount,
                counted.table_count > 1 and counted.amount_count >= counted.table_count - 1
            ),
            (
                '金额',
                '文字述及部门整体的金额，应为',
                counted.has_amount,
                stated.report_key is not null and counted.is_department and counted.table_count = 1
            )
        ) as asked (name_zh, right_label, is_listed, is_asked)
    where asked.is_asked
    union all
    select
        report_key,
        table_index,
        row_index,
        title,
        project_name,
        '预算数、执行数' as name_zh,
        '本表印有执行率，应为' as right_label,
        is_listed,
        '' as skip_reason
    from rated
    union all
    select
        tasked.report_key,
        tasked.table_index,
        tasked.row_index,
        tasked.title,
        tasked.project_name,
        '金额合计' as name_zh,
        '各任务按来源列示，应为' as right_label,
        tasked.is_listed,
        case when unread.report_key is not null and not tasked.is_listed then '表中有未读懂的数' else '' end as skip_reason
    from tasked
    left join unread
        on
            tasked.report_key = unread.report_key
            and tasked.performance_kind = unread.performance_kind
            and tasked.project_name = unread.project_name
)

select
    report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    table_index,
    row_index,
    null::integer as column_index,
    project_name as row_label,
    name_zh as column_label,
    '行' as unit,
    1::numeric as factor,
    '《' || title || '》“' || project_name || '”印有“' || name_zh || '”的行数' as left_label,
    is_listed::integer::numeric as left_amount,
    right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    skip_reason
from expected
