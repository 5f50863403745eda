{{ config(incremental_strategy='by_agency') }}
with this_year as (
    select
        amount.*,
        link.prior_report_key
    from {{ affected(ref('int_economic_amount'), 'amount') }}
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on amount.report_key = link.report_key
),

form_this_year as (
    select distinct
        report_key,
        prior_report_key,
        fund,
        coverage,
        system
    from this_year
),

last_year as (
    select
        form_this_year.report_key,
        amount.fund,
        amount.coverage,
        amount.system,
        amount.level,
        amount.economic_code,
        amount.economic_name,
        amount.class_code,
        amount.class_name,
        amount.amount
    from form_this_year
    inner join {{ affected(ref('int_economic_amount'), 'amount') }}
        on
            form_this_year.prior_report_key = amount.report_key
            and form_this_year.fund = amount.fund
            and form_this_year.coverage = amount.coverage
            and form_this_year.system = amount.system
),

-- Subjects of either year: one that ended keeps its row.
both_years as (
    select
        coalesce(this_year.report_key, last_year.report_key) as report_key,
        coalesce(this_year.fund, last_year.fund) as fund,
        coalesce(this_year.coverage, last_year.coverage) as coverage,
        coalesce(this_year.system, last_year.system) as system,
        coalesce(this_year.level, last_year.level) as level,
        coalesce(this_year.economic_code, last_year.economic_code) as economic_code,
        coalesce(this_year.economic_name, last_year.economic_name) as economic_name,
        coalesce(this_year.class_code, last_year.class_code) as class_code,
        coalesce(this_year.class_name, last_year.class_name) as class_name,
        this_year.amount,
        this_year.prior_amount as prior_printed,
        last_year.amount as prior_from_report
    from this_year
    full outer join last_year
        on
            this_year.report_key = last_year.report_key
            and this_year.fund = last_year.fund
            and this_year.coverage = last_year.coverage
            and this_year.system = last_year.system
            and this_year.level = last_year.level
            and this_year.economic_code = last_year.economic_code
),

-- The prose counts only where it speaks of the same amount: to 0.01 万元, the precision it is printed with.
stated as (
    select
        both_years.report_key,
        both_years.fund,
        both_years.coverage,
        both_years.system,
        both_years.economic_code,
        {{ first_amount_stated('change.prior_amount', 'change.group_no, change.fact_no') }} as prior_amount,
        {{ first_text_stated('change.prior_origin', 'change.group_no, change.fact_no') }} as prior_origin,
        {{ first_amount_stated('change.change_amount', 'change.group_no, change.fact_no') }} as change_amount,
        {{ first_percent_stated('change.change_percent', 'change.group_no, change.fact_no') }} as change_percent,
        {{ first_text_stated('change.reason', 'change.group_no, change.fact_no') }} as reason
    from both_years
    inner join {{ affected(ref('stg_year_change'), 'change') }}
        on
            both_years.report_key = change.report_key
            and both_years.system = change.economic_system
            and both_years.economic_code = change.economic_code
            and (change.amount is null or {{ agree('change.amount', 'both_years.amount') }})
    group by
        both_years.report_key,
        both_years.fund,
        both_years.coverage,
        both_years.system,
        both_years.economic_code
),

compared as (
    select
        both_years.*,
        coalesce(both_years.prior_printed, stated.prior_amount) as prior_disclosed,
        case
            when both_years.prior_printed is not null then 'printed'
            when stated.prior_amount is not null then stated.prior_origin
        end as prior_disclosed_origin,
        stated.change_amount as stated_change_amount,
        stated.change_percent as stated_change_percent,
        stated.reason
    from both_years
    left join stated
        on
            both_years.report_key = stated.report_key
            and both_years.fund = stated.fund
            and both_years.coverage = stated.coverage
            and both_years.system = stated.system
            and both_years.economic_code = stated.economic_code
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
    chosen.fund,
    chosen.coverage,
    chosen.system,
    chosen.level,
    {{ subject_level_zh('chosen.level') }} as level_zh,
    chosen.economic_code,
    coalesce(official.name, chosen.economic_name) as economic_name,
    chosen.class_code,
    coalesce(official_class.name, chosen.class_name) as class_name,
    chosen.amount,
    chosen.prior_amount,
    chosen.prior_source,
    chosen.prior_from_report,
    chosen.prior_disclosed,
    chosen.prior_disclosed_origin,
    {{ as_money('chosen.prior_from_report - chosen.prior_disclosed') }} as prior_difference,
    {{ as_money('chosen.amount - chosen.prior_amount') }} as change_amount,
    {{ percent_change('chosen.amount', 'chosen.prior_amount') }} as change_percent,
    chosen.stated_change_amount,
    chosen.stated_change_percent,
    chosen.reason
from chosen
inner join {{ affected(ref('stg_report'), 'report') }}
    on chosen.report_key = report.report_key
-- A subject that ended last year bears the name of this one too.
{{ join_official_name('official', 'chosen.economic_code', 'report.fiscal_year') }}
{{ join_official_name('official_class', 'chosen.class_code', 'report.fiscal_year') }}
