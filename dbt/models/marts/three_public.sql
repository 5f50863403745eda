with own as (
    select
        expense.report_key,
        expense.item,
        expense.budget,
        expense.outturn,
        expense.prior_budget,
        expense.prior_outturn,
        link.prior_report_key,
        link.budget_report_key
    from {{ ref('int_three_public') }} as expense
    inner join {{ ref('int_report_link') }} as link
        on expense.report_key = link.report_key
),

-- What other reports of the same agency say: the year's budget, and last year.
joined as (
    select
        own.report_key,
        own.item,
        report.kind,
        own.budget as budget_stated,
        budget_report.budget as budget_from_report,
        own.outturn,
        case report.kind when 'budget' then last_year.budget else last_year.outturn end as prior_from_report,
        case report.kind when 'budget' then own.prior_budget else own.prior_outturn end as prior_disclosed
    from own
    inner join {{ ref('stg_report') }} as report
        on own.report_key = report.report_key
    left join {{ ref('int_three_public') }} as budget_report
        on
            own.budget_report_key = budget_report.report_key
            and own.item = budget_report.item
    left join {{ ref('int_three_public') }} as last_year
        on
            own.prior_report_key = last_year.report_key
            and own.item = last_year.item
),

chosen as (
    select
        report_key,
        item,
        coalesce(budget_from_report, budget_stated) as budget,
        case
            when budget_from_report is not null then 'report'
            when budget_stated is not null then 'disclosed'
            else 'none'
        end as budget_source,
        outturn,
        case kind when 'budget' then budget_stated else outturn end as amount,
        coalesce(prior_from_report, prior_disclosed) as prior_amount,
        case
            when prior_from_report is not null then 'report'
            when prior_disclosed is not null then 'disclosed'
            else 'none'
        end as prior_source
    from joined
)

select
    {{ report_columns('report') }},
    chosen.item,
    {{ three_public_item_zh('chosen.item') }} as item_zh,
    chosen.item in ('total', 'vehicle') as is_total,
    chosen.budget,
    chosen.budget_source,
    chosen.outturn,
    {{ percent_of('chosen.outturn', 'chosen.budget') }} as completion_percent,
    chosen.prior_amount,
    chosen.prior_source,
    {{ as_money('chosen.amount - chosen.prior_amount') }} as change_amount,
    {{ percent_change('chosen.amount', 'chosen.prior_amount') }} as change_percent
from chosen
inner join {{ ref('stg_report') }} as report
    on chosen.report_key = report.report_key
