{# The columns of a mart as its table has them: keys are compared byte by byte, as those of core are, whatever the database's collation.
   A contract can't say so: a cast to a type takes no collation. #}
{% macro postgres__get_table_columns_and_constraints() -%}
    {%- set columns = {} -%}
    {%- for name, column in model['columns'].items() -%}
        {%- set is_key = name.endswith('_key') and column.data_type == 'text' -%}
        {%- do columns.update({name: dict(column, data_type='text collate "C"') if is_key else column}) -%}
    {%- endfor -%}
    (
        {{ (adapter.render_raw_columns_constraints(raw_columns=columns) + adapter.render_raw_model_constraints(raw_constraints=model['constraints'])) | join(', ') }}
    )
{%- endmacro %}
