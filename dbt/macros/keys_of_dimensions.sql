{# Keys by which marts point to dimensions, looked up by what a row says; null where the dimension has no such member. #}

{# Of a subject in a year: `dimension` is function or economic. A subject that ended the year before is that of then: name it as `or_year`. #}
{% macro subject_key_of(dimension, code, year, or_year=none) -%}
    {%- set look_up -%}
        (
            select subject.{{ dimension }}_key
            from {{ ref('stg_' ~ dimension) }} as subject
            where subject.code = {{ code }} and subject.fiscal_year =
    {%- endset -%}
    {%- if or_year -%}
        coalesce({{ look_up }} {{ year }}), {{ look_up }} {{ or_year }}))
    {%- else -%}
        {{ look_up }} {{ year }})
    {%- endif -%}
{%- endmacro %}

{# Of an agency's project. #}
{% macro project_key_of(agency_key, project) -%}
    (
        select named.project_key
        from {{ ref('stg_project_name') }} as named
        where named.agency_key = {{ agency_key }} and named.project = {{ project }}
    )
{%- endmacro %}
