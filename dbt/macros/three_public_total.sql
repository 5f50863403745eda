{# A column over the items of the three public expenses: the total that a form prints as a row of its own, else what its items add up to. #}
{% macro printed_total_or_sum(column) -%}
    coalesce(
        max({{ column }}) filter (where item = 'total'),
        sum({{ column }}) filter (where item <> 'total')
    )::numeric(20, 2)
{%- endmacro %}
