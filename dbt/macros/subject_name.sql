{# Names of subjects stand in core.dim_function and core.dim_economic, by year: of the official list, else as most reports of the year print them. #}

{# Joins the official name of a code in a year, as `alias.name`. #}
{% macro join_official_name(alias, code, year) -%}
    left join {{ ref('stg_subject_name') }} as {{ alias }}
        on
            {{ code }} = {{ alias }}.code
            and {{ year }} between {{ alias }}.valid_from and {{ alias }}.valid_to
{%- endmacro %}
