-- Performance tables: the execution rate is the money executed divided by the year's budget. One unit of the last digit of the rate
-- is allowed; a rate printed in whole percent is exact to one.
with rate as (
    select
        *,
        row_number() over (partition by report_key, table_index, section, task, label order by row_index, fact_no) as place
    from {{ ref('quality_project') }}
    where
        source = 'total'
        and span = 'year'
        and annual_budget > 0
        and executed is not null
        and execution_rate is not null
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
    '执行率' as column_label,
    '%' as unit,
    1::numeric as factor,
    '《' || title || '》“' || coalesce(nullif(task, ''), project_name) || '”' || label || '执行率' as left_label,
    execution_rate as left_amount,
    '按全年执行数÷全年预算数计算' as right_label,
    100 * executed / annual_budget as right_amount,
    '=' as relation,
    power(10::numeric, -scale(trim_scale(execution_rate)))
    + 100 * half * (1 + executed / annual_budget) / annual_budget as tolerance,
    '' as skip_reason
from rate
