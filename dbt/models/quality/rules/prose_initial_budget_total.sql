-- The initial budgets (年初预算) that a section states by item add up to the initial budget it states for all. A subject with a budget and
-- no outturn may be left out of the list, so a difference is only a notice.
with amount as (
    select
        disclosure.*,
        disclosure.metric as list_metric,
        false as is_filled,
        case when disclosure.item_code = '' then 7 else length(disclosure.item_code) end as digits,
        case when disclosure.item_code = '' then '2' else left(disclosure.item_code, 1) end as system
    from {{ ref('quality_disclosure') }} as disclosure
    where
        -- An item whose code isn't known is told by its path 类/款/项: without it the list would be incomplete.
        (
            disclosure.item_code ~ '^(2\d{6}|[235]\d\d)$'
            or (disclosure.item_code = '' and disclosure.item ~ '/.+/' and not {{ marked('basic_or_project', 'disclosure') }})
        )
        and disclosure.metric in ('年初预算')
        and disclosure.is_money
        and disclosure.topic in ('total', 'execution')
        and disclosure.fund <> ''
),

total as (
    select *
    from {{ ref('quality_disclosure') }}
    where
        item_code = ''
        and item !~ '/'
        and metric in ('年初预算')
        and is_money
        and topic in ('total', 'execution')
        and {{ marked('some_expenditure') }}
        and not {{ marked('basic_or_project') }}
),

{{ list_under_total() }}
