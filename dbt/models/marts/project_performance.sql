{{ config(incremental_strategy='by_family') }}
with form as (
    select
        report_key,
        project,
        max(unit_name) as unit_name,
        max(summary) as summary,
        {{ sum_of('amount') }} as form_amount
    from {{ affected(ref('stg_project'), 'project') }}
    where origin = 'project_form' and project is not null
    group by report_key, project
),

indicator_table as (
    select
        report_key,
        performance_kind,
        coalesce(project, '') as project,
        table_index,
        title,
        count(*) as indicator_count,
        count(*) filter (where score < weight) as indicators_below_full
    from {{ affected(ref('stg_performance_indicator')) }}
    group by report_key, performance_kind, coalesce(project, ''), table_index, title
),

-- One row a performance table: of a department's tasks their total, or their sum.
table_money as (
    select
        report_key,
        project,
        is_whole_department,
        performance_kind,
        table_index,
        title,
        max(unit_name) as unit_name,
        max(summary) as summary,
        {{ tasks_total_or_sum('initial_budget') }} as initial_budget,
        {{ tasks_total_or_sum('annual_budget') }} as annual_budget,
        {{ tasks_total_or_sum('executed') }} as executed,
        {{ tasks_total_or_sum('annual_budget_fiscal') }} as annual_budget_fiscal,
        {{ tasks_total_or_sum('executed_fiscal') }} as executed_fiscal,
        {{ as_percent("max(stated_execution_percent) filter (where task = '' or is_task_total)") }}
            as stated_execution_percent,
        max(total_score) as total_score,
        row_number() over (
            partition by report_key, project, is_whole_department
            order by
                (count(*) filter (where coalesce(annual_budget, initial_budget, executed) is not null) = 0) asc,
                table_index asc, title collate "C" asc, performance_kind collate "C" asc
        ) as place
    from {{ affected(ref('int_project_money')) }}
    group by report_key, project, is_whole_department, performance_kind, table_index, title
),

-- A table goes on over pages: its indicators are those of the tables behind it, up to the next one of the same project and kind.
indicator_place as (
    select distinct on (told.report_key, told.performance_kind, told.project, told.table_index, told.title)
        told.report_key,
        told.performance_kind,
        money.project,
        money.is_whole_department,
        money.table_index,
        money.title,
        told.indicator_count,
        told.indicators_below_full
    from indicator_table as told
    inner join table_money as money
        on
            told.report_key = money.report_key
            and told.performance_kind = money.performance_kind
            and told.project = case when money.is_whole_department then '' else coalesce(money.project, '') end
            and told.table_index >= money.table_index
    order by
        told.report_key asc, told.performance_kind asc, told.project asc, told.table_index asc, told.title asc,
        money.table_index desc, money.title = told.title desc, money.title collate "C" asc
),

indicator as (
    select
        report_key,
        performance_kind,
        project,
        is_whole_department,
        table_index,
        title,
        sum(indicator_count)::bigint as indicator_count,
        sum(indicators_below_full)::bigint as indicators_below_full
    from indicator_place
    group by report_key, performance_kind, project, is_whole_department, table_index, title
),

-- What the prose of an evaluation says of a project's money, under the name that a table of it bears or of the whole department, where all
-- sentences agree.
named as (
    select distinct
        report_key,
        project,
        bare_name
    from {{ affected(ref('stg_project')) }}
    where project is not null and bare_name <> ''
),

sentence as (
    select
        disclosure.report_key,
        named.project,
        {{ marked('whole_department', 'disclosure') }} as is_whole_department,
        metric.amount as of_what,
        disclosure.amount_yuan
    from {{ affected(ref('stg_disclosure'), 'disclosure') }}
    inner join {{ ref('project_metric') }} as metric
        on disclosure.metric = metric.metric
    left join named
        on
            disclosure.report_key = named.report_key
            and disclosure.bare_name = named.bare_name
    where disclosure.topic = 'performance' and disclosure.amount_yuan is not null
),

agreed as (
    select
        report_key,
        case when not is_whole_department then project end as project,
        of_what,
        min(amount_yuan) as amount
    from sentence
    where is_whole_department or project is not null
    group by report_key, case when not is_whole_department then project end, of_what
    having min(amount_yuan) = max(amount_yuan)
),

prose as (
    select
        report_key,
        project,
        max(amount) filter (where of_what = 'initial_budget') as initial_budget,
        max(amount) filter (where of_what = 'annual_budget') as annual_budget,
        max(amount) filter (where of_what = 'executed') as executed
    from agreed
    group by report_key, project
),

-- A project of the project form and of a performance table is one project; either may stand alone.
-- The form's amount stands beside the project's first table only, so that it adds up; the first is one that has money, if any has.
joined as (
    select
        coalesce(money.report_key, form.report_key) as report_key,
        coalesce(money.project, form.project) as project,
        coalesce(money.is_whole_department, false) as is_whole_department,
        money.performance_kind,
        money.table_index,
        money.title,
        coalesce(nullif(money.unit_name, ''), form.unit_name) as unit_name,
        coalesce(nullif(money.summary, ''), form.summary) as summary,
        form.form_amount,
        money.initial_budget,
        money.annual_budget,
        money.executed,
        money.annual_budget_fiscal,
        money.executed_fiscal,
        money.stated_execution_percent,
        money.total_score,
        indicator.indicator_count,
        indicator.indicators_below_full,
        -- What the whole department's table holds are its projects once more, and basic expenditure.
        coalesce(money.place = 1 and not money.is_whole_department, true) as told_first,
        coalesce(money.place = 1, true) and coalesce(money.initial_budget, money.annual_budget, money.executed) is null as lacks_money
    from table_money as money
    left join indicator
        on
            money.report_key = indicator.report_key
            and money.performance_kind = indicator.performance_kind
            and money.project is not distinct from indicator.project
            and money.is_whole_department = indicator.is_whole_department
            and money.table_index = indicator.table_index
            and money.title = indicator.title
    full outer join form
        on
            money.report_key = form.report_key
            and money.project = form.project
            and not money.is_whole_department
            and money.place = 1
),

-- The prose speaks where the tables have no money; what it says is told whole, never beside amounts of a table.
with_prose as (
    select
        joined.report_key,
        joined.project,
        joined.is_whole_department,
        joined.performance_kind,
        joined.table_index,
        joined.title,
        joined.unit_name,
        joined.summary,
        joined.form_amount,
        coalesce(joined.initial_budget, prose.initial_budget) as initial_budget,
        coalesce(joined.annual_budget, prose.annual_budget) as annual_budget,
        coalesce(joined.executed, prose.executed) as executed,
        case
            when coalesce(joined.initial_budget, joined.annual_budget, joined.executed) is not null then 'printed'
            when prose.report_key is not null then 'stated'
        end as money_origin,
        joined.annual_budget_fiscal,
        joined.executed_fiscal,
        joined.stated_execution_percent,
        joined.total_score,
        joined.indicator_count,
        joined.indicators_below_full,
        joined.told_first
    from joined
    left join prose
        on
            joined.lacks_money
            and joined.report_key = prose.report_key
            and case when not joined.is_whole_department then joined.project end is not distinct from prose.project
),

-- Tasks stand below the row of their table; a total of tasks is that row.
with_tasks as (
    select
        with_prose.*,
        false as is_task,
        null as task,
        null::integer as first_fact_no
    from with_prose
    union all
    select
        report_key,
        project,
        is_whole_department,
        performance_kind,
        table_index,
        title,
        unit_name,
        summary,
        null::numeric(20, 2) as form_amount,
        initial_budget,
        annual_budget,
        executed,
        case when coalesce(initial_budget, annual_budget, executed) is not null then 'printed' end as money_origin,
        annual_budget_fiscal,
        executed_fiscal,
        stated_execution_percent,
        null::numeric as total_score,
        null::bigint as indicator_count,
        null::bigint as indicators_below_full,
        false as told_first,
        true as is_task,
        task,
        first_fact_no
    from {{ affected(ref('int_project_money')) }}
    where task <> '' and not is_task_total
),

numbered as (
    select
        with_tasks.*,
        row_number() over (
            partition by report_key
            order by
                table_index asc nulls first,
                project collate "C" asc,
                title collate "C" asc,
                performance_kind collate "C" asc,
                is_whole_department asc,
                is_task asc,
                first_fact_no asc
        ) as row_no
    from with_tasks
)

select
    {{ report_columns('report') }},
    numbered.row_no,
    {{ project_key_of('report.agency_key', 'case when not numbered.is_whole_department then numbered.project end') }} as project_key,
    numbered.project,
    numbered.is_whole_department,
    numbered.is_task,
    numbered.task,
    numbered.told_first,
    family.counts_once and numbered.told_first as counts_once,
    family.counts_in_kind and numbered.told_first as counts_in_kind,
    numbered.performance_kind,
    numbered.title,
    numbered.unit_name,
    numbered.form_amount,
    numbered.initial_budget,
    numbered.annual_budget,
    numbered.executed,
    numbered.money_origin,
    numbered.annual_budget_fiscal,
    numbered.executed_fiscal,
    {{ percent_of('numbered.executed', 'coalesce(numbered.annual_budget, numbered.initial_budget)') }}
        as execution_percent,
    numbered.stated_execution_percent,
    numbered.total_score,
    numbered.indicator_count,
    numbered.indicators_below_full,
    numbered.summary
from numbered
inner join {{ affected(ref('stg_report'), 'report') }}
    on numbered.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'family') }}
    on numbered.report_key = family.report_key
