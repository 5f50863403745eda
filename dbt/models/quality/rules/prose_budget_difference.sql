-- A stated difference between outturn and budget (决算数较预算数减少…) is the outturn minus the budget of the same sentence.
with difference as (
    select * from {{ ref('quality_disclosure') }}
    where metric = '较预算数增减额'
),

-- 决算数等于预算数 is a comparison in words, of prose_budget_direction.
said as (
    select distinct
        report_key,
        group_no
    from {{ ref('quality_remark') }}
    where kind = 'comparison' and direction = 'unchanged'
),

nearest as (
    select distinct on (difference.report_key, difference.disclosure_no)
        difference.report_key,
        difference.disclosure_no,
        outturn.amount - budget.amount as amount,
        difference.half + outturn.half + budget.half as tolerance
    from difference
    inner join {{ ref('quality_disclosure') }} as outturn
        on
            difference.report_key = outturn.report_key
            and difference.group_no = outturn.group_no
            and outturn.metric in ('支出决算', '决算数', '全年执行数')
    inner join {{ ref('quality_disclosure') }} as budget
        on
            difference.report_key = budget.report_key
            and difference.group_no = budget.group_no
            and budget.metric in ('年初预算', '预算数', '全年预算数', '全年预算', '调整预算', '调整预算数', '预算总额')
    left join said
        on
            difference.report_key = said.report_key
            and difference.group_no = said.group_no
    where said.report_key is null or difference.amount <> 0
    order by
        difference.report_key asc,
        difference.disclosure_no asc,
        abs(difference.amount - outturn.amount + budget.amount) asc,
        outturn.disclosure_no asc,
        budget.disclosure_no asc
)

select
    {{ at_disclosure('difference') }},
    '文字中“' || difference.item || '”较预算数增减额' as left_label,
    difference.amount as left_amount,
    '按决算数减预算数计算' as right_label,
    nearest.amount as right_amount,
    '=' as relation,
    nearest.tolerance,
    '' as skip_reason
from difference
inner join nearest
    on
        difference.report_key = nearest.report_key
        and difference.disclosure_no = nearest.disclosure_no
