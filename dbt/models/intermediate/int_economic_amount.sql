with counted as (
    select * from {{ affected(ref('int_economic_leaf')) }}
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
)

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
    {{ sum_of('prior_year') }} as prior_amount,
    is_widest
from at_each_level
group by report_key, fund, coverage, system, statement_seq, statement_key, at_level, at_code, is_widest
