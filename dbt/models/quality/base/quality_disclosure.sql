-- One row per number that the prose of the reports to evaluate states, with its amount in yuan (other numbers as they are) and
-- how exact it was printed.
-- Prose drops zeros behind the point: what a form prints as 11.00 is 11 there, and as exact.
with amount_of_form as (
    select
        report_key,
        amount,
        min(half) as half
    from {{ ref('quality_figure') }}
    where role not in ('count', 'percent') and amount <> 0
    group by report_key, amount
),

disclosure as (
    select
        disclosure.*,
        {{ unit_factor('disclosure.unit') }} as factor,
        amount_of_form.half as form_half,
        min({{ half_unit('disclosure.decimals', unit_factor('disclosure.unit')) }}) filter (where disclosure.amount_yuan <> 0)
            over (partition by disclosure.report_key, disclosure.section) as section_half
    from {{ source('core', 'disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
    left join amount_of_form
        on
            disclosure.report_key = amount_of_form.report_key
            and disclosure.amount_yuan = amount_of_form.amount
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
        -- Nothing (0万元, 持平) is told as exactly as the section's amounts are, unless it is about nothing (基本持平).
        when amount_yuan = 0 and not {{ marked('about_unchanged', 'disclosure') }}
            then least({{ half_unit('decimals', 'factor') }}, section_half)
        when decimals = 0 then least({{ half_unit('decimals', 'factor') }}, form_half)
        else {{ half_unit('decimals', 'factor') }}
    end as half,
    printed,
    sentence
from disclosure
