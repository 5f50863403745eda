with by_source as (
    select
        report_key,
        statement_key,
        source,
        {{ sum_of('amount') }} as amount
    from {{ affected(ref('stg_revenue')) }}
    group by report_key, statement_key, source
)

select
    {{ report_columns('report') }},
    by_source.source as source_code,
    {{ revenue_source_zh('by_source.source') }} as source,
    by_source.amount,
    {{ as_money('sum(by_source.amount) over (partition by by_source.report_key)') }} as agency_total,
    {{ percent_of('by_source.amount', 'sum(by_source.amount) over (partition by by_source.report_key)') }}
        as share_percent,
    by_source.statement_key
from by_source
inner join {{ affected(ref('stg_report'), 'report') }}
    on by_source.report_key = report.report_key
