-- An amount or a percentage in the prose is printed with its unit. Where 万元 or % was left out, the number is read in the unit that its
-- sentence goes by, and this says so. A nought needs no unit.
select
    report_key,
    null::integer as statement_seq,
    disclosure_no,
    page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    section as row_label,
    item as column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when printed ~ '\d$' then '文字“' || printed || '”未写单位，按' || coalesce(nullif(unit, ''), '无单位') || '计'
        else '未写单位的数'
    end as left_label,
    (printed ~ '\d$')::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from {{ ref('quality_disclosure') }}
where
    topic <> 'performance'
    and value <> 0
    and (is_money or unit in ('%', ''))
