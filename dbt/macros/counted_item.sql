{# What reports count: beside the three public expenses, the vehicles and equipment that an agency owns, its posts and people. #}
{% macro counted_zh(column) -%}
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
        'asset_vehicles_held': '车辆年末保有',
        'asset_vehicles_purchased': '车辆当年购置',
        'asset_equipment_held': '设备年末保有',
        'asset_equipment_purchased': '设备当年购置',
        'posts': '编制人数',
        'posts_administrative': '行政编制人数',
        'posts_institution': '事业编制人数',
        'posts_other': '其他编制人数',
        'people': '实有人数',
        'people_administrative': '行政实有人数',
        'people_institution': '事业实有人数',
        'people_other': '其他实有人数',
        'retired': '离退休人数',
        'retired_administrative': '行政离退休人数',
        'retired_institution': '事业离退休人数',
        'retired_other': '其他离退休人数',
    }) }}
{%- endmacro %}

{# One unit a thing, whatever the report calls it (批、次、批次). #}
{% macro counted_unit(column) -%}
    {{ zh(column, {
        'abroad_groups': '个',
        'abroad_people': '人次',
        'vehicles_purchased': '辆',
        'vehicles_held': '辆',
        'reception_groups': '批次',
        'reception_people': '人次',
        'foreign_reception_groups': '批次',
        'foreign_reception_people': '人次',
        'meetings': '次',
        'meeting_people': '人次',
        'trainings': '次',
        'training_people': '人次',
        'asset_vehicles_held': '辆',
        'asset_vehicles_purchased': '辆',
        'asset_equipment_held': '台（套）',
        'asset_equipment_purchased': '台（套）',
        'posts': '人',
        'posts_administrative': '人',
        'posts_institution': '人',
        'posts_other': '人',
        'people': '人',
        'people_administrative': '人',
        'people_institution': '人',
        'people_other': '人',
        'retired': '人',
        'retired_administrative': '人',
        'retired_institution': '人',
        'retired_other': '人',
    }) }}
{%- endmacro %}

{% macro counted_of_asset(asset, movement) -%}
    'asset_' || case {{ asset }} when 'vehicle' then 'vehicles' else {{ asset }} end || '_' || {{ movement }}
{%- endmacro %}

{% macro counted_of_staff(measure, kind) -%}
    {{ measure }} || case {{ kind }} when 'total' then '' else '_' || {{ kind }} end
{%- endmacro %}

{# A count as an integer; null where what is printed is no whole number. #}
{% macro whole_number(count) -%}
    case when {{ count }} = trunc({{ count }}) then {{ count }}::integer end
{%- endmacro %}

{# The item of `three_public` whose money paid for what is counted. #}
{% macro three_public_of_count(column) -%}
    case
        when {{ column }} in ('abroad_groups', 'abroad_people') then 'abroad'
        when {{ column }} = 'vehicles_purchased' then 'vehicle_purchase'
        when {{ column }} = 'vehicles_held' then 'vehicle_running'
        when {{ column }} in ('reception_groups', 'reception_people', 'foreign_reception_groups', 'foreign_reception_people')
            then 'reception'
        when {{ column }} in ('meetings', 'meeting_people') then 'meeting'
        when {{ column }} in ('trainings', 'training_people') then 'training'
    end
{%- endmacro %}
