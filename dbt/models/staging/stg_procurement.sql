select
    procurement.report_key,
    procurement.fact_no,
    procurement.origin,
    procurement.statement_seq,
    procurement.row_no,
    procurement.group_no,
    procurement.phase,
    procurement.category,
    procurement.item,
    function_subject.code as function_code,
    coalesce(function_subject.name, printed_function.name) as function_name,
    economic_subject.code as economic_code,
    coalesce(economic_subject.name, printed_economic.name) as economic_name,
    procurement.unit_code,
    procurement.quantity,
    procurement.amount,
    {{ as_percent('procurement.share') }} as share
from {{ source('core', 'fact_procurement') }} as procurement
inner join {{ ref('stg_current_report') }} as report
    on procurement.report_key = report.report_key
left join {{ source('core', 'dim_function') }} as function_subject
    on procurement.function_key = function_subject.function_key
left join {{ source('core', 'dim_economic') }} as economic_subject
    on procurement.economic_key = economic_subject.economic_key
left join {{ source('core', 'report_subject') }} as printed_function
    on
        report.report_key = printed_function.report_key
        and function_subject.code = printed_function.code
left join {{ source('core', 'report_subject') }} as printed_economic
    on
        report.report_key = printed_economic.report_key
        and economic_subject.code = printed_economic.code
