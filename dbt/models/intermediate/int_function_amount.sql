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
        statement_key,
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

counted as (
    select leaf.*
    from leaf
    inner join form_of_fund
        on
            leaf.report_key = form_of_fund.report_key
            and leaf.statement_seq = form_of_fund.statement_seq
            and leaf.fund = form_of_fund.fund
),

-- A leaf counts at its own level and at those above it; a form may stop at a class or a section.
-- A code stands at one level only, whatever a damaged one was taken for.
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
        counted.section_code as at_code,
        counted.section_name as at_name
    from counted
    where counted.section_code <> counted.class_code
    union all
    select
        counted.*,
        'item' as at_level,
        counted.function_code as at_code,
        counted.function_name as at_name
    from counted
    where
        counted.level = 'item'
        and counted.function_code not in (counted.class_code, coalesce(counted.section_code, ''))
),

summed as (
    select
        report_key,
        fund,
        statement_seq,
        statement_key,
        at_level as level,
        at_code as function_code,
        max(coalesce(at_name, case when level = at_level then function_name end)) as function_name,
        max(class_code) as class_code,
        max(class_name) as class_name,
        case when at_level <> 'class' then max(section_code) end as section_code,
        case when at_level <> 'class' then max(section_name) end as section_name,
        {{ sum_of('total') }} as amount,
        {{ sum_of('basic') }} as basic,
        {{ sum_of('project') }} as project,
        {{ sum_of('personnel') }} as personnel,
        {{ sum_of('public') }} as public,
        {{ sum_of('special') }} as special,
        {{ sum_of('prior_year') }} as prior_amount
    from at_each_level
    group by report_key, fund, statement_seq, statement_key, at_level, at_code
)

select
    summed.*,
    widest_form.report_key is not null as is_widest
from summed
left join widest_form
    on
        summed.report_key = widest_form.report_key
        and summed.fund = widest_form.fund
