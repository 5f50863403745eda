-- The cells of leaves that `int_economic_amount` counts, in both systems.
with economic_leaf as (
    select
        report_key,
        fact_no,
        statement_seq,
        row_no,
        fund,
        coverage,
        system,
        economic_code as printed_code,
        economic_code,
        economic_name,
        class_code,
        total,
        personnel,
        public
    from {{ affected(ref('stg_economic_expenditure')) }}
    union all
    -- Budgets print the government subject beside the department's: the same cell once more, in the other system.
    select
        report_key,
        fact_no,
        statement_seq,
        row_no,
        fund,
        coverage,
        'government' as system,
        economic_code as printed_code,
        government_code as economic_code,
        government_name as economic_name,
        government_class_code as class_code,
        total,
        personnel,
        public
    from {{ affected(ref('stg_economic_expenditure')) }}
    where system = 'department' and government_code is not null
),

economic_form as (
    select distinct
        report_key,
        fund,
        coverage,
        system,
        statement_seq,
        is_widest
    from {{ affected(ref('int_economic_amount')) }}
)

select
    leaf.report_key,
    'economic' as subject_kind,
    leaf.economic_code as subject_key,
    leaf.economic_name as subject,
    leaf.class_code,
    null as section_code,
    leaf.fund,
    leaf.coverage,
    leaf.system,
    figure.basis,
    -- A form whose columns are subjects has one cell a fact, of a member: all, basic or project expenditure of that subject.
    case when figure.member = '' then figure.measure else 'total' end as measure,
    leaf.fact_no,
    figure.figure_no,
    economic_form.is_widest,
    false as is_opening
from economic_leaf as leaf
inner join economic_form
    on
        leaf.report_key = economic_form.report_key
        and leaf.fund = economic_form.fund
        and leaf.coverage = economic_form.coverage
        and leaf.system = economic_form.system
        and leaf.statement_seq = economic_form.statement_seq
inner join {{ affected(ref('stg_figure'), 'figure') }}
    on
        leaf.report_key = figure.report_key
        and leaf.statement_seq = figure.statement_seq
        and leaf.row_no = figure.row_no
where
    figure.amount_yuan is not null
    and (
        (figure.basis = 'prior_year' and figure.measure = 'total' and figure.member = '')
        or (
            figure.basis = 'this_year'
            and (
                (
                    figure.member = ''
                    and case figure.measure
                        when 'total' then leaf.total
                        when 'personnel' then leaf.personnel
                        when 'public' then leaf.public
                    end is not null
                )
                or (figure.measure in ('total', 'basic', 'project') and figure.member = leaf.printed_code)
            )
        )
    )
