select
    {{ report_columns('report') }},
    line.fact_no,
    line.origin,
    line.phase,
    line.category,
    {{ procurement_category_zh('line.category') }} as category_zh,
    line.adds_up,
    line.item,
    line.function_code,
    line.function_name,
    line.economic_code,
    line.economic_name,
    line.unit_code,
    line.quantity,
    line.amount,
    {{ percent_of(
        'case when line.adds_up then line.amount end',
        'sum(line.amount) filter (where line.adds_up) over (partition by line.report_key, line.phase)'
    ) }} as share_percent,
    line.share as stated_share_percent
from {{ affected(ref('int_procurement'), 'line') }}
inner join {{ affected(ref('stg_report'), 'report') }}
    on line.report_key = report.report_key
