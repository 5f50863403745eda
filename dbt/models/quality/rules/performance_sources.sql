-- Performance tables: the money of a project or task is the sum of its sources (财政拨款、上年结转、其他资金), in each column.
-- One source that is printed alone is no more than the total.
with money as (
    select
        project.*,
        -- A total begins a block, its sources follow it.
        count(*) filter (where project.source = 'total' and project.span = 'year') over (
            partition by project.report_key, project.table_index, project.section order by project.fact_no
        ) as block,
        case
            when span = 'period' then 'period'
            when source in ('basic', 'project') then 'use'
            when source = 'total' then 'total'
            else 'source'
        end as part
    from {{ ref('quality_project') }} as project
    where origin <> 'project_form'
),

measure as (
    select
        money.*,
        'annual_budget' as name,
        '全年预算数' as name_zh,
        annual_budget as money_amount
    from money
    union all
    select
        money.*,
        'executed' as name,
        '全年执行数' as name_zh,
        executed as money_amount
    from money
    union all
    select
        money.*,
        'initial_budget' as name,
        '年初预算数' as name_zh,
        initial_budget as money_amount
    from money
),

part as (
    select
        report_key,
        table_index,
        section,
        block,
        name,
        count(*) as part_count,
        bool_or(source = 'fiscal') and bool_or(source not in ('fiscal')) as has_other,
        bool_or(source = 'general_public') and bool_or(source = 'fiscal') as is_double,
        sum(money_amount) as amount,
        sum(half) as half,
        string_agg(label, '+' order by row_index, fact_no) as labels
    from measure
    where part = 'source' and money_amount is not null
    group by report_key, table_index, section, block, name
),

compared as (
    select
        whole.*,
        part.labels,
        part.amount as part_amount,
        part.half as part_half,
        part.is_double,
        not part.has_other and not part.is_double as is_single,
        '《' || whole.title || '》“' || coalesce(nullif(whole.task, ''), whole.project_name) || '”' as place
    from measure as whole
    inner join part
        on
            whole.report_key = part.report_key
            and whole.table_index = part.table_index
            and whole.section = part.section
            and whole.block = part.block
            and whole.name = part.name
    where whole.part = 'total' and whole.money_amount is not null
)

select
    report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    table_index,
    row_index,
    null::integer as column_index,
    coalesce(nullif(task, ''), project_name) as row_label,
    name_zh as column_label,
    unit,
    factor,
    place || case when is_single then labels else label end as left_label,
    case when is_single then part_amount else money_amount end as left_amount,
    case when is_single then label else labels end as right_label,
    case when is_single then money_amount else part_amount end as right_amount,
    case when is_single then '<=' else '=' end as relation,
    half + part_half as tolerance,
    case when is_double then '资金来源有重复口径' else '' end as skip_reason
from compared
