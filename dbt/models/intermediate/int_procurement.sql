-- A form and the prose tell of the same purchases: where a report has a form with money, the form counts.
with line as (
    select
        procurement.*,
        bool_or(origin = 'form' and amount is not null)
            over (partition by report_key, phase) as has_form,
        bool_or(origin = 'narrative' and category in ('goods', 'works', 'services') and amount is not null)
            over (partition by report_key, phase) as has_kinds_in_prose
    from {{ affected(ref('stg_procurement'), 'procurement') }}
)

select
    line.report_key,
    line.fact_no,
    line.origin,
    line.phase,
    line.category,
    line.item,
    line.function_code,
    line.function_name,
    line.economic_code,
    line.economic_name,
    line.unit_code,
    line.quantity,
    line.amount,
    line.share,
    coalesce(
        line.amount is not null
        and line.category in ('goods', 'works', 'services', 'unspecified')
        and line.origin = case when line.has_form then 'form' else 'narrative' end
        and (line.origin = 'form' or line.category <> 'unspecified' or not line.has_kinds_in_prose),
        false
    ) as adds_up
from line
