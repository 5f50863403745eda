-- One answer a report and item: of the form, else of the prose, else 0 where the report says that there is none, publishes the form empty or leaves the
-- item's cell blank beside others that it fills.
with printed_total as (
    select
        report_key,
        max(amount) filter (where phase = 'current') as amount,
        max(amount) filter (where phase = 'prior') as prior_amount
    from {{ affected(ref('int_headline_printed')) }}
    where headline = 'three_public'
    group by report_key
),

form as (
    select
        form.report_key,
        form.item,
        -- The total is the printed one, whatever its items add up to.
        case
            when form.item = 'total' and report.kind = 'budget' then coalesce(printed_total.amount, form.budget)
            else form.budget
        end as budget,
        case
            when form.item = 'total' and report.kind <> 'budget' then coalesce(printed_total.amount, form.outturn)
            else form.outturn
        end as outturn,
        coalesce(
            case when form.item = 'total' then printed_total.prior_amount end,
            case report.kind when 'budget' then form.prior_budget else form.prior_outturn end
        ) as prior_amount
    from {{ affected(ref('int_three_public'), 'form') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on form.report_key = report.report_key
    left join printed_total
        on form.report_key = printed_total.report_key
),

-- What the note under the form, or the header of its column, says of the budget: that of the year's beginning, or after adjustment. Both say neither.
form_basis as (
    select
        report_key,
        case
            when bool_and({{ marked('of_adjusted_budget', 'figure') }} and not {{ marked('of_initial_budget', 'figure') }}) then 'adjusted'
            when bool_and({{ marked('of_initial_budget', 'figure') }} and not {{ marked('of_adjusted_budget', 'figure') }}) then 'initial'
        end as basis
    from {{ affected(ref('stg_figure'), 'figure') }}
    where measure = 'three_public' and basis = 'budget'
    group by report_key
),

-- Where the form is silent: what the prose says of amounts that it prints, too. A form prints one budget.
prose_basis as (
    select
        form.report_key,
        min(stated.budget_basis) as basis
    from form
    inner join {{ affected(ref('int_three_public_stated'), 'stated') }}
        on
            form.report_key = stated.report_key
            and form.item = stated.item
            and {{ agree('form.budget', 'stated.budget') }}
    where form.budget <> 0 and stated.budget_basis <> 'unspecified'
    group by form.report_key
    having min(stated.budget_basis) = max(stated.budget_basis)
),

nil_item as (
    select distinct on (nil.report_key, covered.item)
        nil.report_key,
        covered.item,
        nil.origin,
        nil.remark_no
    from {{ affected(ref('stg_nil'), 'nil') }}
    inner join {{ items_of_nil() }} as covered (subject, item)
        on nil.subject = covered.subject
    order by nil.report_key asc, covered.item asc, nil.origin asc, nil.remark_no asc
),

-- None of each is none of all.
nil_total as (
    select
        report_key,
        'total' as item,
        max(origin) as origin,
        min(remark_no) as remark_no
    from nil_item
    where item in ('abroad', 'vehicle', 'reception')
    group by report_key
    having count(*) = 3
),

nil as (
    select
        coalesce(nil_item.report_key, nil_total.report_key) as report_key,
        coalesce(nil_item.item, nil_total.item) as item,
        coalesce(nil_item.origin, nil_total.origin) as origin,
        coalesce(nil_item.remark_no, nil_total.remark_no) as remark_no
    from nil_item
    full outer join nil_total
        on
            nil_item.report_key = nil_total.report_key
            and nil_item.item = nil_total.item
),

-- Items whose cell is blank in a row that has others, of the amount that the report is of and of the budget that a final account prints.
blank_listed as (
    select
        report_key,
        statement_seq,
        'budget' as phase,
        unnest(blank_budget_items) as item
    from {{ affected(ref('stg_statement')) }}
    union all
    select
        report_key,
        statement_seq,
        'outturn' as phase,
        unnest(blank_outturn_items) as item
    from {{ affected(ref('stg_statement')) }}
),

blank_leaf as (
    select
        report_key,
        phase,
        item,
        min(statement_seq) as statement_seq
    from blank_listed
    group by report_key, phase, item
),

-- Both parts blank are a blank whole.
blank_vehicle as (
    select
        report_key,
        phase,
        'vehicle' as item,
        min(statement_seq) as statement_seq
    from blank_leaf
    where item in ('vehicle_purchase', 'vehicle_running')
    group by report_key, phase
    having count(*) = 2
),

blank_item as (
    select * from blank_leaf
    union all
    select * from blank_vehicle
),

-- All three blank are a blank total.
blank_total as (
    select
        report_key,
        phase,
        'total' as item,
        min(statement_seq) as statement_seq
    from blank_item
    where item in ('abroad', 'vehicle', 'reception')
    group by report_key, phase
    having count(*) = 3
),

blank as (
    select
        report_key,
        item,
        bool_or(phase = 'budget') as is_budget,
        bool_or(phase = 'outturn') as is_outturn,
        min(statement_seq) as statement_seq
    from (
        select * from blank_item
        union all
        select * from blank_total
    ) as each_blank
    group by report_key, item
),

named as (
    select
        report_key,
        item
    from form
    union
    select
        report_key,
        item
    from {{ affected(ref('int_three_public_stated')) }}
    union
    select
        report_key,
        item
    from nil
    union
    select
        report_key,
        item
    from blank
    union
    select
        report_key,
        'total' as item
    from printed_total
),

published as (
    select
        named.report_key,
        named.item,
        report.kind,
        coalesce(form.budget, stated.budget) as budget,
        case
            when form.budget is not null then 'printed'
            when stated.budget is not null then 'stated'
        end as budget_origin,
        case
            when report.kind = 'budget' then 'initial'
            when form.budget is null and stated.budget is not null then stated.budget_basis
            else coalesce(form_basis.basis, prose_basis.basis, 'unspecified')
        end as budget_basis,
        coalesce(form.outturn, stated.outturn) as outturn,
        case
            when form.outturn is not null then 'printed'
            when stated.outturn is not null then 'stated'
        end as outturn_origin,
        form.prior_amount as prior_printed,
        stated.reason_against_budget,
        stated.reason_against_prior_year,
        stated.group_no,
        nil.origin as nil_origin,
        nil.remark_no,
        coalesce(blank.is_budget, false) as is_budget_blank,
        coalesce(blank.is_outturn, false) as is_outturn_blank,
        blank.statement_seq
    from named
    inner join {{ affected(ref('stg_report'), 'report') }}
        on named.report_key = report.report_key
    left join form
        on
            named.report_key = form.report_key
            and named.item = form.item
    left join {{ affected(ref('int_three_public_stated'), 'stated') }}
        on
            named.report_key = stated.report_key
            and named.item = stated.item
    left join form_basis
        on named.report_key = form_basis.report_key
    left join prose_basis
        on named.report_key = prose_basis.report_key
    left join nil
        on
            named.report_key = nil.report_key
            and named.item = nil.item
    left join blank
        on
            named.report_key = blank.report_key
            and named.item = blank.item
),

-- A published amount goes before what is said to be none or left blank, that of a part too.
spent as (
    select
        report_key,
        bool_or(outturn <> 0) as is_total_spent,
        bool_or(outturn <> 0 and item in ('vehicle_purchase', 'vehicle_running')) as is_vehicle_spent,
        bool_or(budget <> 0) as is_total_budgeted,
        bool_or(budget <> 0 and item in ('vehicle_purchase', 'vehicle_running')) as is_vehicle_budgeted
    from published
    where item in ('abroad', 'vehicle', 'vehicle_purchase', 'vehicle_running', 'reception')
    group by report_key
),

with_parts as (
    select
        published.*,
        case published.item
            when 'total' then coalesce(spent.is_total_spent, false)
            when 'vehicle' then coalesce(spent.is_vehicle_spent, false)
            else false
        end as is_spent,
        case published.item
            when 'total' then coalesce(spent.is_total_budgeted, false)
            when 'vehicle' then coalesce(spent.is_vehicle_budgeted, false)
            else false
        end as is_budgeted
    from published
    left join spent
        on published.report_key = spent.report_key
),

-- What it is said of counts for the report's own amount: of a budget that, of a final account the outturn.
settled as (
    select
        with_parts.*,
        case
            when budget is not null then budget_origin
            when is_budgeted then null
            when kind = 'budget' and remark_no is not null then nil_origin
            when is_budget_blank then 'blank_cell'
        end as origin_of_budget,
        case
            when outturn is not null then outturn_origin
            when is_spent then null
            when kind <> 'budget' and remark_no is not null then nil_origin
            when is_outturn_blank then 'blank_cell'
        end as origin_of_outturn
    from with_parts
)

select
    report_key,
    item,
    case when origin_of_budget in {{ zero_origins() }} then 0 else budget end::numeric(20, 2) as budget,
    origin_of_budget as budget_origin,
    case when origin_of_budget is not null then budget_basis end as budget_basis,
    case when origin_of_outturn in {{ zero_origins() }} then 0 else outturn end::numeric(20, 2) as outturn,
    origin_of_outturn as outturn_origin,
    prior_printed::numeric(20, 2) as prior_printed,
    reason_against_budget,
    reason_against_prior_year,
    group_no,
    case
        when case kind when 'budget' then origin_of_budget else origin_of_outturn end in {{ nil_origins() }} then remark_no
    end as remark_no,
    case
        when case kind when 'budget' then origin_of_budget else origin_of_outturn end = 'blank_cell' then statement_seq
    end as statement_seq
from settled
