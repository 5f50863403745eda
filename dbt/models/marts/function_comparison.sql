{{ config(
    incremental_strategy='by_peers',
    indexes=[
        {'columns': ['agency', 'fiscal_year']},
        {'columns': ['function_code', 'fiscal_year', 'kind']}
    ]
) }}
-- All of the report comes first and the peers last: after a join of six columns the planner expects one row.
with subject as (
    select
        {{ report_columns('report') }},
        report.peer_group,
        amount.fund,
        amount.level,
        amount.function_code,
        amount.function_name,
        amount.class_code,
        amount.class_name,
        amount.section_code,
        amount.section_name,
        amount.amount,
        amount.basic,
        amount.project,
        amount.statement_key,
        {{ as_money(
            "sum(amount.amount) filter (where amount.level = 'class') over (partition by amount.report_key)"
        ) }} as agency_total
    from {{ affected(ref('int_function_amount'), 'amount') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on amount.report_key = report.report_key
    where amount.is_widest
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
        function_code,
        count(*) as peer_count,
        {{ median('amount') }} as peer_median,
        {{ median('share_percent', 4) }} as peer_median_share_percent
    from shared
    group by peer_group, fiscal_year, kind, scope, fund, function_code
),

ranked as (
    select
        shared.*,
        rank() over (
            partition by peer_group, fiscal_year, kind, scope, fund, function_code
            order by amount desc
        ) as rank_in_peers,
        rank() over (
            partition by peer_group, fiscal_year, kind, scope, fund, function_code
            order by share_percent desc nulls last
        ) as share_rank_in_peers
    from shared
)

select
    {{ report_columns('ranked') }},
    ranked.peer_group,
    ranked.fund,
    ranked.level,
    {{ subject_level_zh('ranked.level') }} as level_zh,
    ranked.function_code,
    ranked.function_name,
    ranked.class_code,
    ranked.class_name,
    ranked.section_code,
    ranked.section_name,
    ranked.amount,
    ranked.basic,
    ranked.project,
    ranked.agency_total,
    ranked.share_percent,
    peers.peer_count,
    ranked.rank_in_peers,
    peers.peer_median,
    {{ ratio('ranked.amount', 'peers.peer_median') }} as ratio_to_median,
    ranked.share_rank_in_peers,
    peers.peer_median_share_percent,
    ranked.statement_key
from ranked
inner join peers
    on
        ranked.peer_group = peers.peer_group
        and ranked.fiscal_year = peers.fiscal_year
        and ranked.kind = peers.kind
        and ranked.scope = peers.scope
        and ranked.fund = peers.fund
        and ranked.function_code = peers.function_code
