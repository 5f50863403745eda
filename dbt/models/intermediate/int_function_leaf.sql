-- The leaves of the forms that count, one row a subject, with nothing added up but the rows of one subject (its units').
with leaf as (
    select
        expenditure.report_key,
        expenditure.fund,
        expenditure.statement_seq,
        expenditure.statement_key,
        expenditure.breadth,
        expenditure.level,
        expenditure.function_code,
        expenditure.function_name,
        expenditure.class_code,
        coalesce(expenditure.class_name, printed_class.name) as class_name,
        expenditure.section_code,
        coalesce(expenditure.section_name, printed_section.name) as section_name,
        expenditure.total,
        expenditure.basic,
        expenditure.project,
        expenditure.personnel,
        expenditure.public,
        expenditure.special,
        expenditure.prior_year
    from {{ affected(ref('stg_function_expenditure'), 'expenditure') }}
    left join {{ affected(ref('int_subject_printed'), 'printed_class') }}
        on
            expenditure.report_key = printed_class.report_key
            and expenditure.class_code = printed_class.code
    left join {{ affected(ref('int_subject_printed'), 'printed_section') }}
        on
            expenditure.report_key = printed_section.report_key
            and expenditure.section_code = printed_section.code
),

-- The same money stands in several forms: of each fund, the form that covers most of it counts.
form_of_fund as (
    select distinct on (report_key, fund)
        report_key,
        fund,
        statement_seq,
        breadth
    from leaf
    order by report_key asc, fund asc, breadth desc, statement_seq asc
),

widest_form as (
    select distinct on (report_key)
        report_key,
        fund
    from form_of_fund
    order by report_key asc, breadth desc, statement_seq asc, fund collate "C" asc
),

summed as (
    select
        leaf.report_key,
        leaf.fund,
        leaf.statement_seq,
        leaf.statement_key,
        leaf.level,
        leaf.function_code,
        max(leaf.function_name) as function_name,
        max(leaf.class_code) as class_code,
        max(leaf.class_name) as class_name,
        max(leaf.section_code) as section_code,
        max(leaf.section_name) as section_name,
        {{ sum_of('leaf.total') }} as total,
        {{ sum_of('leaf.basic') }} as basic,
        {{ sum_of('leaf.project') }} as project,
        {{ sum_of('leaf.personnel') }} as personnel,
        {{ sum_of('leaf.public') }} as public,
        {{ sum_of('leaf.special') }} as special,
        {{ sum_of('leaf.prior_year') }} as prior_year
    from leaf
    inner join form_of_fund
        on
            leaf.report_key = form_of_fund.report_key
            and leaf.statement_seq = form_of_fund.statement_seq
            and leaf.fund = form_of_fund.fund
    group by leaf.report_key, leaf.fund, leaf.statement_seq, leaf.statement_key, leaf.level, leaf.function_code
)

select
    summed.*,
    widest_form.report_key is not null as is_widest
from summed
left join widest_form
    on
        summed.report_key = widest_form.report_key
        and summed.fund = widest_form.fund
