{{ config(incremental_strategy='by_agency') }}
with final_account as (
    select
        link.report_key,
        link.budget_report_key
    from {{ affected(ref('int_report_link'), 'link') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on link.report_key = report.report_key
    where report.kind = 'final_account'
),

-- Items of the general public budget: the one budget for which both documents print every subject. Those of other budgets are here where the prose
-- tells their execution.
function_outturn as (
    select
        final_account.report_key,
        amount.level,
        amount.function_code,
        amount.function_name,
        amount.amount as outturn
    from final_account
    inner join {{ affected(ref('int_function_amount'), 'amount') }}
        on final_account.report_key = amount.report_key
    where amount.fund = 'general_public'
),

function_budget as (
    select
        final_account.report_key,
        amount.level,
        amount.function_code,
        amount.function_name,
        amount.amount as budget
    from final_account
    inner join {{ affected(ref('int_function_amount'), 'amount') }}
        on final_account.budget_report_key = amount.report_key
    where amount.fund = 'general_public'
),

-- What one of two forms doesn't list, of a level that both list, is nothing there, as in budget_against_final_account; unless the prose tells an
-- amount.
compared_level as (
    select
        report_key,
        level
    from function_outturn
    intersect
    select
        report_key,
        level
    from function_budget
),

-- A subject that the form of another budget lists, and that of the general public budget doesn't, is of that other one.
other_fund as (
    select distinct on (amount.report_key, amount.function_code)
        amount.report_key,
        amount.function_code,
        amount.function_name,
        amount.fund,
        amount.amount as outturn
    from final_account
    inner join {{ affected(ref('int_function_amount'), 'amount') }}
        on final_account.report_key = amount.report_key
    left join function_outturn
        on
            amount.report_key = function_outturn.report_key
            and amount.function_code = function_outturn.function_code
    left join function_budget
        on
            amount.report_key = function_budget.report_key
            and amount.function_code = function_budget.function_code
    where
        amount.fund in ('government_fund', 'state_capital')
        and function_outturn.report_key is null
        and function_budget.report_key is null
    order by amount.report_key asc, amount.function_code asc, amount.fund collate "C" asc
),

other_fund_budget as (
    select
        final_account.report_key,
        amount.function_code,
        amount.fund,
        amount.amount as budget
    from final_account
    inner join {{ affected(ref('int_function_amount'), 'amount') }}
        on final_account.budget_report_key = amount.report_key
    where amount.fund in ('government_fund', 'state_capital')
),

stated as (
    select
        execution.report_key,
        execution.subject_kind,
        {{ stated_subject_key('execution') }} as subject_key,
        max(execution.function_code) as function_code,
        {{ first_text_stated('execution.subject', 'execution.group_no, execution.fact_no') }} as subject,
        {{ first_amount_stated('execution.budget', 'execution.group_no, execution.fact_no') }} as budget,
        {{ first_text_stated('execution.budget_basis', 'execution.group_no, execution.fact_no') }} as budget_basis,
        {{ first_amount_stated('execution.outturn', 'execution.group_no, execution.fact_no') }} as outturn,
        {{ first_percent_stated('execution.completion_percent', 'execution.group_no, execution.fact_no') }}
            as completion_percent,
        {{ first_text_stated('execution.direction', 'execution.group_no, execution.fact_no') }} as direction,
        {{ first_text_stated('execution.reason', 'execution.group_no, execution.fact_no') }} as reason
    from {{ affected(ref('stg_budget_execution'), 'execution') }}
    inner join final_account
        on execution.report_key = final_account.report_key
    group by execution.report_key, execution.subject_kind, {{ stated_subject_key('execution') }}
),

function_subject as (
    select
        report_key,
        function_code
    from function_outturn
    union
    select
        report_key,
        function_code
    from function_budget
    union
    select
        report_key,
        function_code
    from stated
    where subject_kind = 'function' and function_code is not null
),

function_row as (
    select
        function_subject.report_key,
        'function' as subject_kind,
        function_subject.function_code as subject_key,
        coalesce(other_fund.fund, 'general_public') as fund,
        function_subject.function_code,
        coalesce(function_outturn.function_name, function_budget.function_name, other_fund.function_name, stated.subject) as subject,
        coalesce(
            function_budget.budget,
            other_fund_budget.budget,
            case when compared_level.report_key is not null and stated.budget is null then 0 end
        ) as budget_from_report,
        stated.budget as budget_stated,
        stated.budget_basis,
        coalesce(
            function_outturn.outturn,
            other_fund.outturn,
            case when compared_level.report_key is not null and stated.outturn is null then 0 end
        ) as outturn_printed,
        case
            when coalesce(function_outturn.report_key, other_fund.report_key) is null then 'not_listed'
            else 'printed'
        end as outturn_origin,
        stated.outturn as outturn_stated,
        stated.completion_percent as stated_completion_percent,
        stated.direction,
        stated.reason
    from function_subject
    left join function_outturn
        on
            function_subject.report_key = function_outturn.report_key
            and function_subject.function_code = function_outturn.function_code
    left join function_budget
        on
            function_subject.report_key = function_budget.report_key
            and function_subject.function_code = function_budget.function_code
    left join compared_level
        on
            function_subject.report_key = compared_level.report_key
            and coalesce(function_outturn.level, function_budget.level) = compared_level.level
    left join stated
        on
            function_subject.report_key = stated.report_key
            and stated.subject_kind = 'function'
            and function_subject.function_code = stated.function_code
    left join other_fund
        on
            function_subject.report_key = other_fund.report_key
            and function_subject.function_code = other_fund.function_code
    left join other_fund_budget
        on
            other_fund.report_key = other_fund_budget.report_key
            and other_fund.function_code = other_fund_budget.function_code
            and other_fund.fund = other_fund_budget.fund
),

-- Totals: what the prose says of one counts only where it speaks of the same amount (0.01 万元 is the prose's precision).
headline_stated as (
    select distinct on (outturn.report_key, outturn.headline)
        outturn.report_key,
        outturn.headline,
        stated.subject_key as stated_subject_key,
        stated.budget,
        stated.budget_basis,
        stated.outturn,
        stated.completion_percent,
        stated.direction,
        stated.reason
    from {{ affected(ref('int_headline'), 'outturn') }}
    inner join {{ ref('headline') }} as name
        on outturn.headline = name.headline
    inner join stated
        on
            outturn.report_key = stated.report_key
            and name.change_subject_kind = stated.subject_kind
            and {{ agree('outturn.amount', 'stated.outturn') }}
    order by outturn.report_key asc, outturn.headline asc, stated.budget asc nulls last, stated.subject_key collate "C" asc
),

headline_budget as (
    select
        outturn.report_key,
        outturn.headline,
        budget.amount as budget
    from final_account
    inner join {{ affected(ref('int_headline'), 'outturn') }}
        on final_account.report_key = outturn.report_key
    inner join {{ affected(ref('int_headline'), 'budget') }}
        on
            final_account.budget_report_key = budget.report_key
            and outturn.headline = budget.headline
            and outturn.fund = budget.fund
),

headline_row as (
    select
        outturn.report_key,
        'headline' as subject_kind,
        outturn.headline as subject_key,
        outturn.fund,
        null as function_code,
        name.name_zh as subject,
        headline_budget.budget as budget_from_report,
        headline_stated.budget as budget_stated,
        headline_stated.budget_basis,
        outturn.amount as outturn_printed,
        outturn.origin as outturn_origin,
        headline_stated.outturn as outturn_stated,
        headline_stated.completion_percent as stated_completion_percent,
        headline_stated.direction,
        headline_stated.reason
    from {{ affected(ref('int_headline'), 'outturn') }}
    inner join {{ ref('headline') }} as name
        on outturn.headline = name.headline
    left join headline_budget
        on
            outturn.report_key = headline_budget.report_key
            and outturn.headline = headline_budget.headline
    left join headline_stated
        on
            outturn.report_key = headline_stated.report_key
            and outturn.headline = headline_stated.headline
    where headline_budget.report_key is not null or headline_stated.report_key is not null
),

other_row as (
    select
        stated.report_key,
        stated.subject_kind,
        stated.subject_key,
        null as fund,
        stated.function_code,
        stated.subject,
        budget_report.budget as budget_from_report,
        stated.budget as budget_stated,
        stated.budget_basis,
        null::numeric(20, 2) as outturn_printed,
        null as outturn_origin,
        stated.outturn as outturn_stated,
        stated.completion_percent as stated_completion_percent,
        stated.direction,
        stated.reason
    from stated
    left join headline_stated
        on
            stated.report_key = headline_stated.report_key
            and stated.subject_key = headline_stated.stated_subject_key
    -- The items of the three public expenses as the budget report has them, as in three_public.
    left join final_account
        on stated.report_key = final_account.report_key
    left join {{ affected(ref('int_three_public_item'), 'budget_report') }}
        on
            final_account.budget_report_key = budget_report.report_key
            and stated.subject_kind in ('three_public', 'three_public_item')
            and stated.subject_key = budget_report.item
    where
        (stated.subject_kind <> 'function' or stated.function_code is null)
        and headline_stated.report_key is null
),

subject_row as (
    select * from function_row
    union all
    select * from headline_row
    union all
    select * from other_row
),

-- What the form of the three public expenses says of its budget holds for the sentences of the same amount.
with_form as (
    select
        subject_row.*,
        form.budget_basis as basis_of_form,
        own.budget as budget_of_form,
        own.budget_origin as origin_of_form,
        own.budget_basis as own_basis
    from subject_row
    -- Where the prose tells no budget of an item, the form may.
    left join {{ affected(ref('int_three_public_item'), 'own') }}
        on
            subject_row.report_key = own.report_key
            and subject_row.subject_kind in ('three_public', 'three_public_item')
            and subject_row.subject_key = own.item
            and subject_row.budget_stated is null
    left join {{ affected(ref('int_three_public_item'), 'form') }}
        on
            subject_row.report_key = form.report_key
            and subject_row.subject_kind in ('three_public', 'three_public_item', 'headline')
            and form.item = case subject_row.subject_key when 'three_public' then 'total' else subject_row.subject_key end
            and form.budget_origin = 'printed'
            and form.budget_basis <> 'unspecified'
            and {{ agree('form.budget', 'subject_row.budget_stated') }}
),

chosen as (
    select
        with_form.*,
        coalesce(budget_from_report, budget_stated, budget_of_form) as budget,
        case
            when budget_from_report is not null then 'report'
            when origin_of_form in {{ zero_origins() }} then origin_of_form
            when coalesce(budget_stated, budget_of_form) is not null then 'disclosed'
            else 'none'
        end as budget_source,
        -- A budget report is the budget of the year's beginning.
        case
            when budget_from_report is not null then 'initial'
            when budget_stated is not null then coalesce(basis_of_form, budget_basis)
            when budget_of_form is not null then own_basis
        end as basis_of_budget,
        coalesce(outturn_printed, outturn_stated) as outturn,
        case
            when outturn_printed is not null then outturn_origin
            when outturn_stated is not null then 'stated'
            else 'none'
        end as outturn_source
    from with_form
)

select
    {{ report_columns('report') }},
    chosen.subject_kind,
    chosen.subject_key,
    chosen.subject,
    chosen.fund,
    {{ subject_key_of('function', 'chosen.function_code', 'report.fiscal_year') }} as function_key,
    chosen.function_code,
    case length(chosen.function_code)
        when 3 then 'class'
        when 5 then 'section'
        when 7 then 'item'
    end as level,
    chosen.budget,
    chosen.budget_source,
    chosen.budget_from_report,
    chosen.budget_stated,
    chosen.basis_of_budget as budget_basis,
    {{ as_money('chosen.budget_from_report - chosen.budget_stated') }} as budget_difference,
    chosen.outturn,
    chosen.outturn_source,
    chosen.outturn_stated,
    {{ as_money('chosen.outturn - chosen.budget') }} as over_budget,
    {{ percent_of('chosen.outturn', 'chosen.budget') }} as completion_percent,
    chosen.stated_completion_percent,
    chosen.direction,
    {{ direction_zh('chosen.direction') }} as direction_zh,
    chosen.reason,
    link.budget_report_key
from chosen
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
inner join {{ affected(ref('int_report_link'), 'link') }}
    on chosen.report_key = link.report_key
