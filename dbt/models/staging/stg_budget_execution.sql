select
    execution.report_key,
    execution.fact_no,
    execution.group_no,
    execution.subject,
    execution.subject_kind,
    nullif(execution.three_public_item, '') as three_public_item,
    subject.code as function_code,
    coalesce(subject.name, printed.name) as function_name,
    execution.budget,
    execution.budget_basis,
    execution.outturn,
    {{ as_percent('execution.completion_percent') }} as completion_percent,
    execution.direction,
    execution.reason
from {{ source('core', 'fact_budget_execution') }} as execution
inner join {{ ref('stg_current_report') }} as report
    on execution.report_key = report.report_key
left join {{ source('core', 'dim_function') }} as subject
    on execution.function_key = subject.function_key
left join {{ source('core', 'report_subject') }} as printed
    on
        report.report_key = printed.report_key
        and subject.code = printed.code
