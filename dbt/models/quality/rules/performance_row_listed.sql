-- Performance tables of projects are made alike within a report: where all others print a row of the total, one of the money from the budget (财政拨款)
-- or any amount at all, so does each. A project without money from the budget has no such row: only where its total isn't zero.
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
        bool_or(coalesce(annual_budget, executed, initial_budget, amount) <> 0) as has_money
    from {{ ref('quality_project') }}
    where origin = 'performance'
    group by report_key, performance_kind, table_index
),

counted as (
    select
        *,
        count(*) over alike as table_count,
        count(*) filter (where has_total) over alike as total_count,
        count(*) filter (where has_fiscal) over alike as fiscal_count,
        count(*) filter (where has_amount) over alike as amount_count
    from place
    window alike as (partition by report_key, performance_kind)
),

expected as (
    select
        counted.*,
        '资金总额' as name_zh,
        has_total as is_listed
    from counted
    where table_count > 1 and total_count >= table_count - 1 and has_amount
    union all
    select
        counted.*,
        '财政拨款' as name_zh,
        has_fiscal as is_listed
    from counted
    where table_count > 1 and fiscal_count >= table_count - 1 and has_money
    union all
    select
        counted.*,
        '金额' as name_zh,
        has_amount as is_listed
    from counted
    where table_count > 1 and amount_count >= table_count - 1
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
    '本报告其他绩效表均有，应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from expected
