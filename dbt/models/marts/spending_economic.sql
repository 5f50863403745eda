{{ config(
    incremental_strategy='by_family',
    indexes=[{'columns': ['agency', 'fiscal_year']}, {'columns': ['economic_code', 'fiscal_year']}]
) }}
-- What its invariants ask (macros/invariants.sql).
-- depends_on: {{ ref('int_economic_amount') }}
with leaf as (
    select
        *,
        case when coverage = 'all' then 1 else 2 end as coverage_order,
        case system when 'department' then 1 else 2 end as system_order,
        case fund when 'all' then 1 when 'fiscal' then 2 else 3 end as fund_order
    from {{ affected(ref('int_economic_leaf')) }}
    -- Operating costs are a part of basic expenditure.
    where total is not null and coverage in ('all', 'basic', 'project')
),

-- All expenditure before its halves, the department's subjects before the government's, all money before its budgets: one choice a report.
chosen as (
    select distinct on (report_key)
        report_key,
        coverage_order,
        system_order,
        fund_order
    from leaf
    order by report_key asc, coverage_order asc, system_order asc, fund_order asc
)

select
    {{ report_columns('report') }},
    member.economic_key,
    leaf.economic_code,
    leaf.economic_name,
    leaf.level,
    {{ subject_level_zh('leaf.level') }} as level_zh,
    leaf.class_code,
    leaf.class_name,
    coalesce(member.canonical_code, leaf.economic_code) as canonical_code,
    case when member.code is null then leaf.economic_name else member.canonical_name end as canonical_name,
    leaf.system,
    leaf.coverage,
    leaf.fund,
    leaf.total as amount,
    counted.counts_once,
    counted.counts_in_kind
from leaf
inner join chosen
    on
        leaf.report_key = chosen.report_key
        and leaf.coverage_order = chosen.coverage_order
        and leaf.system_order = chosen.system_order
        and leaf.fund_order = chosen.fund_order
inner join {{ affected(ref('stg_report'), 'report') }}
    on leaf.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'counted') }}
    on leaf.report_key = counted.report_key
left join {{ ref('stg_economic') }} as member
    on
        leaf.economic_code = member.code
        and report.fiscal_year = member.fiscal_year
