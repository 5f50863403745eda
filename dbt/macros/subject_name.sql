{# Names of subjects. A class, section or economic subject bears the name that the official list has for the report's year; what the list doesn't
   have, the name that this report prints, folded. Names of other reports and years never count. #}

{# A printed name in one spelling: no spaces, brackets of Chinese width. #}
{% macro folded_name(name) -%}
    translate(regexp_replace({{ name }}, '\s', '', 'g'), '()', '（）')
{%- endmacro %}

{# Joins the official name of a code in a year, as `alias.name`. #}
{% macro join_official_name(alias, code, year) -%}
    left join {{ ref('stg_subject_name') }} as {{ alias }}
        on
            {{ code }} = {{ alias }}.code
            and {{ year }} between {{ alias }}.valid_from and {{ alias }}.valid_to
{%- endmacro %}
