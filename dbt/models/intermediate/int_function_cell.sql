-- The cells of leaves that `int_function_amount` counts.
with function_form as (
    select distinct
        report_key,
        fund,
        statement_seq,
        is_widest
    from {{ affected(ref('int_function_amount')) }}
)

select
    leaf.report_key,
    'function' as subject_kind,
    leaf.function_code as subject_key,
    leaf.function_name as subject,
    leaf.class_code,
    leaf.section_code,
    leaf.fund,
    null as coverage,
    null as system,
    figure.basis,
    figure.measure,
    leaf.fact_no,
    figure.figure_no,
    function_form.is_widest,
    false as is_opening
from {{ affected(ref('stg_function_expenditure'), 'leaf') }}
inner join function_form
    on
        leaf.report_key = function_form.report_key
        and leaf.fund = function_form.fund
        and leaf.statement_seq = function_form.statement_seq
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
            {{ of_year('figure') }}
            and case figure.measure
                when 'total' then leaf.total
                when 'basic' then leaf.basic
                when 'project' then leaf.project
                when 'personnel' then leaf.personnel
                when 'public' then leaf.public
                when 'special' then leaf.special
            end is not null
        )
    )
