{{ config(indexes=[{'columns': ['agency', 'fiscal_year']}, {'columns': ['function_code', 'economic_code', 'fiscal_year']}]) }}
-- The cells of forms whose rows are functional subjects and whose columns are economic ones.
with row_of_form as (
    select distinct
        report_key,
        statement_seq,
        row_no,
        row_code
    from {{ affected(ref('stg_figure')) }}
    where role = 'leaf' and row_code <> ''
),

cell as (
    select
        expenditure.report_key,
        report.fiscal_year,
        expenditure.statement_seq,
        expenditure.breadth,
        expenditure.fund,
        expenditure.coverage,
        expenditure.system,
        member.code as function_code,
        member.name as function_name,
        member.level as function_level,
        member.class_code as function_class_code,
        expenditure.economic_code,
        expenditure.economic_name,
        expenditure.class_code as economic_class_code,
        expenditure.total
    from {{ affected(ref('stg_economic_expenditure'), 'expenditure') }}
    inner join {{ affected(ref('stg_report'), 'report') }}
        on expenditure.report_key = report.report_key
    inner join row_of_form
        on
            expenditure.report_key = row_of_form.report_key
            and expenditure.statement_seq = row_of_form.statement_seq
            and expenditure.row_no = row_of_form.row_no
    inner join {{ ref('stg_function') }} as member
        on
            row_of_form.row_code = member.code
            and report.fiscal_year = member.fiscal_year
    where expenditure.total is not null
),

-- The same money stands in several forms: of each fund, coverage and system, the form that covers most of it counts.
chosen_form as (
    select distinct on (report_key, fund, coverage, system)
        report_key,
        fund,
        coverage,
        system,
        statement_seq
    from cell
    order by report_key asc, fund asc, coverage asc, system asc, breadth desc, statement_seq asc
),

summed as (
    select
        cell.report_key,
        cell.fund,
        cell.coverage,
        cell.system,
        cell.function_code,
        max(cell.function_name) as function_name,
        cell.economic_code,
        max(cell.economic_name) as economic_name,
        {{ sum_of('cell.total') }} as amount
    from cell
    inner join chosen_form
        on
            cell.report_key = chosen_form.report_key
            and cell.fund = chosen_form.fund
            and cell.coverage = chosen_form.coverage
            and cell.system = chosen_form.system
            and cell.statement_seq = chosen_form.statement_seq
    group by cell.report_key, cell.fund, cell.coverage, cell.system, cell.function_code, cell.economic_code
)

select
    {{ report_columns('report') }},
    summed.fund,
    summed.coverage,
    summed.system,
    {{ subject_key_of('function', 'summed.function_code', 'report.fiscal_year') }} as function_key,
    summed.function_code,
    summed.function_name,
    {{ subject_key_of('economic', 'summed.economic_code', 'report.fiscal_year') }} as economic_key,
    summed.economic_code,
    summed.economic_name,
    summed.amount
from summed
inner join {{ affected(ref('stg_report'), 'report') }}
    on summed.report_key = report.report_key
