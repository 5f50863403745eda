{# A column of a table by source of money: its total line where it prints one, else the sum of its sources. #}
{% macro total_or_parts(column) -%}
    coalesce(
        sum({{ column }}) filter (where source = 'total'),
        sum({{ column }}) filter (where source <> 'total')
    )::numeric(20, 2)
{%- endmacro %}
