-- An evaluation that is told kind by kind (标准分值…分，得分…分): no kind scores more than its standard points, all kinds' points are 100 where
-- the scores add up to the total that the evaluation states (项目总体得分), and the scores add up to it where the points make 100.
with point as (
    select
        one.report_key,
        one.section,
        one.subject,
        one.disclosure_no,
        one.amount as points,
        score.disclosure_no as score_no,
        score.amount as score
    from {{ ref('quality_disclosure') }} as one
    inner join {{ ref('quality_disclosure') }} as score
        on
            one.report_key = score.report_key
            and one.group_no = score.group_no
            and one.item = score.item
            and score.metric = '得分'
    where one.metric = '标准分值' and one.unit = '分'
),

evaluation as (
    select
        report_key,
        split_part(section, '/', 1) as chapter,
        section,
        count(*) as kind_count,
        sum(points) as points,
        sum(score) as score
    from point
    group by report_key, section
    having count(*) > 1 and count(*) = count(distinct subject)
),

-- The total that the same chapter states, once or the same each time.
total as (
    select
        evaluation.report_key,
        evaluation.section,
        evaluation.kind_count,
        evaluation.points,
        evaluation.score,
        min(stated.disclosure_no) as disclosure_no,
        min(stated.amount) as amount
    from evaluation
    inner join {{ ref('quality_disclosure') }} as stated
        on
            evaluation.report_key = stated.report_key
            and evaluation.chapter = split_part(stated.section, '/', 1)
            and stated.metric in ('项目总体得分', '总体得分', '综合得分', '评价得分')
            and stated.unit = '分'
    group by evaluation.report_key, evaluation.section, evaluation.kind_count, evaluation.points, evaluation.score
    having min(stated.amount) = max(stated.amount)
)

select
    {{ at_disclosure('place') }},
    '文字中“' || place.item || '”得分' as left_label,
    point.score as left_amount,
    '标准分值' as right_label,
    point.points as right_amount,
    '<=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from point
inner join {{ ref('quality_disclosure') }} as place
    on
        point.report_key = place.report_key
        and point.score_no = place.disclosure_no
union all
select
    {{ at_disclosure('place') }},
    '文字中“' || place.item || '”' || place.metric as left_label,
    total.amount as left_amount,
    total.kind_count || '类指标得分之和' as right_label,
    total.score as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from total
inner join {{ ref('quality_disclosure') }} as place
    on
        total.report_key = place.report_key
        and total.disclosure_no = place.disclosure_no
where total.points = 100
union all
select
    {{ at_disclosure('place') }},
    '文字中' || total.kind_count || '类指标的标准分值之和' as left_label,
    total.points as left_amount,
    '应为' as right_label,
    100::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from total
inner join {{ ref('quality_disclosure') }} as place
    on
        total.report_key = place.report_key
        and total.disclosure_no = place.disclosure_no
where total.score = total.amount
