-- A form prints the sum rows that its official model has (seeds/sum_row.csv): 合计, 本年收入合计, 总计 …, where it prints rows that
-- they sum up. All parts of a form that was printed in several count as one. Where the totals of personnel and of public expenditure serve as well,
-- each is asked for that has rows: by their codes (301 and 303 are personnel), and both where there are none.
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
        count(distinct figure.row_no) filter (
            where figure.row_kind ~ coalesce(expected.row_kind_pattern, '') and figure.line ~ coalesce(expected.line_pattern, '')
        ) > 0
        or (
            expected.halves
            and bool_or(figure.row_kind = 'group_total')
            and (
                bool_or(figure.row_kind = 'group_total' and {{ marked('personnel_rows', 'figure') }})
                or not bool_or(figure.row_kind = 'item' and figure.amount <> 0 and coalesce(figure.row_code, '') !~ '^3(0[^13]|[^0])')
            )
            and (
                bool_or(figure.row_kind = 'group_total' and {{ marked('public_rows', 'figure') }})
                or not bool_or(figure.row_kind = 'item' and figure.amount <> 0 and coalesce(figure.row_code, '') !~ '^30[13]')
            )
        ) as is_printed
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
    group by block.report_key, block.figure_no, expected.name_zh, expected.halves
)

select
    {{ at_figure_in_rows('figure') }},
    '《' || figure.statement_title || '》' || case figure.side when 'revenue' then '收入方' when '' then '' else '支出方' end
    || '“' || counted.name_zh || '”的行数' as left_label,
    case when counted.is_printed then 1 else 0 end::numeric as left_amount,
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
