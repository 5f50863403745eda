{% macro three_public_count_zh(column) -%}
    {{ zh(column, {
        'abroad_groups': '因公出国（境）团组数',
        'abroad_people': '因公出国（境）人次',
        'vehicles_purchased': '公务用车购置数',
        'vehicles_held': '公务用车保有量',
        'reception_groups': '公务接待批次',
        'reception_people': '公务接待人次',
        'foreign_reception_groups': '外宾接待批次',
        'foreign_reception_people': '外宾接待人次',
        'meetings': '会议次数',
        'meeting_people': '会议人数',
        'trainings': '培训次数',
        'training_people': '培训人数',
    }) }}
{%- endmacro %}

{# The item of `three_public` whose money paid for what is counted. #}
{% macro three_public_of_count(column) -%}
    case
        when {{ column }} like 'abroad%' then 'abroad'
        when {{ column }} = 'vehicles_purchased' then 'vehicle_purchase'
        when {{ column }} = 'vehicles_held' then 'vehicle_running'
        when {{ column }} like '%reception%' then 'reception'
        when {{ column }} like 'meeting%' then 'meeting'
        when {{ column }} like 'training%' then 'training'
    end
{%- endmacro %}
