{{ config(materialized='ephemeral') }}
{%- set families = {
    'column': ['children_of_parent', 'total_of_rows', 'balance_total', 'class_groups'],
    'row': ['row_parts', 'three_public_parts', 'procurement_parts'],
    'forms': ['same_amount_in_forms', 'subject_in_forms'],
    'prose': ['prose_amount_in_forms', 'prose_subject_in_forms'],
} %}
-- One row per sum within a form, and per amount that two cells of it, two forms, or the prose and a form, print, of those that hold as exactly as is
-- printed. Only of what may have been rounded: whole 万元 agree anyway. A sum of one number, with no other printed beside it, is the amount of two cells:
-- hardly any blank one holds less than the digits show. Of an amount printed to different digits nothing is known. Each form is made to add up in the
-- last digit of some amount, mostly a large one: one amount that is apart is told where that is a good part of it.
{%- set material_share = 0.02 %}
with compared as (
    {%- for reach, rules in families.items() %}
        {%- set outer = loop %}
        {%- for rule in rules %}
            select
                '{{ rule }}' as rule,
                '{{ reach }}' as reach,
                {{ evaluation_columns() }},
                {{ 'rounded_count' if reach in ('column', 'row') else 'null::bigint' }} as rounded_count,
                {{ 'half' if reach in ('column', 'row') else 'tolerance / 2' }} as half
            from {{ ref(rule) }}
            {%- if not (outer.last and loop.last) %}
                union all
            {%- endif %}
        {%- endfor %}
    {%- endfor %}
),

equation as (
    select
        *,
        case
            when reach not in ('column', 'row') then reach
            when rounded_count > 1 then 'sums'
            when tolerance <= 2 * half then 'cells'
        end as kind,
        left_amount - right_amount as difference
    from compared
    where
        skip_reason = ''
        and relation = '='
        and abs(left_amount - right_amount) <= tolerance
        and ({{ may_be_rounded('left_amount', 'half') }} or {{ may_be_rounded('right_amount', 'half') }})
)

select
    *,
    -- An error of rounding is up to half a unit of the last digit, evenly: n of them have a variance of n twelfths of a unit squared. A sum that is
    -- further apart than three and a half times its root (less the half unit that makes the last digit) hardly is by rounding, though it might be.
    kind = 'sums'
    and abs(difference) > half
    and power(abs(difference) / nullif(half, 0) - 1, 2) >= power(3.5, 2) * tolerance / nullif(half, 0) / 3 as is_far
from equation
where
    kind = 'sums'
    or (kind is not null and difference = 0)
    or (
        kind is not null
        and abs(difference) >= 2 * half
        and abs(difference) >= {{ material_share }} * least(abs(left_amount), abs(right_amount))
    )
