-- Words that set the outturn against the budget (决算数大于、小于、等于预算数), in the sentence of the amounts or in one of their own: the amounts that
-- they speak of are so. Of several budgets the one that is named; where none is, one of them has to fit. Where no budget is stated, the completion
-- rate says which is larger: of 100 % it may be either.
with said as (
    select
        remark.*,
        case remark.direction when 'increase' then 1 when 'decrease' then -1 else 0 end as stated
    from {{ ref('quality_remark') }} as remark
    where remark.kind = 'comparison' and remark.base <> '上年数'
),

compared as (
    select
        said.report_key,
        said.remark_no,
        said.stated,
        outturn.disclosure_no,
        outturn.value as outturn_value,
        outturn.unit as outturn_unit,
        budget.metric as budget_metric,
        budget.value as budget_value,
        budget.unit as budget_unit,
        -- Numbers that rounding may have made equal don't contradict 等于; any difference that is printed has its direction.
        case
            when said.stated = 0 and abs(outturn.amount - budget.amount) <= outturn.half + budget.half then 0
            else sign(outturn.amount - budget.amount)
        end as found
    from said
    inner join {{ ref('quality_disclosure') }} as outturn
        on
            said.report_key = outturn.report_key
            and said.group_no = outturn.group_no
            and outturn.metric in ('支出决算', '决算数', '金额')
            and outturn.is_money
    inner join {{ ref('quality_disclosure') }} as budget
        on
            said.report_key = budget.report_key
            and said.group_no = budget.group_no
            and budget.metric in ('年初预算', '预算数', '全年预算')
            and budget.is_money
            and (said.base = '' or said.base = budget.metric or budget.metric = '预算数')
),

-- The completion rate of the budget that is named, or of any where the words or the rate name none; 100 % fits either.
rated as (
    select
        said.report_key,
        said.remark_no,
        said.stated,
        rate.disclosure_no,
        rate.value,
        case when abs(rate.value - 100) <= 2 * rate.half then said.stated else sign(rate.value - 100) end as found
    from said
    inner join {{ ref('quality_disclosure') }} as rate
        on
            said.report_key = rate.report_key
            and said.group_no = rate.group_no
            and rate.metric = '完成率'
            and (said.base = '' or rate.base = '' or said.base = rate.base or rate.base = '预算')
    left join compared
        on
            said.report_key = compared.report_key
            and said.remark_no = compared.remark_no
    where compared.report_key is null
),

by_rate as (
    select distinct on (report_key, remark_no) *
    from rated
    order by
        report_key asc,
        remark_no asc,
        (found = stated) desc,
        disclosure_no asc
),

nearest as (
    select distinct on (report_key, remark_no) *
    from compared
    order by
        report_key asc,
        remark_no asc,
        (found = stated) desc,
        disclosure_no asc,
        budget_value asc
)

select
    said.report_key,
    null::integer as statement_seq,
    nearest.disclosure_no,
    said.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    said.section as row_label,
    said.item as column_label,
    '高低' as unit,
    1::numeric as factor,
    '文字中“' || said.item || '”所称“' || said.printed || '”' as left_label,
    said.stated::numeric as left_amount,
    case
        when by_rate.report_key is not null then concat('按完成率', trim_scale(by_rate.value), '%')
        when nearest.report_key is null then '按所述两数相比'
        else concat(
            '按决算', trim_scale(nearest.outturn_value), nearest.outturn_unit, '与', nearest.budget_metric,
            trim_scale(nearest.budget_value), nearest.budget_unit, '相比'
        )
    end as right_label,
    coalesce(nearest.found, by_rate.found, said.stated)::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    case when nearest.report_key is null and by_rate.report_key is null then '所比的决算数或预算数未述及' else '' end as skip_reason
from said
left join nearest
    on
        said.report_key = nearest.report_key
        and said.remark_no = nearest.remark_no
left join by_rate
    on
        said.report_key = by_rate.report_key
        and said.remark_no = by_rate.remark_no
