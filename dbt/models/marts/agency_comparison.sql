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
        {{ columns_of('year', columns_of_peers()) }},
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

{{ among_peers('told', ['measure'], {'value': 4}) }}

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
    chosen.has_enough_members,
    chosen.value_rank as rank_in_group,
    case when chosen.has_enough_members then chosen.percentile end as percentile,
    middle.value_lowest as group_lowest,
    middle.value_lower_quartile as group_lower_quartile,
    middle.value_median as group_median,
    middle.value_upper_quartile as group_upper_quartile,
    middle.value_highest as group_highest,
    {{ ratio('chosen.value', 'middle.value_median') }} as ratio_to_median
from chosen
inner join middle
    on {{ of_one_group(['measure']) }}
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
