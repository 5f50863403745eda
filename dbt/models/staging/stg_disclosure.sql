select
    disclosure.report_key,
    disclosure.disclosure_no,
    disclosure.group_no,
    disclosure.position,
    disclosure.page,
    disclosure.section,
    disclosure.item,
    disclosure.item_code,
    disclosure.metric,
    disclosure.value,
    disclosure.unit,
    disclosure.amount_yuan,
    disclosure.topic,
    disclosure.direction,
    disclosure.reason,
    disclosure.sentence,
    disclosure.marks,
    disclosure.bare_name,
    nullif(disclosure.three_public_item, '') as three_public_item,
    disclosure.three_public_count
from {{ source('core', 'disclosure') }} as disclosure
inner join {{ ref('stg_current_report') }} as report
    on disclosure.report_key = report.report_key
