{{ config(incremental_strategy='by_agency') }}
with this_year as (
    select
        headline.report_key,
        headline.headline,
        headline.fund,
        headline.amount,
        headline.origin,
        link.prior_report_key
    from {{ affected(ref('int_headline'), 'headline') }}
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on headline.report_key = link.report_key
),

-- Of several sentences on one headline, those count first that state the mart's amount.
stated as (
    select
        this_year.report_key,
        this_year.headline,
        {{ first_amount_stated(
            prior_amount_by_prose('this_year.amount', 'change'), sentences_in_order('this_year.amount', 'change')
        ) }} as prior_amount,
        {{ first_text_stated(
            prior_origin_by_prose('this_year.amount', 'change'), sentences_in_order('this_year.amount', 'change')
        ) }} as prior_origin,
        {{ first_amount_stated('change.change_amount', sentences_in_order('this_year.amount', 'change')) }} as change_amount,
        {{ first_percent_stated('change.change_percent', sentences_in_order('this_year.amount', 'change')) }} as change_percent,
        {{ first_text_stated('change.reason', sentences_in_order('this_year.amount', 'change')) }} as reason
    from this_year
    inner join {{ ref('headline') }} as headline
        on this_year.headline = headline.headline
    inner join {{ affected(ref('stg_year_change'), 'change') }}
        on
            this_year.report_key = change.report_key
            and headline.change_subject_kind = change.subject_kind
    group by this_year.report_key, this_year.headline
),

compared as (
    select
        this_year.report_key,
        this_year.headline,
        this_year.fund,
        this_year.amount,
        -- Last year's own figure, of the same fund: 基本支出 of all money isn't compared with that of one budget.
        last_year.amount as prior_from_report,
        coalesce(printed.amount, stated.prior_amount) as prior_disclosed,
        case
            when printed.amount is not null then 'printed'
            when stated.prior_amount is not null then stated.prior_origin
        end as prior_disclosed_origin,
        stated.change_amount as stated_change_amount,
        stated.change_percent as stated_change_percent,
        stated.reason
    from this_year
    left join {{ affected(ref('int_headline'), 'last_year') }}
        on
            this_year.prior_report_key = last_year.report_key
            and this_year.headline = last_year.headline
            and (this_year.fund = last_year.fund or 'stated' in (this_year.origin, last_year.origin))
    left join {{ affected(ref('int_headline_printed'), 'printed') }}
        on
            this_year.report_key = printed.report_key
            and this_year.headline = printed.headline
            and printed.phase = 'prior'
    left join stated
        on
            this_year.report_key = stated.report_key
            and this_year.headline = stated.headline
),

chosen as (
    select
        compared.*,
        coalesce(prior_from_report, prior_disclosed) as prior_amount,
        case
            when prior_from_report is not null then 'report'
            when prior_disclosed is not null then 'disclosed'
            else 'none'
        end as prior_source
    from compared
)

select
    {{ report_columns('report') }},
    chosen.headline,
    headline.name_zh as headline_zh,
    headline.sort_order,
    chosen.fund,
    chosen.amount,
    chosen.prior_amount,
    chosen.prior_source,
    chosen.prior_from_report,
    chosen.prior_disclosed,
    chosen.prior_disclosed_origin,
    {{ as_money('chosen.prior_from_report - chosen.prior_disclosed') }} as prior_difference,
    {{ as_money('chosen.amount - chosen.prior_amount') }} as change_amount,
    {{ percent_change_told(
        'chosen.amount', 'chosen.prior_amount', "(chosen.prior_source = 'report' or chosen.prior_disclosed_origin in ('printed', 'stated'))"
    ) }} as change_percent,
    chosen.stated_change_amount,
    chosen.stated_change_percent,
    chosen.reason,
    chosen.headline = coalesce(
        max(case when chosen.headline = 'expenditure' and chosen.prior_amount is not null then chosen.headline end)
            over (partition by chosen.report_key),
        max(case when chosen.headline = 'general_public_expenditure' and chosen.prior_amount is not null then chosen.headline end)
            over (partition by chosen.report_key),
        'expenditure_total'
    ) as is_expenditure_change
from chosen
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
inner join {{ ref('headline') }} as headline
    on chosen.headline = headline.headline
