{# What dbt's unit tests need on PostgreSQL: rows given for tables with arrays, and amounts compared as amounts. #}

{# An array's type reaches dbt as the word ARRAY, which PostgreSQL doesn't take: rows of fixtures give arrays as text. #}
{% macro postgres__safe_cast(field, type) -%}
    cast({{ field }} as {{ 'text[]' if type == 'ARRAY' else type }})
{%- endmacro %}

{# dbt compares the printed rows: 10 and 10.00 would differ. Numbers are compared without trailing zeros. #}
{% macro postgres__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    {%- set sides = {'actual': main_sql, 'expected': expected_fixture_sql} -%}
    with
    {%- for side, query in sides.items() %}
        dbt_internal_unit_test_{{ side }} as ({{ query }}){{ ',' if not loop.last }}
    {%- endfor %}
    {%- for side in sides %}
        select
            {%- for column in expected_column_names %}
                case
                    when pg_typeof({{ column }}) = 'numeric'::regtype
                        then regexp_replace({{ column }}::text, '(\.\d*[1-9])0+$|\.0+$', '\1')
                    else {{ column }}::text
                end as {{ column }},
            {%- endfor %}
            '{{ side }}' as actual_or_expected
        from dbt_internal_unit_test_{{ side }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
