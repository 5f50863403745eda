{{ config(materialized='view') }}
-- The purchases that `int_headline` adds up to the total of procurement.
select
    line.report_key,
    line.fact_no
from {{ ref('int_procurement') }} as line
inner join {{ ref('int_headline_summed') }} as summed
    on
        line.report_key = summed.report_key
        and summed.headline = 'procurement'
        and line.phase = case summed.kind when 'budget' then 'budget' else 'outturn' end
where line.adds_up
