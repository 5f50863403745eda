{{ config(
    incremental_strategy='by_peers',
    indexes=[
        {'columns': ['agency', 'fiscal_year']},
        {'columns': ['economic_code', 'fiscal_year', 'kind']}
    ]
) }}
-- All of the report comes first and the peers last: after a join of eight columns the planner expects one row.
with subject as (
    select
        {{ report_columns('report') }},
        report.peer_group,
        amount.fund,
        amount.coverage,
        amount.system,
        amount.level,
        amount.economic_code,
        amount.economic_name,
        amount.class_code,
        amount.class_name,
        amount.amount,
        amount.personnel,
        amount.public,
        amount.is_widest,
        amount.statement_key,
        {{ as_money(
            "sum(amount.amount) filter (where amount.level = 'class') over (partition by amount.report_key, amount.fund, amount.coverage, amount.system)"
        ) }} as agency_total
    from {{ affected(ref('int_economic_amount'), 'amount') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on amount.report_key = report.report_key
),

shared as (
    select
        subject.*,
        {{ percent_of('amount', 'agency_total') }} as share_percent
    from subject
    where amount is not null
),

peers as (
    select
        peer_group,
        fiscal_year,
        kind,
        scope,
        fund,
        coverage,
        system,
        economic_code,
        count(*) as peer_count,
        {{ median('amount') }} as peer_median,
        {{ median('share_percent', 4) }} as peer_median_share_percent
    from shared
    group by peer_group, fiscal_year, kind, scope, fund, coverage, system, economic_code
),

ranked as (
    select
        shared.*,
        rank() over (
            partition by peer_group, fiscal_year, kind, scope, fund, coverage, system, economic_code
            order by amount desc
        ) as rank_in_peers,
        rank() over (
            partition by peer_group, fiscal_year, kind, scope, fund, coverage, system, economic_code
            order by share_percent desc nulls last
        ) as share_rank_in_peers
    from shared
)

select
    {{ report_columns('ranked') }},
    ranked.peer_group,
    ranked.fund,
    ranked.coverage,
    ranked.system,
    ranked.level,
    {{ subject_level_zh('ranked.level') }} as level_zh,
    ranked.economic_code,
    ranked.economic_name,
    ranked.class_code,
    ranked.class_name,
    ranked.amount,
    ranked.personnel,
    ranked.public,
    ranked.agency_total,
    ranked.share_percent,
    peers.peer_count,
    ranked.rank_in_peers,
    peers.peer_median,
    {{ ratio('ranked.amount', 'peers.peer_median') }} as ratio_to_median,
    ranked.share_rank_in_peers,
    peers.peer_median_share_percent,
    ranked.statement_key,
    ranked.is_widest
from ranked
inner join peers
    on
        ranked.peer_group = peers.peer_group
        and ranked.fiscal_year = peers.fiscal_year
        and ranked.kind = peers.kind
        and ranked.scope = peers.scope
        and ranked.fund = peers.fund
        and ranked.coverage = peers.coverage
        and ranked.system = peers.system
        and ranked.economic_code = peers.economic_code
