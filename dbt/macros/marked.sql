{# Whether a row of `core` has a mark: the loader's name for what its words say (etl/narrative/marks.yaml, etl/statements/marks.yaml). #}
{% macro marked(mark, relation=none) -%}
    ('{{ mark }}' = any({{ relation ~ '.' if relation else '' }}marks))
{%- endmacro %}
