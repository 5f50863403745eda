-- Both sides of a summary form balance: 收入总计 = 支出总计, for each block of expenditure that prints one.
with total as (
    select
        *,
        count(*) over (partition by report_key, statement_seq, side, basis, measure, fund) as total_count
    from {{ ref('quality_figure') }}
    where
        line = 'total'
        and row_kind = 'total'
        and basis in ('this_year', 'prior_year')
        and measure = 'amount'
        and member = ''
)

select
    {{ at_figure('expenditure') }},
    expenditure.row_label || '（支出方）' as left_label,
    expenditure.amount as left_amount,
    revenue.row_label || '（收入方）' as right_label,
    revenue.amount as right_amount,
    '=' as relation,
    expenditure.half + revenue.half as tolerance,
    case
        when revenue.total_count > 1 or expenditure.total_count > 1 then '本栏有不止一个总计行' else ''
    end as skip_reason
from total as expenditure
inner join total as revenue
    on
        expenditure.report_key = revenue.report_key
        and expenditure.statement_seq = revenue.statement_seq
        and {{ same_column('expenditure', 'revenue') }}
        and revenue.side = 'revenue'
where expenditure.side not in ('', 'revenue')
