-- The points of a performance table's indicators and of its execution rate are no more than its total (总分, else 100): a row more than the
-- points allow. The points given are no more than the total that is given: that total, where the rows with points make up all of them and each
-- has its points given. Rows may be left unread, so fewer say nothing.
with points as (
    select
        report_key,
        title,
        project_name,
        min(table_index) as table_index,
        min(row_index) as row_index,
        sum(weight) as weight,
        sum(score) as score,
        bool_and(score is not null) filter (where weight > 0) as is_scored
    from {{ ref('quality_indicator') }}
    group by report_key, title, project_name
),

money as (
    select
        report_key,
        title,
        project_name,
        max(weight) as weight,
        max(score) as score,
        max(total_weight) as total_weight,
        max(total_score) as total_score,
        count(total_weight) as table_count
    from {{ ref('quality_project') }}
    where source = 'total' and span = 'year'
    group by report_key, title, project_name
),

counted as (
    select
        points.report_key,
        points.title,
        points.project_name,
        points.table_index,
        points.row_index,
        points.weight + coalesce(money.weight, 0) as weight,
        points.score + coalesce(money.score, 0) as score,
        coalesce(money.total_weight, 100) as total_weight,
        money.total_score,
        points.is_scored and (money.weight is null or money.score is not null) as is_scored,
        case when money.table_count > 1 then '同名的表不止一张' else '' end as skip_reason
    from points
    inner join money
        on
            points.report_key = money.report_key
            and points.title = money.title
            and points.project_name = money.project_name
),

compared as (
    select
        *,
        '各项分值之和' as left_label,
        weight as left_amount,
        concat('总分分值', case when total_score > total_weight then '（总得分印作' || trim_scale(total_score)::text || '）' end) as right_label,
        total_weight as right_amount,
        '<=' as relation
    from counted
    where weight > 0
    union all
    select
        *,
        '各项得分之和' as left_label,
        score as left_amount,
        '总得分' as right_label,
        total_score as right_amount,
        case when is_scored and weight = total_weight then '=' else '<=' end as relation
    from counted
    -- A row too many has points of both kinds.
    where score > 0 and total_score > 0 and weight <= total_weight
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
    '' as column_label,
    '分' as unit,
    1::numeric as factor,
    '《' || title || '》“' || project_name || '”' || left_label as left_label,
    left_amount,
    right_label,
    right_amount,
    relation,
    0::numeric as tolerance,
    skip_reason
from compared
