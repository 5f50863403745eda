-- One row per number that the prose of the reports to evaluate states, with its amount in yuan (other numbers as they are) and
-- how exact it was printed.
with disclosure as (
    select
        disclosure.*,
        {{ unit_factor('disclosure.unit') }} as factor
    from {{ source('core', 'disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
)

select
    report_key,
    disclosure_no,
    group_no,
    position,
    page,
    section,
    item,
    -- One name for a thing: without quotation marks, brackets and the words that say how it is counted.
    regexp_replace(
        translate(regexp_replace(item, '^.*/', ''), '“”"‘’《》（）() ', ''),
        '(项目|专项资金|专项|业务经费项目)$', ''
    ) as subject,
    item_code,
    metric,
    topic,
    direction,
    fund,
    base,
    unit,
    value,
    factor,
    value * factor as amount,
    case
        when topic in ('staffing', 'asset') or unit !~ '元|%' then 0
        else {{ half_unit('decimals', 'factor') }}
    end as half,
    printed,
    sentence
from disclosure
