{# What a report says there is none of (无“三公”经费支出, 本表无数据) is an amount of 0, where it publishes no other: `declared_nil`;
   what a form of is published empty without a word (空表) is one, too: `empty_form`. #}

{% macro nil_origins() -%}
    ('declared_nil', 'empty_form')
{%- endmacro %}

{# So is a blank cell in a filled row of a form: `blank_cell`. #}
{% macro zero_origins() -%}
    ('declared_nil', 'empty_form', 'blank_cell')
{%- endmacro %}

{# What is counted beside the money of an item: of what nothing was spent on nothing was counted. What is held may be run by other money. #}
{% macro counts_of_nil() -%}
    (
        values
            ('abroad', 'abroad_groups'),
            ('abroad', 'abroad_people'),
            ('vehicle_purchase', 'vehicles_purchased'),
            ('reception', 'reception_groups'),
            ('reception', 'reception_people'),
            ('meeting', 'meetings'),
            ('meeting', 'meeting_people'),
            ('training', 'trainings'),
            ('training', 'training_people')
    )
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
