-- A leaf counts at its own level and at those above it; a form may stop at a class or a section.
-- A code stands at one level only, whatever a damaged one was taken for.
with counted as (
    select * from {{ affected(ref('int_function_leaf')) }}
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
)

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
    {{ sum_of('prior_year') }} as prior_amount,
    is_widest
from at_each_level
group by report_key, fund, statement_seq, statement_key, at_level, at_code, is_widest
