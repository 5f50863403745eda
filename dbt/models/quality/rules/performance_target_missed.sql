-- Full points are given for a target that was reached: an indicator whose value reached misses its target (≥50亩, 42亩) has fewer points than
-- there are. Only where both are one number of one unit (core.fact_performance_indicator.target_relation).
select
    indicator.report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    indicator.table_index,
    indicator.row_index,
    null::integer as column_index,
    indicator.indicator as row_label,
    '' as column_label,
    indicator.target_unit as unit,
    1::numeric as factor,
    concat(
        '《', indicator.title, '》“', indicator.indicator, '”得满分', trim_scale(indicator.score)::text, '分，',
        case when indicator.target_relation = '>=' then '年度指标值' else '实际完成值' end
    ) as left_label,
    case when indicator.target_relation = '>=' then indicator.target_value else indicator.actual_value end as left_amount,
    case when indicator.target_relation = '>=' then '实际完成值' else '年度指标值' end as right_label,
    case when indicator.target_relation = '>=' then indicator.actual_value else indicator.target_value end as right_amount,
    '<=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from {{ source('core', 'fact_performance_indicator') }} as indicator
inner join {{ ref('quality_report') }} as report
    on indicator.report_key = report.report_key
where
    indicator.target_relation <> ''
    and indicator.weight > 0
    and indicator.score = indicator.weight
