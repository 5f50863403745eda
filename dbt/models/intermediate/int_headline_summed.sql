{{ config(materialized='view') }}
-- Totals that no form prints: what `int_headline` adds up.
select
    headline.report_key,
    headline.headline,
    headline.fund,
    name.name_zh as subject,
    report.kind
from {{ ref('int_headline') }} as headline
inner join {{ ref('headline') }} as name
    on headline.headline = name.headline
inner join {{ ref('stg_report') }} as report
    on headline.report_key = report.report_key
where headline.origin = 'summed'
