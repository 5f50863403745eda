select
    change.report_key,
    change.fact_no,
    change.group_no,
    change.subject,
    change.subject_kind,
    nullif(change.three_public_item, '') as three_public_item,
    function_subject.code as function_code,
    coalesce(function_subject.name, printed_function.name) as function_name,
    economic_subject.system as economic_system,
    economic_subject.code as economic_code,
    coalesce(economic_subject.name, printed_economic.name) as economic_name,
    change.amount,
    change.change_amount,
    {{ as_percent('change.change_percent') }} as change_percent,
    change.prior_amount,
    change.prior_is_derived as prior_origin,
    change.direction,
    change.reason
from {{ source('core', 'fact_year_change') }} as change
inner join {{ ref('stg_current_report') }} as report
    on change.report_key = report.report_key
left join {{ source('core', 'dim_function') }} as function_subject
    on change.function_key = function_subject.function_key
left join {{ source('core', 'dim_economic') }} as economic_subject
    on change.economic_key = economic_subject.economic_key
left join {{ source('core', 'report_subject') }} as printed_function
    on
        report.report_key = printed_function.report_key
        and function_subject.code = printed_function.code
left join {{ source('core', 'report_subject') }} as printed_economic
    on
        report.report_key = printed_economic.report_key
        and economic_subject.code = printed_economic.code
