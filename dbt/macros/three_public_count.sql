{# Which number a sentence about the three public expenses states, by the words of its item and by its unit; null for any other. #}
{% macro three_public_count_of(item, metric, unit) -%}
    {%- set groups = "(" ~ metric ~ " = '团组数' or " ~ unit ~ " in ('批', '批次'))" -%}
    {%- set people = unit ~ " in ('人', '人次', '名')" -%}
    {%- set events = unit ~ " in ('个', '次', '场', '期', '班次')" -%}
    {%- set vehicles = unit ~ " in ('辆', '台')" -%}
    case
        when {{ item }} ~ '外宾|外事' and {{ groups }} then 'foreign_reception_groups'
        when {{ item }} ~ '外宾|外事' and {{ people }} then 'foreign_reception_people'
        when {{ item }} ~ '接待' and {{ groups }} then 'reception_groups'
        when {{ item }} ~ '接待' and {{ people }} then 'reception_people'
        when {{ item }} ~ '出国|出境' and {{ groups }} then 'abroad_groups'
        when {{ item }} ~ '出国|出境' and {{ people }} then 'abroad_people'
        when {{ item }} ~ '保有' and {{ vehicles }} then 'vehicles_held'
        when {{ item }} ~ '购置|购买|更新|新购' and {{ item }} !~ '费' and {{ vehicles }} then 'vehicles_purchased'
        when {{ item }} ~ '会议' and {{ people }} then 'meeting_people'
        when {{ item }} ~ '会议' and {{ events }} then 'meetings'
        when {{ item }} ~ '培训' and {{ people }} then 'training_people'
        when {{ item }} ~ '培训' and {{ events }} then 'trainings'
    end
{%- endmacro %}

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
