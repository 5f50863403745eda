{{ config(incremental_strategy='by_family') }}
select
    {{ report_columns('report') }},
    line.fact_no,
    line.origin,
    line.phase,
    line.category,
    {{ procurement_category_zh('line.category') }} as category_zh,
    line.counts_once as told_first,
    line.adds_up,
    counted.counts_once
    and line.adds_up
    and line.phase = case report.kind when 'budget' then 'budget' else 'outturn' end as counts_once,
    counted.counts_in_kind
    and line.adds_up
    and line.phase = case report.kind when 'budget' then 'budget' else 'outturn' end as counts_in_kind,
    line.item as purchase,
    {{ subject_key_of('function', 'line.function_code', 'report.fiscal_year') }} as function_key,
    line.function_code,
    line.function_name,
    {{ subject_key_of('economic', 'line.economic_code', 'report.fiscal_year') }} as economic_key,
    line.economic_code,
    line.economic_name,
    line.unit_code,
    line.quantity,
    line.amount,
    total.amount as report_total,
    {{ percent_of('case when line.adds_up then line.amount end', 'total.amount') }} as share_percent,
    line.share as stated_share_percent
from {{ affected(ref('int_procurement'), 'line') }}
inner join {{ affected(ref('stg_report'), 'report') }}
    on line.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'counted') }}
    on line.report_key = counted.report_key
left join {{ affected(ref('int_procurement_total'), 'total') }}
    on
        line.report_key = total.report_key
        and line.phase = total.phase
