{{ config(incremental_strategy='by_family') }}
-- What its invariants ask (macros/invariants.sql).
-- depends_on: {{ ref('stg_figure') }}
with printed as (
    select
        report_key,
        statement_key,
        source,
        source_label,
        {{ sum_of('amount') }} as amount,
        case count(*) when 1 then 'printed' else 'summed' end as origin
    from {{ affected(ref('stg_revenue')) }}
    group by report_key, statement_key, source, source_label
),

declared_nil as (
    select
        nil.report_key,
        null as statement_key,
        fund.source,
        '' as source_label,
        0::numeric(20, 2) as amount,
        nil.origin
    from {{ affected(ref('stg_nil'), 'nil') }}
    inner join (values ('government_fund_revenue', 'government_fund'), ('state_capital_revenue', 'state_capital')) as fund (subject, source)
        on nil.subject = fund.subject
    left join printed
        on
            nil.report_key = printed.report_key
            and fund.source = printed.source
    where printed.report_key is null
),

by_source as (
    select * from printed
    union all
    select * from declared_nil
)

select
    {{ report_columns('report') }},
    by_source.source as source_code,
    coalesce(nullif(by_source.source_label, ''), {{ revenue_source_zh('by_source.source') }}) as source,
    by_source.amount,
    by_source.origin as amount_origin,
    {{ as_money('sum(by_source.amount) over (partition by by_source.report_key)') }} as sources_total,
    {{ percent_of('by_source.amount', 'sum(by_source.amount) over (partition by by_source.report_key)') }}
        as share_percent,
    by_source.statement_key,
    counted.counts_once,
    counted.counts_in_kind
from by_source
inner join {{ affected(ref('stg_report'), 'report') }}
    on by_source.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'counted') }}
    on by_source.report_key = counted.report_key
