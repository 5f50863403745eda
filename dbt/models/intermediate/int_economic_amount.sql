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
),

at_each_level as (
    select
        counted.*,
        'class' as at_level,
        counted.class_code as at_code,
        counted.class_name as at_name
    from counted
    union all
    select
        counted.*,
        'section' as at_level,
        counted.economic_code as at_code,
        counted.economic_name as at_name
    from counted
    where counted.level = 'section' and counted.economic_code <> counted.class_code
),

summed as (
    select
        report_key,
        fund,
        coverage,
        system,
        statement_seq,
        statement_key,
        at_level as level,
        at_code as economic_code,
        max(coalesce(at_name, case when level = at_level then economic_name end)) as economic_name,
        max(class_code) as class_code,
        max(class_name) as class_name,
        {{ sum_of('total') }} as amount,
        {{ sum_of('personnel') }} as personnel,
        {{ sum_of('public') }} as public,
        {{ sum_of('prior_year') }} as prior_amount
    from at_each_level
    group by report_key, fund, coverage, system, statement_seq, statement_key, at_level, at_code
)

select
    summed.*,
    widest_fund.report_key is not null as is_widest
from summed
left join widest_fund
    on
        summed.report_key = widest_fund.report_key
        and summed.fund = widest_fund.fund
        and summed.coverage = widest_fund.coverage
        and summed.system = widest_fund.system
