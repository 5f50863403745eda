{{ config(indexes=[{'columns': ['agency', 'fiscal_year']}, {'columns': ['economic_code', 'government_code']}]) }}
-- Lines that print a subject of departments and beside it the government's: the same money in both systems.
with line as (
    select
        report_key,
        fund,
        coverage,
        breadth,
        statement_seq,
        economic_code,
        economic_name,
        class_code,
        government_code,
        government_name,
        government_class_code,
        government_class_name,
        total
    from {{ affected(ref('stg_economic_expenditure')) }}
    where system = 'department' and government_code is not null
),

chosen_form as (
    select distinct on (report_key, fund, coverage)
        report_key,
        fund,
        coverage,
        statement_seq
    from line
    order by report_key asc, fund asc, coverage asc, breadth desc, statement_seq asc
),

paired as (
    select
        line.report_key,
        line.fund,
        line.coverage,
        line.economic_code,
        max(line.economic_name) as economic_name,
        line.government_code,
        max(line.government_name) as government_name,
        max(line.government_class_code) as government_class_code,
        max(line.government_class_name) as government_class_name,
        {{ sum_of('line.total') }} as amount
    from line
    inner join chosen_form
        on
            line.report_key = chosen_form.report_key
            and line.fund = chosen_form.fund
            and line.coverage = chosen_form.coverage
            and line.statement_seq = chosen_form.statement_seq
    group by line.report_key, line.fund, line.coverage, line.economic_code, line.government_code
)

select
    {{ report_columns('report') }},
    paired.fund,
    paired.coverage,
    {{ subject_key_of('economic', 'paired.economic_code', 'report.fiscal_year') }} as economic_key,
    paired.economic_code,
    paired.economic_name,
    paired.government_code,
    paired.government_name,
    paired.government_class_code,
    paired.government_class_name,
    paired.amount,
    {{ as_money(
        'sum(paired.amount) over (partition by paired.report_key, paired.fund, paired.coverage, paired.economic_code)'
    ) }} as economic_total,
    {{ percent_of(
        'paired.amount',
        'sum(paired.amount) over (partition by paired.report_key, paired.fund, paired.coverage, paired.economic_code)'
    ) }} as share_of_economic_percent
from paired
inner join {{ affected(ref('stg_report'), 'report') }}
    on paired.report_key = report.report_key
