select
    item.report_key,
    item.item_no,
    item.kind
from {{ source('core', 'review_item') }} as item
inner join {{ ref('stg_current_report') }} as report
    on item.report_key = report.report_key
