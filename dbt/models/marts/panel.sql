{{ config(incremental_strategy='by_agency') }}
-- A year without a report of its own takes its amounts from what the next year's report discloses of it. A budget fills last year's budget only by
-- what its forms print: not as last year's outturn (上年执行数), which is no budget; what its prose compares with may be either, and the fact doesn't tell.
with amount as (
    select
        headline.report_key,
        0 as years_back,
        headline.headline,
        headline.amount
    from {{ affected(ref('int_headline'), 'headline') }}
    union all
    select
        year_over_year.report_key,
        1 as years_back,
        year_over_year.headline,
        year_over_year.prior_disclosed as amount
    from {{ affected(ref('agency_year_over_year'), 'year_over_year') }}
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on year_over_year.report_key = link.report_key
    left join {{ affected(ref('int_headline_printed'), 'printed') }}
        on
            year_over_year.report_key = printed.report_key
            and year_over_year.headline = printed.headline
            and printed.phase = 'prior'
    where
        link.prior_report_key is null
        and year_over_year.prior_disclosed is not null
        and (
            year_over_year.kind <> 'budget'
            or (year_over_year.prior_disclosed_origin = 'printed' and not coalesce(printed.is_outturn, false))
        )
),

wide as (
    select
        report_key,
        years_back,
        {{ headline_amount('revenue') }} as revenue,
        {{ headline_amount('expenditure') }} as expenditure,
        {{ headline_amount('revenue_total') }} as revenue_total,
        {{ headline_amount('expenditure_total') }} as expenditure_total,
        {{ headline_amount('general_public_expenditure') }} as general_public_expenditure,
        {{ headline_amount('basic') }} as basic,
        {{ headline_amount('project_expenditure') }} as project_expenditure,
        {{ headline_amount('personnel') }} as personnel,
        {{ headline_amount('public') }} as public,
        {{ headline_amount('three_public') }} as three_public
    from amount
    group by report_key, years_back
)

select
    report.report_key,
    report.agency_key,
    report.agency,
    report.agency_type,
    report.admin_level,
    report.admin_level_zh,
    report.region_code,
    report.region,
    report.province,
    report.city,
    report.county,
    report.fiscal_year - wide.years_back as fiscal_year,
    report.kind,
    report.kind_zh,
    report.scope,
    report.scope_zh,
    wide.years_back = 1 as is_filled,
    wide.revenue,
    wide.expenditure,
    wide.revenue_total,
    wide.expenditure_total,
    wide.general_public_expenditure,
    wide.basic,
    wide.project_expenditure,
    wide.personnel,
    wide.public,
    wide.three_public
from wide
inner join {{ affected(ref('stg_report'), 'report') }}
    on wide.report_key = report.report_key
