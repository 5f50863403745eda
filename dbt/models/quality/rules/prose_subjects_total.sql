-- The subjects that a section lists with their amounts add up to the total it states above them: outturn in a final account, budget
-- in a budget. A list of less than half of the items that a form prints gives examples. Only lists of items (seven digits), or of classes
-- (three digits), of one system, each code once.
with stated as (
    select
        disclosure.*,
        case
            when disclosure.item_code <> '' then length(disclosure.item_code)
            when disclosure.item ~ '/' then 7
            else 3
        end as digits,
        case when disclosure.item_code = '' then '2' else left(disclosure.item_code, 1) end as system
    from {{ ref('quality_disclosure') }} as disclosure
    where
        -- An item whose code isn't known is told by its path 类/款/项, a class by its share: without it the list would be incomplete.
        (
            disclosure.item_code ~ '^(2\d{6}|[235]\d\d)$'
            -- What an item is divided into (…/基本支出) is no item of the list.
            or (disclosure.item_code = '' and disclosure.item ~ '/.+/' and not {{ marked('basic_or_project', 'disclosure') }})
            or (
                disclosure.item_code = ''
                and {{ marked('class_by_name', 'disclosure') }}
                and exists (
                    select 1
                    from {{ ref('quality_disclosure') }} as share
                    where
                        disclosure.report_key = share.report_key
                        and disclosure.group_no = share.group_no
                        and share.metric = '占比'
                )
            )
        )
        and disclosure.metric in ('金额', '支出决算', '决算数')
        and disclosure.is_money
        and disclosure.topic in ('total', 'execution')
        and disclosure.fund <> ''
),

-- A subject whose amount stands there under another of these names (支出决算为…, without the amount before it) is in the list all the same.
filled as (
    select distinct on (stated.report_key, stated.group_no, wanted.metric)
        stated.*,
        wanted.metric as list_metric,
        true as is_filled
    from stated
    cross join (values ('金额'), ('支出决算'), ('决算数')) as wanted (metric)
    left join stated as own
        on
            stated.report_key = own.report_key
            and stated.group_no = own.group_no
            and wanted.metric = own.metric
    where own.report_key is null
    order by
        stated.report_key asc,
        stated.group_no asc,
        wanted.metric asc,
        stated.disclosure_no asc
),

amount as (
    select
        stated.*,
        stated.metric as list_metric,
        false as is_filled
    from stated
    union all
    select * from filled
),

-- How many items the forms of the general public budget print.
in_form as (
    select
        report_key,
        max(item_count) as item_count
    from (
        select
            report_key,
            statement_seq,
            count(distinct subject_code) as item_count
        from {{ ref('quality_figure') }}
        where statement_key ~ 'general_public' and subject_code ~ '^2\d{6}$' and basis = 'this_year' and amount <> 0
        group by report_key, statement_seq
    ) as of_form
    group by report_key
),

total as (
    select
        disclosure.*,
        in_form.item_count
    from {{ ref('quality_disclosure') }} as disclosure
    left join in_form on disclosure.report_key = in_form.report_key
    where
        disclosure.item_code = ''
        and disclosure.item !~ '/'
        and disclosure.metric in ('金额', '支出决算', '决算数')
        and disclosure.is_money
        and disclosure.topic in ('total', 'execution')
        and {{ marked('total_of_expenditure', 'disclosure') }}
        and not {{ marked('basic_or_project', 'disclosure') }}
),

{{ list_under_total("case
        when
            part.digits = 7
            and part.amount < total.amount
            and part.part_count * 2 < total.item_count
            then '所列科目不到表中的一半，只是举例'
        else ''
    end") }}
