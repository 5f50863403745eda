{# Names of subjects stand in core.dim_function and core.dim_economic, by year: of the official list, else as most reports of the year print them. #}

{# Joins the official name of a code in a year, as `alias.name`. #}
{% macro join_official_name(alias, code, year) -%}
    left join {{ ref('stg_subject_name') }} as {{ alias }}
        on
            {{ code }} = {{ alias }}.code
            and {{ year }} between {{ alias }}.valid_from and {{ alias }}.valid_to
{%- endmacro %}

{# A printed name of a subject without what printing adds: numbering, brackets, levels (类、款、项), spaces. #}
{% macro bare_subject_name(label) -%}
    translate(
        regexp_replace(
            regexp_replace({{ label }}, '[（(][类款项][）)]$', ''),
            '[\s（）()、]|^[（(]?[一二三四五六七八九十]+[、.．）)]',
            '',
            'g'
        ),
        '的',
        ''
    )
{%- endmacro %}
