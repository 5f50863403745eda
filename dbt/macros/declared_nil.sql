{# What a report says there is none of (无“三公”经费支出, 本表无数据) is an amount of 0, where it publishes no other: `declared_nil`;
   what a form of is published empty without a word (空表) is one, too: `empty_form`. #}

{% macro nil_origins() -%}
    ('declared_nil', 'empty_form')
{%- endmacro %}

{# The items of the three public expenses that a subject of `stg_nil` covers: none of the whole is none of each. #}
{% macro items_of_nil() -%}
    (
        values
        {%- for subject, items in {
            'three_public': ['total', 'abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception'],
            'abroad': ['abroad'],
            'vehicle': ['vehicle', 'vehicle_purchase', 'vehicle_running'],
            'vehicle_purchase': ['vehicle_purchase'],
            'vehicle_running': ['vehicle_running'],
            'reception': ['reception'],
            'meeting': ['meeting'],
            'training': ['training'],
        }.items() %}
            {%- set outer = loop %}
            {%- for item in items %}
                ('{{ subject }}', '{{ item }}'){{ ',' if not (outer.last and loop.last) }}
            {%- endfor %}
        {%- endfor %}
    )
{%- endmacro %}
