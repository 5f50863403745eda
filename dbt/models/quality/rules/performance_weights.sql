-- The points of a performance table's indicators and of its execution rate are its total (总分, else 100), the points given are the total that is
-- given: no more in any case. The points are no less where all rows are known to be read: the table prints the total and points of the execution rate,
-- no number of it is left that nothing explains, and no points stand in tables that belong to no project's; then less means that a row is missing. The
-- points given are no less where the rows with points make up all of them and each has its points given. No indicator has more points given than it is
-- worth; where several have, or one and fewer than two others have no more, points are given on another scale, and where one that is worth points has
-- none given, those of several rows may stand in one: nothing is said then.
with indicator as (
    select
        *,
        count(*) filter (where score > weight) over whole as above_count,
        count(*) filter (where score <= weight and score > 0) over whole as within_count,
        count(*) filter (where score is null) over whole as unscored_count
    from {{ ref('quality_indicator') }}
    where weight > 0
    window whole as (partition by report_key, title, project_name)
),

points as (
    select
        report_key,
        title,
        project_name,
        min(table_index) as table_index,
        min(row_index) as row_index,
        array_agg(distinct table_index) as table_indexes,
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

-- Tables whose points belong to no total: pages on which another one goes on, as likely as not.
loose as (
    select distinct points.report_key
    from points
    left join money
        on
            points.report_key = money.report_key
            and points.title = money.title
            and points.project_name = money.project_name
    where points.weight > 0 and money.total_weight is null
),

unread as (
    select distinct
        points.report_key,
        points.title,
        points.project_name
    from points
    inner join {{ ref('quality_gap') }} as gap
        on
            points.report_key = gap.report_key
            and gap.table_index = any(points.table_indexes)
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
        money.total_weight is not null
        and money.weight is not null
        and loose.report_key is null
        and unread.report_key is null as is_whole,
        points.is_scored and (money.weight is null or money.score is not null) as is_scored,
        case when money.table_count > 1 then '同名的表不止一张' else '' end as skip_reason
    from points
    inner join money
        on
            points.report_key = money.report_key
            and points.title = money.title
            and points.project_name = money.project_name
    left join loose
        on points.report_key = loose.report_key
    left join unread
        on
            points.report_key = unread.report_key
            and points.title = unread.title
            and points.project_name = unread.project_name
),

compared as (
    select
        *,
        '各项分值之和' as left_label,
        weight as left_amount,
        concat('总分分值', case when total_score > total_weight then '（总得分印作' || trim_scale(total_score)::text || '）' end) as right_label,
        total_weight as right_amount,
        case when is_whole then '=' else '<=' end as relation,
        0::numeric as tolerance
    from counted
    where weight > 0
    union all
    select
        *,
        '各项得分之和' as left_label,
        score as left_amount,
        '总得分' as right_label,
        total_score as right_amount,
        case when is_scored and weight = total_weight then '=' else '<=' end as relation,
        -- A total with fewer digits than its parts is rounded.
        case
            when scale(trim_scale(score)) > scale(trim_scale(total_score)) then 5 / power(10::numeric, scale(trim_scale(total_score)) + 1)
            else 0
        end as tolerance
    from counted
    -- A row too many, or too few, has points of both kinds.
    where score > 0 and total_score > 0 and weight <= total_weight and (weight = total_weight or not is_whole)
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
    tolerance,
    skip_reason
from compared
union all
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
    '《' || title || '》“' || project_name || '”“' || indicator.indicator || '”得分' as left_label,
    score as left_amount,
    '该项分值' as right_label,
    weight as right_amount,
    '<=' as relation,
    0::numeric as tolerance,
    case
        when unscored_count > 0 then '有分值的指标未都打分'
        when above_count > 1 or (above_count = 1 and within_count < 2) then '得分另按一种分制'
        else ''
    end as skip_reason
from indicator
where score is not null
