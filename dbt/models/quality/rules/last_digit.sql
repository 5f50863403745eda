{%- set fewest_agreeing = 10 %}
-- Rounded numbers add up to the last digit by chance only. Where those of a report do, ten times at least, they were made to, and the sum that
-- doesn't, though rounding could explain it, is worth a look. So is the amount that two cells, two forms, or the prose and a form, print with another
-- last digit. One number has to explain all that is apart: a part of one sum and the whole of another in its column or row, apart by as much; or the
-- same two amounts. A report in which more is apart was rounded; there only a sum that is further apart than the rounding of its parts is likely to
-- add up to.
with equation as (
    select
        *,
        count(*) filter (where difference = 0)
            over (partition by report_key, kind, case when kind = 'sums' then rule end) as agreeing
    from {{ ref('quality_equation') }}
),

weighed as (
    select
        report_key,
        kind,
        max(agreeing) as agreeing,
        count(*) filter (where difference <> 0) as apart,
        count(distinct abs(difference)) filter (where difference <> 0) = 1
        and case
            when kind <> 'sums'
                then count(distinct least(left_amount, right_amount)) filter (where difference <> 0) = 1
            else
                count(distinct statement_seq) filter (where difference <> 0) = 1
                {%- for reach in ['column', 'row'] %}
                    {%- set of_reach = "difference <> 0 and reach = '" ~ reach ~ "'" %}
                    and count(*) filter (where {{ of_reach }}) <= 2
                    and count(distinct {{ reach }}_index) filter (where {{ of_reach }}) <= 1
                    and (
                        count(*) filter (where {{ of_reach }}) < 2
                        or sum(difference) filter (where {{ of_reach }}) = 0
                    )
                {%- endfor %}
        end as is_one_number
    from equation
    group by report_key, kind
)

select
    equation.report_key,
    equation.statement_seq,
    equation.disclosure_no,
    equation.page,
    equation.table_index,
    equation.row_index,
    equation.column_index,
    equation.row_label,
    equation.column_label,
    equation.unit,
    equation.factor,
    equation.left_label,
    equation.left_amount,
    equation.right_label || case
        when equation.is_far then '（四舍五入通常不至相差这么多）'
        else '（报告中其他' || equation.agreeing || '处同类的数末位均相符）'
    end as right_label,
    equation.right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from weighed
inner join equation
    on
        weighed.report_key = equation.report_key
        and weighed.kind = equation.kind
where
    equation.is_far
    or (equation.agreeing >= {{ fewest_agreeing }} and weighed.is_one_number and equation.difference <> 0)
union all
select
    report_key,
    null::integer as statement_seq,
    null::integer as disclosure_no,
    null::integer as page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    '' as row_label,
    '' as column_label,
    '处' as unit,
    1::numeric as factor,
    case kind
        when 'sums' then '末位相符的合计'
        when 'cells' then '表内末位相符的数'
        when 'forms' then '各表间末位相符的数'
        else '文字与表间末位相符的数'
    end as left_label,
    agreeing::numeric as left_amount,
    '数' as right_label,
    agreeing::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from weighed
where agreeing >= {{ fewest_agreeing }} and not (is_one_number and apart > 0)
