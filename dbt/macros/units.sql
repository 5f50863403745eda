{# Written by `python -m etl.warehouse.dbt_files`: change what it is written from, not this file.#}

{# How many yuan one unit of money is; 1 for counts and percentages. #}
{% macro unit_factor(unit) -%}
    (case {{ unit }}
        when '亿元' then 100000000
        when '千万元' then 10000000
        when '百万元' then 1000000
        when '十万元' then 100000
        when '万元' then 10000
        when '千元' then 1000
        when '元' then 1
        else 1
    end)::numeric
{%- endmacro %}
