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
    {%- for number in range(1, 5) %}
        select * from {{ ref('evaluated_' ~ number) }}
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}
),

in_yuan as (
    select
        report_key,
        rule,
        case
            {%- for reach, rules in families.items() %}
                when rule in ('{{ rules | join("', '") }}') then '{{ reach }}'
            {%- endfor %}
        end as reach,
        statement_seq,
        disclosure_no,
        page,
        table_index,
        row_index,
        column_index,
        row_label,
        column_label,
        unit,
        {{ unit_factor('unit') }} as factor,
        left_label,
        left_value * {{ unit_factor('unit') }} as left_amount,
        right_label,
        right_value * {{ unit_factor('unit') }} as right_amount,
        tolerance * {{ unit_factor('unit') }} as tolerance,
        coalesce(half, tolerance / 2) * {{ unit_factor('unit') }} as half,
        rounded_count
    from compared
    where status = 'pass' and relation = '='
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
    from in_yuan
    where
        reach is not null
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
