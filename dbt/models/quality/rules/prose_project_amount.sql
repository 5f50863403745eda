-- The money that an evaluation of one named project involves (涉及预算资金) is one of the amounts that the report gives for that project: its
-- budget of the year's beginning or of the whole year, or what was spent. Where it is, the sentence speaks of one project; and where it is the sum of
-- all projects whose budgets the prose gives, of as many as those. Of several projects together it is what their performance tables print, where there are as
-- many tables.
with involved as (
    select
        money.*,
        number.disclosure_no as number_no,
        number.amount as project_count
    from {{ ref('quality_disclosure') }} as money
    left join {{ ref('quality_disclosure') }} as number
        on
            money.report_key = number.report_key
            and money.group_no = number.group_no
            and number.metric = '项目数量'
    where
        money.topic = 'performance'
        and money.metric in ('涉及预算资金', '涉及资金')
        and money.amount > 0
),

project_amount as (
    select
        report_key,
        subject,
        metric as label,
        amount,
        half,
        metric in ('全年执行数', '实际支出') as is_spent
    from {{ ref('quality_disclosure') }}
    where
        topic = 'performance'
        and is_money
        and metric in ('年初预算', '预算总额', '全年预算', '全年预算数', '全年执行数', '实际支出')
    union all
    select
        project.report_key,
        project.bare_name as subject,
        project.title as label,
        printed.amount,
        project.half,
        printed.is_spent
    from {{ ref('quality_project') }} as project
    cross join
        lateral (
            values
            (project.initial_budget, false), (project.annual_budget, false), (project.executed, true)
        ) as printed (amount, is_spent)
    where project.origin = 'performance' and project.source = 'total' and project.span = 'year' and printed.amount is not null
),

-- What was spent needn't be what is involved: a project whose budget nobody tells is no other amount.
budgeted as (
    select
        report_key,
        subject
    from project_amount
    group by report_key, subject
    having not bool_and(is_spent)
),

nearest as (
    select distinct on (involved.report_key, involved.disclosure_no)
        involved.report_key,
        involved.disclosure_no,
        involved.number_no,
        project_amount.label,
        project_amount.amount,
        involved.half + project_amount.half as tolerance,
        abs(involved.amount - project_amount.amount) <= involved.half + project_amount.half as is_same
    from involved
    inner join project_amount
        on
            involved.report_key = project_amount.report_key
            and involved.subject = project_amount.subject
    left join budgeted
        on
            project_amount.report_key = budgeted.report_key
            and project_amount.subject = budgeted.subject
    where
        budgeted.report_key is not null
        or abs(involved.amount - project_amount.amount) <= involved.half + project_amount.half
    order by
        involved.report_key asc,
        involved.disclosure_no asc,
        abs(involved.amount - project_amount.amount) - project_amount.half asc,
        project_amount.amount asc,
        project_amount.half asc,
        project_amount.label collate "C" asc
),

-- The money of all projects that have a performance table, each table once.
table_amount as (
    select
        project.report_key,
        project.bare_name,
        project.half,
        printed.label,
        printed.amount
    from {{ ref('quality_project') }} as project
    cross join
        lateral (
            values
            ('年初预算', project.initial_budget), ('全年预算', project.annual_budget), ('全年执行', project.executed)
        ) as printed (label, amount)
    where
        project.origin = 'performance'
        and project.project_key is not null
        and project.source = 'total'
        and project.span = 'year'
        and printed.amount is not null
),

tables as (
    select
        report_key,
        label,
        count(distinct bare_name) as project_count,
        count(*) as table_count,
        sum(amount) as amount,
        sum(half) as half
    from table_amount
    group by report_key, label
),

nearest_sum as (
    select distinct on (involved.report_key, involved.disclosure_no)
        involved.report_key,
        involved.disclosure_no,
        tables.label,
        tables.amount,
        tables.project_count,
        involved.half + tables.half as tolerance
    from involved
    inner join tables
        on
            involved.report_key = tables.report_key
            and involved.project_count = tables.project_count
            and tables.table_count = tables.project_count
    left join nearest
        on
            involved.report_key = nearest.report_key
            and involved.disclosure_no = nearest.disclosure_no
    where nearest.report_key is null
    order by
        involved.report_key asc,
        involved.disclosure_no asc,
        abs(involved.amount - tables.amount) asc,
        tables.label collate "C" asc
),

evaluated as (
    select
        report_key,
        count(*) as project_count,
        sum(amount) as amount,
        sum(half) as half
    from (
        select
            report_key,
            subject,
            min(amount) as amount,
            max(half) as half
        from {{ ref('quality_disclosure') }}
        where
            topic = 'performance'
            and metric in ('全年预算', '全年预算数')
            and not {{ marked('whole_department') }}
        group by report_key, subject
    ) as project
    group by report_key
    having count(*) > 1
)

select
    {{ at_disclosure('involved') }},
    '文字中“' || involved.item || '”' || involved.metric as left_label,
    involved.amount as left_amount,
    '该项目' || nearest.label as right_label,
    nearest.amount as right_amount,
    '=' as relation,
    nearest.tolerance,
    -- 等几个项目: more than the one that is named.
    case
        when involved.project_count > 1 and not nearest.is_same then '涉及不止一个项目'
        when strpos(involved.sentence, involved.item || '等') > 0 and not nearest.is_same and involved.project_count is null
            then '涉及不止一个项目'
        else ''
    end as skip_reason
from nearest
inner join involved
    on
        nearest.report_key = involved.report_key
        and nearest.disclosure_no = involved.disclosure_no
union all
select
    {{ at_disclosure('number') }},
    '文字中“' || number.item || '”' || number.metric as left_label,
    number.amount as left_amount,
    '涉及资金是该一个项目的数，应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from nearest
inner join {{ ref('quality_disclosure') }} as number
    on
        nearest.report_key = number.report_key
        and nearest.number_no = number.disclosure_no
where nearest.is_same
union all
select
    {{ at_disclosure('number') }},
    '文字中“' || number.item || '”' || number.metric as left_label,
    number.amount as left_amount,
    '涉及资金是所述各项目全年预算之和，应为' as right_label,
    evaluated.project_count as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from involved
inner join evaluated
    on
        involved.report_key = evaluated.report_key
        and involved.half + evaluated.half >= abs(involved.amount - evaluated.amount)
inner join {{ ref('quality_disclosure') }} as number
    on
        involved.report_key = number.report_key
        and involved.number_no = number.disclosure_no
left join nearest
    on
        involved.report_key = nearest.report_key
        and involved.disclosure_no = nearest.disclosure_no
where nearest.report_key is null
union all
select
    {{ at_disclosure('involved') }},
    '文字中“' || involved.item || '”' || involved.metric as left_label,
    involved.amount as left_amount,
    concat('绩效表所印', nearest_sum.project_count, '个项目', nearest_sum.label, '之和') as right_label,
    nearest_sum.amount as right_amount,
    '=' as relation,
    nearest_sum.tolerance,
    '' as skip_reason
from nearest_sum
inner join involved
    on
        nearest_sum.report_key = involved.report_key
        and nearest_sum.disclosure_no = involved.disclosure_no
