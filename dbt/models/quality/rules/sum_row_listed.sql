-- A form prints the sum rows that its official model has (seeds/sum_row.csv): 合计, 本年收入合计, 总计 …, where it prints rows that
-- they sum up. All parts of a form that was printed in several count as one.
with block as (
    select
        report_key,
        statement_key,
        side,
        min(figure_no) as figure_no
    from {{ ref('quality_figure') }}
    where row_kind in ('item', 'group') and amount <> 0
    group by report_key, statement_key, side
),

counted as (
    select
        block.report_key,
        block.figure_no,
        expected.name_zh,
        count(distinct figure.row_no) as row_count
    from block
    inner join {{ ref('sum_row') }} as expected
        on
            block.statement_key = expected.statement_key
            and block.side ~ expected.side_pattern
    left join {{ ref('quality_figure') }} as figure
        on
            block.report_key = figure.report_key
            and block.statement_key = figure.statement_key
            and block.side = figure.side
            and figure.row_kind ~ coalesce(expected.row_kind_pattern, '')
            and figure.line ~ coalesce(expected.line_pattern, '')
    group by block.report_key, block.figure_no, expected.name_zh
)

select
    {{ at_figure_in_rows('figure') }},
    '《' || figure.statement_title || '》' || case figure.side when 'revenue' then '收入方' when '' then '' else '支出方' end
    || '“' || counted.name_zh || '”的行数' as left_label,
    least(counted.row_count, 1)::numeric as left_amount,
    '应为' as right_label,
    1::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from counted
inner join {{ ref('quality_figure') }} as figure
    on
        counted.report_key = figure.report_key
        and counted.figure_no = figure.figure_no
