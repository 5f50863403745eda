{{ config(incremental_strategy='by_agency') }}
with published as (
    select
        coalesce(form.report_key, stated.report_key) as report_key,
        coalesce(form.item, stated.item) as item,
        coalesce(form.budget, stated.budget) as budget,
        coalesce(form.outturn, stated.outturn) as outturn,
        case
            when form.outturn is not null then 'printed'
            when stated.outturn is not null then 'stated'
            else 'none'
        end as outturn_source,
        form.prior_budget,
        form.prior_outturn,
        stated.prior_amount as prior_stated,
        stated.reason_against_budget,
        stated.reason_against_prior_year
    from {{ affected(ref('int_three_public'), 'form') }}
    full outer join {{ affected(ref('int_three_public_stated'), 'stated') }}
        on
            form.report_key = stated.report_key
            and form.item = stated.item
),

-- What other reports of the same agency say: the year's budget, and last year.
joined as (
    select
        published.*,
        report.kind,
        budget_report.budget as budget_from_report,
        case report.kind when 'budget' then last_year.budget else last_year.outturn end as prior_from_report,
        coalesce(
            case report.kind when 'budget' then published.prior_budget else published.prior_outturn end,
            published.prior_stated
        ) as prior_disclosed
    from published
    inner join {{ affected(ref('stg_report'), 'report') }}
        on published.report_key = report.report_key
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on published.report_key = link.report_key
    left join {{ affected(ref('int_three_public'), 'budget_report') }}
        on
            link.budget_report_key = budget_report.report_key
            and published.item = budget_report.item
    left join {{ affected(ref('int_three_public'), 'last_year') }}
        on
            link.prior_report_key = last_year.report_key
            and published.item = last_year.item
),

chosen as (
    select
        report_key,
        item,
        coalesce(budget_from_report, budget) as budget,
        case
            when budget_from_report is not null then 'report'
            when budget is not null then 'disclosed'
            else 'none'
        end as budget_source,
        outturn,
        outturn_source,
        case kind when 'budget' then budget else outturn end as amount,
        coalesce(prior_from_report, prior_disclosed) as prior_amount,
        case
            when prior_from_report is not null then 'report'
            when prior_disclosed is not null then 'disclosed'
            else 'none'
        end as prior_source,
        reason_against_budget,
        reason_against_prior_year
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
    chosen.outturn_source,
    {{ percent_of('chosen.outturn', 'chosen.budget') }} as completion_percent,
    chosen.prior_amount,
    chosen.prior_source,
    {{ as_money('chosen.amount - chosen.prior_amount') }} as change_amount,
    {{ percent_change('chosen.amount', 'chosen.prior_amount') }} as change_percent,
    chosen.reason_against_budget,
    chosen.reason_against_prior_year
from chosen
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
