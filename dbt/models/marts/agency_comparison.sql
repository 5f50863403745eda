{{ config(
    incremental_strategy='by_year',
    unique_key=['report_key', 'compared'],
    indexes=[{'columns': ['agency', 'fiscal_year']}, {'columns': ['compared', 'fiscal_year', 'kind']}]
) }}
{%- set amounts = [
    'revenue', 'expenditure', 'general_public_expenditure', 'three_public', 'procurement',
    'expenditure_per_head', 'basic_per_head', 'personnel_per_head'
] %}
{%- set shares = ['fiscal_share_percent', 'basic_share_percent', 'project_share_percent'] %}
with told as (
    select
        year.report_key,
        year.fiscal_year,
        year.kind,
        year.scope,
        year.peer_group,
        year.agency_type,
        -- The type above: the last but one of 事业单位/医疗卫生机构/医院.
        nullif((string_to_array(year.agency_type_path, '/'))[cardinality(string_to_array(year.agency_type_path, '/')) - 1], '')
            as wider_type,
        year.admin_level,
        year.admin_level_zh,
        value.measure,
        value.value
    from {{ affected(ref('agency_year'), 'year') }}
    cross join
        lateral (
            values
            {%- for measure in amounts + shares %}
                ('{{ measure }}', year.{{ measure }}::numeric(28, 4)){{ ',' if not loop.last }}
            {%- endfor %}
        ) as value (measure, value)
    where value.value is not null
),

-- The groups that a report may be compared in, from the nearest to the widest.
grouped as (
    select
        told.report_key,
        told.fiscal_year,
        told.kind,
        told.scope,
        told.measure,
        told.value,
        candidate.group_order,
        candidate.group_kind,
        candidate.group_name
    from told
    cross join
        lateral (
            values
            (1, 'type_and_level', told.peer_group),
            (2, 'type', told.agency_type),
            (3, 'wider_type_and_level', told.wider_type || '/' || told.admin_level),
            (4, 'level', told.admin_level_zh),
            (5, 'all', '全部')
        ) as candidate (group_order, group_kind, group_name)
    where candidate.group_name is not null
),

placed as (
    select
        grouped.*,
        count(*) over members as member_count,
        rank() over (members order by value desc) as rank_in_group,
        {{ as_percent('100::numeric * (rank() over (members order by value) - 1) / nullif(count(*) over members - 1, 0)') }} as percentile
    from grouped
    window members as (partition by group_kind, group_name, fiscal_year, kind, scope, measure)
),

-- The nearest group of enough members; where there is none, the widest.
chosen as (
    select distinct on (report_key, measure) *
    from placed
    order by
        report_key asc,
        measure asc,
        (member_count >= {{ var('peer_floor') }}) desc,
        case when member_count >= {{ var('peer_floor') }} then group_order else -group_order end asc
),

middle as (
    select
        group_kind,
        group_name,
        fiscal_year,
        kind,
        scope,
        measure,
        {{ median('value', 4) }} as group_median
    from grouped
    group by group_kind, group_name, fiscal_year, kind, scope, measure
)

select
    {{ report_columns('report') }},
    report.peer_group,
    chosen.measure as compared,
    case
        when
            chosen.measure in (
                'fiscal_share_percent',
                'basic_share_percent',
                'project_share_percent'
            )
            then '%'
        else '元'
    end as measure_unit,
    chosen.value,
    chosen.group_kind,
    chosen.group_name,
    chosen.member_count,
    chosen.member_count >= {{ var('peer_floor') }} as has_enough_members,
    chosen.rank_in_group,
    case when chosen.member_count >= {{ var('peer_floor') }} then chosen.percentile end as percentile,
    middle.group_median,
    {{ ratio('chosen.value', 'middle.group_median') }} as ratio_to_median
from chosen
inner join middle
    on
        chosen.group_kind = middle.group_kind
        and chosen.group_name = middle.group_name
        and chosen.fiscal_year = middle.fiscal_year
        and chosen.kind = middle.kind
        and chosen.scope = middle.scope
        and chosen.measure = middle.measure
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
