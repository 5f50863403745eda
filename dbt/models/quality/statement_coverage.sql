{{ config(
    materialized='incremental',
    incremental_strategy='by_audit',
    unique_key='report_key',
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['report_key']}, {'columns': ['agency', 'fiscal_year']}, {'columns': ['fiscal_year', 'kind']}],
    schema='marts',
    access='public',
    contract={'enforced': true},
    persist_docs={'relation': true, 'columns': true},
    post_hook="{{ analyze_anew() }}"
) }}
-- What is printed and was read by what was compared, with the reason of the rest; numbers that nothing explains have that for a reason.
with evaluated as (
    -- Places of performance tables that a rule compared: one number each.
    select
        report_key,
        count(distinct concat_ws('|', table_index, row_index, column_label, left_label)) as place_count
    from {{ affected(ref('reconciliation_evaluation')) }}
    where statement_seq is null and table_index is not null and status <> 'skip' and unit not in ('行', '处')
    group by report_key
),

indicator as (
    select
        account.report_key,
        sum(account.numbers) as printed_count,
        least(sum(account.numbers), coalesce(min(evaluated.place_count), 0)) as compared_count
    from {{ affected(ref('stg_number_account'), 'account') }}
    left join evaluated
        on account.report_key = evaluated.report_key
    where account.state = 'indicator'
    group by account.report_key
),

counted as (
    select
        report_key,
        place,
        what,
        reason,
        count(*) as printed_count,
        count(*) filter (where reason = '') as compared_count
    from {{ affected(ref('printed_statement')) }}
    group by report_key, place, what, reason
    union all
    select
        report_key,
        'performance' as place,
        'number' as what,
        '' as reason,
        compared_count as printed_count,
        compared_count
    from indicator
    where compared_count > 0
    union all
    select
        report_key,
        'performance' as place,
        'number' as what,
        '没有与之比较的数' as reason,
        printed_count - compared_count as printed_count,
        0 as compared_count
    from indicator
    where printed_count > compared_count
    union all
    select
        report_key,
        'unread' as place,
        'number' as what,
        case state when 'doubtful' then '识别存疑' else '未能识别为何数' end as reason,
        sum(numbers) as printed_count,
        0 as compared_count
    from {{ affected(ref('stg_number_account')) }}
    where state in ('doubtful', 'not_understood')
    group by report_key, state
)

select
    {{ report_columns('report') }},
    counted.place::text as place,
    case counted.place
        when 'figure' then '表中' when 'prose' then '文字' when 'word' then '文字' when 'performance' then '绩效表' else '未读懂'
    end::text as place_zh,
    counted.what::text as what,
    case counted.what
        when 'amount' then '金额' when 'rate' then '比例' when 'count' then '数量' when 'word' then '比较词' else '数字'
    end::text as what_zh,
    counted.reason::text as skip_reason,
    counted.printed_count::bigint as printed_count,
    counted.compared_count::bigint as compared_count
from counted
inner join {{ affected(ref('stg_report'), 'report') }}
    on counted.report_key = report.report_key
