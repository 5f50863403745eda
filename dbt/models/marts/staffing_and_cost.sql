{{ config(incremental_strategy='by_peers') }}
with headline as (
    select
        report_key,
        {{ headline_amount('expenditure') }} as expenditure,
        {{ headline_amount('basic') }} as basic,
        {{ headline_amount('personnel') }} as personnel,
        {{ headline_amount('public') }} as public,
        {{ headline_amount('operating_costs') }} as operating_costs,
        {{ headline_amount('three_public') }} as three_public
    from {{ affected(ref('int_headline'), 'headline') }}
    group by report_key
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
        headline.expenditure,
        headline.basic,
        headline.personnel,
        headline.public,
        headline.operating_costs,
        headline.three_public,
        {{ ratio('headline.basic', 'counted.heads', 2) }} as basic_per_head,
        {{ ratio('headline.personnel', 'counted.heads', 2) }} as personnel_per_head,
        {{ ratio('headline.public', 'counted.heads', 2) }} as public_per_head,
        {{ ratio('headline.operating_costs', 'counted.heads', 2) }} as operating_costs_per_head,
        {{ ratio('headline.three_public', 'counted.heads', 2) }} as three_public_per_head
    from {{ affected(ref('stg_report'), 'report') }}
    inner join counted
        on report.report_key = counted.report_key
    left join headline
        on report.report_key = headline.report_key
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
    cost.personnel,
    cost.public,
    cost.operating_costs,
    cost.three_public,
    cost.basic_per_head,
    cost.personnel_per_head,
    cost.public_per_head,
    cost.operating_costs_per_head,
    cost.three_public_per_head,
    peers.peer_count,
    peers.peer_median_personnel_per_head,
    peers.peer_median_public_per_head
from cost
inner join {{ affected(ref('stg_report'), 'report') }}
    on cost.report_key = report.report_key
left join peers
    on
        cost.is_comparable
        and cost.peer_group = peers.peer_group
        and cost.fiscal_year = peers.fiscal_year
        and cost.kind = peers.kind
        and cost.scope = peers.scope
        and cost.heads_basis = peers.heads_basis
