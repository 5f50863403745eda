-- Performance tables: the money of a project or task is the sum of its sources (财政拨款、上年结转、其他资金), in each column.
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
)

select
    whole.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    whole.table_index,
    whole.row_index,
    null::integer as column_index,
    coalesce(nullif(whole.task, ''), whole.project_name) as row_label,
    whole.name_zh as column_label,
    whole.unit,
    whole.factor,
    '《' || whole.title || '》“' || coalesce(nullif(whole.task, ''), whole.project_name) || '”' || whole.label as left_label,
    whole.money_amount as left_amount,
    part.labels as right_label,
    part.amount as right_amount,

    '=' as relation,
    whole.half + part.half as tolerance,
    case when part.is_double then '资金来源有重复口径' when not part.has_other then '只列一种来源，可能只是其中一部分' else '' end as skip_reason
from measure as whole
inner join part
    on
        whole.report_key = part.report_key
        and whole.table_index = part.table_index
        and whole.section = part.section
        and whole.block = part.block
        and whole.name = part.name
where whole.part = 'total' and whole.money_amount is not null
