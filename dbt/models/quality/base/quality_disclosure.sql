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
    bare_name as subject,
    item_code,
    metric,
    topic,
    direction,
    fund,
    base,
    marks,
    nullif(three_public_item, '') as three_public_item,
    opening_year,
    compared_year,
    unit,
    amount_yuan is not null as is_money,
    amount_yuan is null and unit <> '%' as is_count,
    value,
    factor,
    value * factor as amount,
    case
        when topic in ('staffing', 'asset') or (amount_yuan is null and unit <> '%') then 0
        else {{ half_unit('decimals', 'factor') }}
    end as half,
    printed,
    sentence
from disclosure
