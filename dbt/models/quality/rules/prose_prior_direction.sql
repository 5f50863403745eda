-- Words that set an amount against last year without saying by how much (与上年相比有所增加): last year's amount, or a change of the same thing that is
-- stated in numbers, goes the same way; and nothing increases to nothing.
with said as (
    select
        remark.*,
        case remark.direction when 'increase' then 1 when 'decrease' then -1 else 0 end as stated
    from {{ ref('quality_remark') }} as remark
    where remark.kind = 'comparison' and remark.base = '上年数'
),

this_year as (
    select
        said.report_key,
        said.remark_no,
        max(amount.disclosure_no) as disclosure_no,
        max(amount.amount) as amount,
        max(amount.half) as half
    from said
    inner join {{ ref('quality_disclosure') }} as amount
        on
            said.report_key = amount.report_key
            and said.group_no = amount.group_no
            and amount.metric in ('金额', '预算数', '支出决算', '决算数')
            and amount.is_money
    group by said.report_key, said.remark_no
    -- One amount of this year, whatever it is called.
    having min(amount.amount) = max(amount.amount)
),

found as (
    select
        said.report_key,
        said.remark_no,
        '同段所述的上年数' as basis,
        sign(this_year.amount - last_year.amount) as direction
    from said
    inner join this_year
        on
            said.report_key = this_year.report_key
            and said.remark_no = this_year.remark_no
    inner join {{ ref('quality_disclosure') }} as last_year
        on
            said.report_key = last_year.report_key
            and said.group_no = last_year.group_no
            and last_year.metric = '上年数'
            and last_year.is_money
            and abs(this_year.amount - last_year.amount) > this_year.half + last_year.half
    union all
    select
        said.report_key,
        said.remark_no,
        '同段所述的增减' as basis,
        sign(change.amount) as direction
    from said
    inner join {{ ref('quality_disclosure') }} as change
        on
            said.report_key = change.report_key
            and said.group_no = change.group_no
            and change.metric in ('比上年增减额', '比上年增减率')
    union all
    select
        said.report_key,
        said.remark_no,
        '本年数为0' as basis,
        -1 as direction
    from said
    inner join this_year
        on
            said.report_key = this_year.report_key
            and said.remark_no = this_year.remark_no
    where this_year.amount = 0 and said.stated = 1
),

judged as (
    select distinct on (report_key, remark_no)
        found.report_key,
        found.remark_no,
        found.basis,
        found.direction
    from found
    order by
        report_key asc,
        remark_no asc,
        basis collate "C" asc
)

select
    said.report_key,
    null::integer as statement_seq,
    this_year.disclosure_no,
    said.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    said.section as row_label,
    said.item as column_label,
    '增减' as unit,
    1::numeric as factor,
    '文字中“' || said.item || '”所称“' || said.printed || '”' as left_label,
    said.stated::numeric as left_amount,
    '按' || coalesce(judged.basis, '上年数') as right_label,
    coalesce(judged.direction, said.stated)::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    case when judged.report_key is null then '上年数或增减数未述及' else '' end as skip_reason
from said
left join this_year
    on
        said.report_key = this_year.report_key
        and said.remark_no = this_year.remark_no
left join judged
    on
        said.report_key = judged.report_key
        and said.remark_no = judged.remark_no
