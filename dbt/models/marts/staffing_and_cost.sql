{{ config(incremental_strategy='by_peers') }}
with headline as (
    select
        report_key,
        {{ headline_amount('expenditure') }} as expenditure,
        {{ headline_amount('general_public_expenditure') }} as general_public_expenditure,
        {{ headline_amount('basic') }} as basic,
        max(fund) filter (where headline = 'basic') as basic_fund,
        {{ headline_amount('personnel') }} as personnel,
        max(fund) filter (where headline in ('personnel', 'public')) as personnel_fund,
        {{ headline_amount('public') }} as public,
        {{ headline_amount('operating_costs') }} as operating_costs,
        {{ headline_amount('three_public') }} as three_public
    from {{ affected(ref('int_headline'), 'headline') }}
    group by report_key
),

money as (
    select
        headline.*,
        {{ general_public_coverage() }} as general_public_coverage_percent
    from headline
),

-- People in post carry the cost; where only posts are published, posts stand for them and the row says so.
counted as (
    select
        staffing.*,
        coalesce(people, posts) as heads,
        case when people is not null then 'people' else 'posts' end as heads_basis,
        {{ var('comparability_floor') }} as comparability_floor
    from {{ affected(ref('int_staffing'), 'staffing') }}
),

cost as (
    select
        report.report_key,
        report.peer_group,
        report.fiscal_year,
        report.kind,
        report.scope,
        counted.posts,
        counted.posts_administrative,
        counted.posts_institution,
        counted.people,
        counted.people_administrative,
        counted.people_institution,
        counted.retired,
        counted.heads,
        counted.heads_basis,
        counted.comparability_floor,
        coalesce(counted.heads >= counted.comparability_floor, false) as is_comparable,
        money.expenditure,
        money.basic,
        money.basic_fund,
        money.personnel,
        money.public,
        money.personnel_fund,
        money.general_public_coverage_percent,
        money.operating_costs,
        money.three_public,
        {{ per_head_of_fund('money.basic', 'counted.heads', 'money.basic_fund', 'money.general_public_coverage_percent') }}
            as basic_per_head,
        {{ per_head_of_fund('money.personnel', 'counted.heads', 'money.personnel_fund', 'money.general_public_coverage_percent') }}
            as personnel_per_head,
        {{ per_head_of_fund('money.public', 'counted.heads', 'money.personnel_fund', 'money.general_public_coverage_percent') }}
            as public_per_head,
        {{ per_head_of_fund('money.operating_costs', 'counted.heads', 'money.personnel_fund', 'money.general_public_coverage_percent') }}
            as operating_costs_per_head,
        {{ ratio('money.three_public', 'counted.heads', 2) }} as three_public_per_head
    from {{ affected(ref('stg_report'), 'report') }}
    inner join counted
        on report.report_key = counted.report_key
    left join money
        on report.report_key = money.report_key
),

peers as (
    select
        peer_group,
        fiscal_year,
        kind,
        scope,
        heads_basis,
        count(*) as peer_count,
        {{ median('personnel_per_head') }} as peer_median_personnel_per_head,
        {{ median('public_per_head') }} as peer_median_public_per_head
    from cost
    where is_comparable
    group by peer_group, fiscal_year, kind, scope, heads_basis
)

select
    {{ report_columns('report') }},
    report.peer_group,
    cost.posts,
    cost.posts_administrative,
    cost.posts_institution,
    cost.people,
    cost.people_administrative,
    cost.people_institution,
    cost.retired,
    {{ percent_of('cost.people', 'cost.posts') }} as filled_percent,
    cost.heads,
    cost.heads_basis,
    cost.comparability_floor,
    cost.is_comparable,
    cost.expenditure,
    cost.basic,
    cost.basic_fund,
    cost.personnel,
    cost.public,
    cost.personnel_fund,
    cost.general_public_coverage_percent,
    cost.operating_costs,
    cost.three_public,
    cost.basic_per_head,
    cost.personnel_per_head,
    cost.public_per_head,
    cost.operating_costs_per_head,
    cost.three_public_per_head,
    peers.peer_count,
    peers.peer_median_personnel_per_head,
    peers.peer_median_public_per_head,
    counted.counts_once,
    counted.counts_in_kind
from cost
inner join {{ affected(ref('stg_report'), 'report') }}
    on cost.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'counted') }}
    on cost.report_key = counted.report_key
left join peers
    on
        cost.is_comparable
        and cost.peer_group = peers.peer_group
        and cost.fiscal_year = peers.fiscal_year
        and cost.kind = peers.kind
        and cost.scope = peers.scope
        and cost.heads_basis = peers.heads_basis
