{# The file of a report in which something stands: by its table, else by the position of its paragraph. For a join with `stg_part`. #}
{% macro stands_in(part, report_key, table_index, position) -%}
    {{ report_key }} = {{ part }}.report_key
    and (
        ({{ table_index }} >= {{ part }}.first_table and {{ table_index }} < {{ part }}.end_table)
        or (
            {{ table_index }} is null
            and {{ position }} >= {{ part }}.first_position
            and {{ position }} < {{ part }}.end_position
        )
    )
{%- endmacro %}
