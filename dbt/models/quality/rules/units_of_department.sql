-- What a department spends of the fiscal authority's money is what its units spend: the sum over the units that it lists, once the reports of
-- all of them are loaded and each prints the amount. Other money isn't compared: payments between units drop out when reports are merged.
with unit as (
    select
        report_key,
        unit_report_key,
        count(*) over (partition by report_key) as unit_count,
        count(unit_report_key) over (partition by report_key) as loaded_count
    from {{ ref('int_department_unit') }}
),

complete as (
    select
        unit.report_key,
        unit.unit_report_key,
        unit.unit_count
    from unit
    inner join {{ ref('quality_report') }} as report
        on unit.report_key = report.report_key
    where unit.unit_count > 1 and unit.loaded_count = unit.unit_count
),

amount as (
    select
        report_key,
        statement_key,
        basis,
        measure,
        member,
        fund,
        min(figure_no) as figure_no,
        min(amount) as amount,
        min(half) as half
    from {{ ref('quality_form_total') }}
    where
        side = ''
        and basis = 'this_year'
        and member = ''
        and statement_key in (
            'general_public_expenditure',
            'government_fund',
            'state_capital',
            'general_public_basic_expenditure',
            'budget_general_public_by_function',
            'budget_general_public_basic_by_function',
            'budget_government_fund'
        )
        and measure in ('total', 'basic', 'project', 'personnel', 'public', 'special')
    group by report_key, statement_key, basis, measure, member, fund
    having count(*) = 1
    union all
    select
        report_key,
        statement_key,
        basis,
        measure,
        member,
        fund,
        min(figure_no) as figure_no,
        min(amount) as amount,
        min(half) as half
    from {{ ref('quality_figure') }}
    where
        statement_key in ('three_public', 'budget_three_public')
        and basis in ('budget', 'outturn')
        and role not in ('count', 'percent')
    group by report_key, statement_key, basis, measure, member, fund
    having count(*) = 1
),

summed as (
    select
        complete.report_key,
        amount.statement_key,
        amount.basis,
        amount.measure,
        amount.member,
        amount.fund,
        complete.unit_count,
        sum(amount.amount) as amount,
        sum(amount.half) as half
    from complete
    inner join amount
        on complete.unit_report_key = amount.report_key
    group by
        complete.report_key,
        amount.statement_key,
        amount.basis,
        amount.measure,
        amount.member,
        amount.fund,
        complete.unit_count
    having count(*) = complete.unit_count
)

select
    {{ at_figure('figure') }},
    '部门汇总' as left_label,
    figure.amount as left_amount,
    '所属' || summed.unit_count || '个单位各自报告之和' as right_label,
    summed.amount as right_amount,
    '=' as relation,
    figure.half + summed.half as tolerance,
    '' as skip_reason
from summed
inner join amount
    on
        summed.report_key = amount.report_key
        and summed.statement_key = amount.statement_key
        and {{ same_column('summed', 'amount') }}
inner join {{ ref('quality_figure') }} as figure
    on
        amount.report_key = figure.report_key
        and amount.figure_no = figure.figure_no
