{# Reports beside their peers, once for all marts that compare: agencies of one type and level, or, where these are too few, of the next
   wider group, which is named. #}

{# The groups that a report may be compared in, from the nearest to the widest. #}
{% macro peer_groups(report) -%}
    lateral (
        values
        (1, 'type_and_level', {{ report }}.peer_group),
        (2, 'type', {{ report }}.agency_type),
        -- The type above: the last but one of 事业单位/医疗卫生机构/医院.
        (
            3,
            'wider_type_and_level',
            nullif(
                (string_to_array({{ report }}.agency_type_path, '/'))[
                    cardinality(string_to_array({{ report }}.agency_type_path, '/')) - 1
                ],
                ''
            ) || '/' || {{ report }}.admin_level_zh
        ),
        (4, 'level', {{ report }}.admin_level_zh),
        (5, 'all', '全部')
    )
{%- endmacro %}

{# Columns of a report that its groups follow from. #}
{% macro columns_of_peers() -%}
    {{ return(['report_key', 'fiscal_year', 'kind', 'scope', 'peer_group', 'agency_type', 'agency_type_path', 'admin_level_zh']) }}
{%- endmacro %}

{# CTEs over `rows`, which has `columns_of_peers` and `values`; what differs in one of `axes` isn't compared. `chosen`: each row in its group,
   with `member_count`, the percentile by the first value and the rank by each (`value_rank`). `middle`: the medians of groups
   (`value_median`). `values`: column → decimals of its median. #}
{% macro among_peers(rows, axes, values) -%}
{%- set measures = values | list -%}
{%- set group = ['group_kind', 'group_name', 'fiscal_year', 'kind', 'scope'] + axes -%}
grouped as (
    select
        {{ columns_of('told', columns_of_peers()[:4] + axes + measures) }},
        candidate.group_order,
        candidate.group_kind,
        candidate.group_name
    from {{ rows }} as told
    cross join {{ peer_groups('told') }} as candidate (group_order, group_kind, group_name)
    where candidate.group_name is not null
),

sized as (
    select
        {{ group | join(', ') }},
        count(*) as member_count
    from grouped
    group by {{ group | join(', ') }}
),

-- The nearest group of enough members; where there is none, the widest.
nearest as (
    select distinct on (grouped.report_key, {{ columns_of('grouped', axes) }})
        grouped.report_key,
        {{ columns_of('grouped', group) }},
        sized.member_count,
        sized.member_count >= {{ var('peer_floor') }} as has_enough_members
    from grouped
    inner join sized
        on {{ same('grouped', 'sized', group) }}
    order by
        grouped.report_key asc,
        {% for axis in axes %}grouped.{{ axis }} asc,
        {% endfor -%}
        (sized.member_count >= {{ var('peer_floor') }}) desc,
        case when sized.member_count >= {{ var('peer_floor') }} then grouped.group_order else -grouped.group_order end asc
),

-- Nobody's place is asked for in a group that nobody is compared in.
placed as (
    select
        grouped.*,
        {%- for measure in measures %}
        rank() over (members order by grouped.{{ measure }} desc nulls last) as {{ measure }}_rank,
        {%- endfor %}
        {{ as_percent('100::numeric * (rank() over (members order by grouped.' ~ measures[0] ~ ') - 1) / nullif(count(*) over members - 1, 0)') }} as percentile
    from grouped
    inner join (select distinct {{ group | join(', ') }} from nearest) as taken
        on {{ same('grouped', 'taken', group) }}
    window members as (partition by {{ columns_of('grouped', group) }})
),

chosen as (
    select
        placed.*,
        nearest.member_count,
        nearest.has_enough_members
    from nearest
    inner join placed
        on {{ same('nearest', 'placed', ['report_key'] + group) }}
),

middle as (
    select
        {{ group | join(', ') }}
        {%- for measure, scale in values.items() %},
        min({{ measure }}) as {{ measure }}_lowest,
        percentile_disc(0.25) within group (order by {{ measure }}) as {{ measure }}_lower_quartile,
        {{ median(measure, scale) }} as {{ measure }}_median,
        percentile_disc(0.75) within group (order by {{ measure }}) as {{ measure }}_upper_quartile,
        max({{ measure }}) as {{ measure }}_highest
        {%- endfor %}
    from placed
    group by {{ group | join(', ') }}
)
{%- endmacro %}

{# Whether a row of `chosen` and one of `middle` are of one group. #}
{% macro of_one_group(axes) -%}
    {{ same('chosen', 'middle', ['group_kind', 'group_name', 'fiscal_year', 'kind', 'scope'] + axes) }}
{%- endmacro %}
