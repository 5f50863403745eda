-- 政府采购支出 = 货物 + 工程 + 服务: lines of the final account's form, columns of a budget's.
with line_total as (
    select * from {{ ref('quality_figure') }}
    where statement_key = 'procurement' and line = 'total' and basis = 'this_year' and measure = 'amount'
),

line_part as (
    select
        report_key,
        statement_seq,
        count(*) filter (where {{ may_be_rounded('amount', 'half') }}) as rounded_count,
        sum(amount) as amount,
        sum(half) as half,
        string_agg(row_label, '+' order by row_no, figure_no) as labels
    from {{ ref('quality_figure') }}
    where
        statement_key = 'procurement'
        and line in ('goods', 'works', 'services')
        and basis = 'this_year'
        and measure = 'amount'
    group by report_key, statement_seq
),

column_part as (
    select
        report_key,
        statement_seq,
        row_no,
        count(*) filter (where {{ may_be_rounded('amount', 'half') }}) as rounded_count,
        sum(amount) as amount,
        sum(half) as half,
        string_agg(column_label, '+' order by column_index, figure_no) as labels
    from {{ ref('quality_figure') }}
    where
        statement_key = 'budget_procurement'
        and basis = 'this_year'
        and measure in ('goods', 'works', 'services')
    group by report_key, statement_seq, row_no
)

select
    {{ at_figure('whole') }},
    whole.row_label as left_label,
    whole.amount as left_amount,
    line_part.labels as right_label,
    line_part.amount as right_amount,
    '=' as relation,
    whole.half + line_part.half as tolerance,
    '' as skip_reason,
    whole.half,
    line_part.rounded_count
from line_total as whole
inner join line_part
    on
        whole.report_key = line_part.report_key
        and whole.statement_seq = line_part.statement_seq
union all
select
    {{ at_figure('whole') }},
    whole.row_label as left_label,
    whole.amount as left_amount,
    column_part.labels as right_label,
    column_part.amount as right_amount,
    '=' as relation,
    whole.half + column_part.half as tolerance,
    '' as skip_reason,
    whole.half,
    column_part.rounded_count
from {{ ref('quality_figure') }} as whole
inner join column_part
    on
        whole.report_key = column_part.report_key
        and whole.statement_seq = column_part.statement_seq
        and whole.row_no = column_part.row_no
where whole.measure = 'total' and {{ of_year('whole') }}
