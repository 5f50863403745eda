{# A column over the tasks of a department's table: what stands for the whole table, else its total of tasks, else their sum. #}
{% macro tasks_total_or_sum(column) -%}
    coalesce(
        max({{ column }}) filter (where task = ''),
        max({{ column }}) filter (where is_task_total),
        sum({{ column }})
    )::numeric(20, 2)
{%- endmacro %}
