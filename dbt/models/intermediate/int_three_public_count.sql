-- Numbers of groups, people and vehicles that stand beside the money: of the form; else of the prose, the first sentence that says one; else 0 where the
-- report says that there are none, or no money for them.
with printed as (
    select
        expense.report_key,
        expense.item,
        expense.statement_seq,
        expense.phase,
        sum(expense.count) as count,
        max(expense.count_unit) as count_unit
    from {{ affected(ref('stg_three_public'), 'expense') }}
    where
        expense.item_group = 'count'
        and expense.phase in ('budget', 'outturn', 'prior_budget', 'prior_outturn')
    group by expense.report_key, expense.item, expense.statement_seq, expense.phase
),

figure as (
    select
        report_key,
        statement_seq,
        basis,
        member,
        min(figure_no) as figure_no
    from {{ affected(ref('stg_figure')) }}
    where role = 'count' and measure = 'three_public'
    group by report_key, statement_seq, basis, member
),

-- A report that prints a number in two forms says it once: the first form counts.
form as (
    select distinct on (printed.report_key, printed.item)
        printed.report_key,
        printed.item,
        printed.count,
        printed.count_unit,
        last_year.count as prior_count,
        figure.figure_no
    from printed
    inner join {{ affected(ref('stg_report'), 'report') }}
        on
            printed.report_key = report.report_key
            and case report.kind when 'budget' then 'budget' else 'outturn' end = printed.phase
    left join printed as last_year
        on
            printed.report_key = last_year.report_key
            and printed.item = last_year.item
            and printed.statement_seq = last_year.statement_seq
            and 'prior_' || printed.phase = last_year.phase
    left join figure
        on
            printed.report_key = figure.report_key
            and printed.statement_seq = figure.statement_seq
            and printed.phase = figure.basis
            and printed.item = figure.member
    order by printed.report_key asc, printed.item asc, printed.statement_seq asc
),

named as (
    select
        report_key,
        disclosure_no,
        nullif(three_public_count, '') as item,
        value as count,
        unit as count_unit,
        {{ marked('domestic') }} as is_domestic
    from {{ affected(ref('stg_disclosure')) }}
    where
        topic = 'three_public'
        and amount_yuan is null
        and unit <> '%'
),

stated as (
    select distinct on (report_key, item)
        report_key,
        item,
        count,
        count_unit,
        disclosure_no
    from named
    where item is not null
    -- Receptions at home before all of them: the numbers of foreign guests are an item of their own.
    order by report_key asc, item asc, is_domestic desc, disclosure_no asc
),

told as (
    select
        coalesce(form.report_key, stated.report_key) as report_key,
        coalesce(form.item, stated.item) as item,
        coalesce(form.count, stated.count) as count,
        case when form.report_key is not null then form.count_unit else stated.count_unit end as count_unit,
        form.prior_count,
        case when form.report_key is not null then 'printed' else 'stated' end as origin,
        form.figure_no,
        case when form.report_key is null then stated.disclosure_no end as disclosure_no
    from form
    full outer join stated
        on
            form.report_key = stated.report_key
            and form.item = stated.item
),

-- Said of the money, where none is published besides.
nil_of_money as (
    select
        nil.report_key,
        counted.item,
        nil.origin,
        nil.remark_no
    from {{ affected(ref('stg_nil'), 'nil') }}
    inner join {{ items_of_nil() }} as covered (subject, item)
        on nil.subject = covered.subject
    inner join {{ counts_of_nil() }} as counted (money, item)
        on covered.item = counted.money
    inner join {{ affected(ref('stg_report'), 'report') }}
        on nil.report_key = report.report_key
    inner join {{ affected(ref('int_three_public_item'), 'expense') }}
        on
            nil.report_key = expense.report_key
            and counted.money = expense.item
            and case report.kind when 'budget' then expense.budget else expense.outturn end = 0
),

-- Said of the vehicles themselves.
nil_of_vehicles as (
    select
        report_key,
        subject as item,
        origin,
        remark_no
    from {{ affected(ref('stg_nil')) }}
    where subject in ('vehicles_held', 'vehicles_purchased')
),

nil as (
    select distinct on (report_key, item)
        report_key,
        item,
        origin,
        remark_no
    from (
        select * from nil_of_money
        union all
        select * from nil_of_vehicles
    ) as said
    order by report_key asc, item asc, origin asc, remark_no asc
)

select
    coalesce(told.report_key, nil.report_key) as report_key,
    coalesce(told.item, nil.item) as item,
    coalesce(told.count, 0)::numeric(30, 8) as count,
    told.count_unit,
    told.prior_count::numeric(30, 8) as prior_count,
    coalesce(told.origin, nil.origin) as origin,
    told.figure_no,
    told.disclosure_no,
    case when told.report_key is null then nil.remark_no end as remark_no
from told
full outer join nil
    on
        told.report_key = nil.report_key
        and told.item = nil.item
