{# Which of the three public expenses, meetings or training a subject of the prose names; null where it names several or none. #}
{% macro three_public_item(subject) -%}
    case
        when
            ({{ subject }} ~ '出国')::integer
            + ({{ subject }} ~ '用车')::integer
            + ({{ subject }} ~ '接待')::integer
            + ({{ subject }} ~ '会议')::integer
            + ({{ subject }} ~ '培训')::integer
            > 1
            then null
        when {{ subject }} ~ '出国' then 'abroad'
        when {{ subject }} ~ '用车.*购置.*运行|用车(费|费用|经费|支出)?$' then 'vehicle'
        when {{ subject }} ~ '用车.*运行' then 'vehicle_running'
        when {{ subject }} ~ '用车.*购置|购置.*用车' then 'vehicle_purchase'
        when {{ subject }} ~ '外宾|外事|国内' then null
        when {{ subject }} ~ '接待' then 'reception'
        when {{ subject }} ~ '会议' then 'meeting'
        when {{ subject }} ~ '培训' then 'training'
        when {{ subject }} ~ '三公' then 'total'
    end
{%- endmacro %}
