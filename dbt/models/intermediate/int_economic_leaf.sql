-- The leaves of the forms that count, one row a subject in each system of subjects, with nothing added up but the rows of one subject.
with department as (
    select
        report_key,
        statement_seq,
        statement_key,
        breadth,
        fund,
        coverage,
        system,
        economic_code,
        economic_name,
        level,
        class_code,
        class_name,
        total,
        personnel,
        public,
        prior_year
    from {{ affected(ref('stg_economic_expenditure')) }}
),

-- Budgets print the government subject beside the department's: the same money once more, in the other system.
paired_government as (
    select
        report_key,
        statement_seq,
        statement_key,
        breadth,
        fund,
        coverage,
        'government' as system,
        government_code as economic_code,
        government_name as economic_name,
        government_level as level,
        government_class_code as class_code,
        government_class_name as class_name,
        total,
        personnel,
        public,
        prior_year
    from {{ affected(ref('stg_economic_expenditure')) }}
    where system = 'department' and government_code is not null
),

in_both_systems as (
    select * from department
    union all
    select * from paired_government
),

leaf as (
    select
        every_system.report_key,
        every_system.statement_seq,
        every_system.statement_key,
        every_system.breadth,
        every_system.fund,
        every_system.coverage,
        every_system.system,
        every_system.economic_code,
        every_system.economic_name,
        every_system.level,
        every_system.class_code,
        coalesce(every_system.class_name, printed.name) as class_name,
        every_system.total,
        every_system.personnel,
        every_system.public,
        every_system.prior_year
    from in_both_systems as every_system
    left join {{ affected(ref('int_subject_printed'), 'printed') }}
        on
            every_system.report_key = printed.report_key
            and every_system.class_code = printed.code
),

-- The same money stands in several forms: of each fund, coverage and system, the form that covers most of it counts.
chosen_form as (
    select distinct on (report_key, fund, coverage, system)
        report_key,
        fund,
        coverage,
        system,
        statement_seq
    from leaf
    order by report_key asc, fund asc, coverage asc, system asc, breadth desc, statement_seq asc
),

-- Of each coverage and system, the fund of the form that covers most.
widest_fund as (
    select distinct on (report_key, coverage, system)
        report_key,
        coverage,
        system,
        fund
    from leaf
    order by report_key asc, coverage asc, system asc, breadth desc, statement_seq asc, fund collate "C" asc
),

counted as (
    select leaf.*
    from leaf
    inner join chosen_form
        on
            leaf.report_key = chosen_form.report_key
            and leaf.fund = chosen_form.fund
            and leaf.coverage = chosen_form.coverage
            and leaf.system = chosen_form.system
            and leaf.statement_seq = chosen_form.statement_seq
)

select
    counted.report_key,
    counted.fund,
    counted.coverage,
    counted.system,
    counted.statement_seq,
    counted.statement_key,
    counted.level,
    counted.economic_code,
    max(counted.economic_name) as economic_name,
    max(counted.class_code) as class_code,
    max(counted.class_name) as class_name,
    {{ sum_of('counted.total') }} as total,
    {{ sum_of('counted.personnel') }} as personnel,
    {{ sum_of('counted.public') }} as public,
    {{ sum_of('counted.prior_year') }} as prior_year,
    widest_fund.report_key is not null as is_widest
from counted
left join widest_fund
    on
        counted.report_key = widest_fund.report_key
        and counted.fund = widest_fund.fund
        and counted.coverage = widest_fund.coverage
        and counted.system = widest_fund.system
group by
    counted.report_key,
    counted.fund,
    counted.coverage,
    counted.system,
    counted.statement_seq,
    counted.statement_key,
    counted.level,
    counted.economic_code,
    widest_fund.report_key
