{{ config(incremental_strategy='by_family') }}
with published as (
    select
        item.*,
        report.kind,
        case report.kind when 'budget' then item.budget else item.outturn end as amount
    from {{ affected(ref('int_three_public_item'), 'item') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on item.report_key = report.report_key
),

stated as (
    select
        published.report_key,
        published.item,
        {{ first_amount_stated(
            prior_amount_by_prose('published.amount', 'change'), sentences_in_order('published.amount', 'change')
        ) }} as prior_amount
    from published
    inner join {{ affected(ref('stg_year_change'), 'change') }}
        on
            published.report_key = change.report_key
            and published.item = change.three_public_item
    group by published.report_key, published.item
),

-- What other reports of the same agency say: the year's budget, and last year.
joined as (
    select
        published.*,
        budget_report.budget as budget_from_report,
        case published.kind when 'budget' then last_year.budget else last_year.outturn end as prior_from_report,
        coalesce(published.prior_printed, stated.prior_amount) as prior_disclosed
    from published
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on published.report_key = link.report_key
    left join stated
        on
            published.report_key = stated.report_key
            and published.item = stated.item
    left join {{ affected(ref('int_three_public_item'), 'budget_report') }}
        on
            link.budget_report_key = budget_report.report_key
            and published.item = budget_report.item
    left join {{ affected(ref('int_three_public_item'), 'last_year') }}
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
            when budget_origin in {{ zero_origins() }} then budget_origin
            when budget is not null then 'disclosed'
            else 'none'
        end as budget_source,
        -- A budget report is the budget of the year's beginning.
        case when budget_from_report is not null then 'initial' else budget_basis end as budget_basis,
        outturn,
        coalesce(outturn_origin, 'none') as outturn_source,
        amount,
        remark_no,
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
    counted.counts_once and chosen.item not in ('total', 'vehicle') as counts_once,
    counted.counts_in_kind and chosen.item not in ('total', 'vehicle') as counts_in_kind,
    chosen.budget,
    chosen.budget_source,
    chosen.budget_basis,
    chosen.outturn,
    chosen.outturn_source,
    {{ percent_of('chosen.outturn', 'chosen.budget') }} as completion_percent,
    chosen.prior_amount,
    chosen.prior_source,
    {{ as_money('chosen.amount - chosen.prior_amount') }} as change_amount,
    {{ percent_change('chosen.amount', 'chosen.prior_amount') }} as change_percent,
    chosen.reason_against_budget,
    chosen.reason_against_prior_year,
    remark.page as nil_page,
    remark.sentence as nil_sentence
from chosen
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
inner join {{ affected(ref('int_counts_once'), 'counted') }}
    on chosen.report_key = counted.report_key
left join {{ affected(ref('stg_remark'), 'remark') }}
    on
        chosen.report_key = remark.report_key
        and chosen.remark_no = remark.remark_no
