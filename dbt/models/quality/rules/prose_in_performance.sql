-- What the prose states of a project's (or the whole department's) money, execution rate and score is what its performance table
-- prints. Projects are matched by name without the words that say what kind of thing they are; the whole department by its table.
with stated as (
    select
        *,
        {{ marked('whole_department') }} as is_whole
    from {{ ref('quality_disclosure') }}
    where
        topic = 'performance'
        and metric in ('全年预算数', '全年执行数', '预算执行率', '自评得分')
),

-- The row that adds up the department's tasks, or its only one.
money as (
    select
        report_key,
        table_index,
        title,
        performance_kind in ('department_target', 'department_self_evaluation') as is_whole,
        bare_name as project,
        case when is_sum or not bool_or(is_sum) over task then annual_budget end as annual_budget,
        case when is_sum or not bool_or(is_sum) over task then executed end as executed,
        case when is_sum or not bool_or(is_sum) over task then execution_rate end as execution_rate,
        max(total_score) over task as total_score,
        half,
        row_index,
        count(*) over task as row_count,
        is_sum
    from {{ ref('quality_project') }}
    where
        source = 'total'
        and span = 'year'
        and performance_kind in ('project_self_evaluation', 'department_self_evaluation', 'special_fund', 'special_fund_target')
    window task as (partition by report_key, table_index, project_name)
),

printed as (
    select distinct on (report_key, is_whole, project) *
    from money
    where is_sum or row_count = 1
    order by
        report_key asc,
        is_whole asc,
        project asc,
        is_sum desc,
        table_index asc,
        row_index asc,
        annual_budget asc,
        executed asc,
        execution_rate asc
),

-- A project that the prose calls by a slightly other name than its table: told by the same budget, where neither has a namesake.
renamed as (
    select
        stated.report_key,
        stated.group_no,
        stated.subject,
        min(printed.project) as project
    from stated
    inner join printed
        on
            stated.report_key = printed.report_key
            and not printed.is_whole
            and printed.annual_budget > printed.half
            and abs(stated.amount - printed.annual_budget) <= stated.half + printed.half
            and {{ similar_name('stated.subject', 'printed.project') }}
    left join printed as namesake
        on
            stated.report_key = namesake.report_key
            and stated.subject = namesake.project
    left join stated as other
        on
            stated.report_key = other.report_key
            and printed.project = other.subject
    where stated.metric = '全年预算数' and not stated.is_whole and namesake.project is null and other.subject is null
    group by stated.report_key, stated.group_no, stated.subject
    having count(distinct printed.project) = 1
),

compared as (
    select
        stated.report_key,
        stated.disclosure_no,
        printed.title,
        case stated.metric
            when '全年预算数' then printed.annual_budget
            when '全年执行数' then printed.executed
            when '预算执行率' then printed.execution_rate
            when '自评得分' then printed.total_score
        end as amount,
        case
            when stated.metric in ('全年预算数', '全年执行数') then printed.half
            when stated.metric = '预算执行率' then power(10::numeric, -scale(trim_scale(printed.execution_rate)))
            else 0
        end as half
    from stated
    left join renamed
        on
            stated.report_key = renamed.report_key
            and stated.group_no = renamed.group_no
            and stated.subject = renamed.subject
    inner join printed
        on
            stated.report_key = printed.report_key
            and stated.is_whole = printed.is_whole
            and (stated.is_whole or coalesce(renamed.project, stated.subject) = printed.project)
)

select
    {{ at_disclosure('stated') }},
    '文字中“' || stated.item || '”' || stated.metric as left_label,
    stated.amount as left_amount,
    '《' || compared.title || '》所印' as right_label,
    compared.amount as right_amount,
    '=' as relation,
    compared.half + case when stated.unit = '%' then 2 else 1 end * stated.half as tolerance,
    '' as skip_reason
from compared
inner join stated
    on
        compared.report_key = stated.report_key
        and compared.disclosure_no = stated.disclosure_no
where compared.amount is not null
