-- The points of a performance table's indicators and of its execution rate are no more than its total (总分, else 100): a row more than the
-- points allow. Rows may be left unread, so fewer say nothing.
with points as (
    select
        report_key,
        title,
        project_name,
        min(table_index) as table_index,
        min(row_index) as row_index,
        sum(weight) as weight,
        count(*) filter (where weight is null) as unread_count
    from {{ source('core', 'fact_performance_indicator') }}
    group by report_key, title, project_name
),

money as (
    select
        report_key,
        title,
        project_name,
        max(weight) as weight,
        max(total_weight) as total_weight,
        max(total_score) as total_score,
        count(total_weight) as table_count
    from {{ ref('quality_project') }}
    where source = 'total' and span = 'year'
    group by report_key, title, project_name
)

select
    points.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    points.table_index,
    points.row_index,
    null::integer as column_index,
    points.project_name as row_label,
    '' as column_label,
    '分' as unit,
    1::numeric as factor,
    '《' || points.title || '》“' || points.project_name || '”各项分值之和' as left_label,
    points.weight + coalesce(money.weight, 0) as left_amount,
    concat(
        '总分分值',
        case when money.total_score > coalesce(money.total_weight, 100) then '（总得分印作' || trim_scale(money.total_score)::text || '）' end
    ) as right_label,
    coalesce(money.total_weight, 100) as right_amount,
    '<=' as relation,
    0::numeric as tolerance,
    case when money.table_count > 1 then '同名的表不止一张' else '' end as skip_reason
from points
inner join {{ ref('quality_report') }} as report
    on points.report_key = report.report_key
inner join money
    on
        points.report_key = money.report_key
        and points.title = money.title
        and points.project_name = money.project_name
where points.weight > 0
