-- One row per form, side and column, with the total that the form prints for the year (合计, 本年支出合计).
select distinct on (report_key, statement_seq, side, basis, measure, member, fund)
    report_key,
    statement_seq,
    statement_key,
    side,
    basis,
    measure,
    member,
    fund,
    figure_no,
    amount,
    half
from {{ ref('quality_figure') }}
where
    (side = '' and row_kind = 'total')
    or (side <> '' and line in ('current_expenditure', 'total') and row_kind in ('subtotal', 'total'))
order by
    report_key asc,
    statement_seq asc,
    side asc,
    basis asc,
    measure asc,
    member asc,
    fund asc,
    (line = 'current_expenditure') desc,
    figure_no asc
