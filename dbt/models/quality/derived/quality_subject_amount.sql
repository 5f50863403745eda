-- One row per form, side, column and subject, with its amount: as printed in the rows of the subject, and for classes also as the
-- sum of the deepest rows where a form prints no classes. Government economic subjects stand in a second code of the row.
with figure as (
    select figure.* from {{ ref('quality_figure') }} as figure
    where
        figure.role not in ('count', 'percent')
        and figure.row_kind in ('item', 'subtotal')
        and {{ of_amounts('figure') }}
),

coded as (
    select
        figure.*,
        'row_code' as code_column,
        figure.subject_code as code
    from figure
    where figure.subject_code ~ '^[235]\d\d(\d\d)?(\d\d)?$'
    union all
    select
        figure.*,
        'row_code2' as code_column,
        figure.row_code2 as code
    from figure
    where figure.row_code2 ~ '^5\d\d(\d\d)?$'
),

depth as (
    select
        report_key,
        statement_seq,
        side,
        basis,
        measure,
        fund,
        code_column,
        min(length(code)) as least,
        max(length(code)) as most
    from coded
    group by report_key, statement_seq, side, basis, measure, fund, code_column
),

amount as (
    select
        report_key,
        statement_seq,
        statement_key,
        side,
        basis,
        measure,
        fund,
        code_column,
        0 as digits,
        code,
        min(figure_no) as figure_no,
        sum(amount) as amount,
        sum(half) as half
    from coded
    where code_column = 'row_code'
    group by report_key, statement_seq, statement_key, side, basis, measure, fund, code_column, code
    union all
    select
        coded.report_key,
        coded.statement_seq,
        coded.statement_key,
        coded.side,
        coded.basis,
        coded.measure,
        coded.fund,
        coded.code_column,
        3 as digits,
        left(coded.code, 3) as code,
        min(coded.figure_no) as figure_no,
        sum(coded.amount) as amount,
        sum(coded.half) as half
    from coded
    inner join depth
        on
            coded.report_key = depth.report_key
            and coded.statement_seq = depth.statement_seq
            and coded.side = depth.side
            and coded.basis = depth.basis
            and coded.measure = depth.measure
            and coded.fund = depth.fund
            and coded.code_column = depth.code_column
    where length(coded.code) = case when coded.code_column = 'row_code' and depth.least = 3 then 3 else depth.most end
    group by
        coded.report_key,
        coded.statement_seq,
        coded.statement_key,
        coded.side,
        coded.basis,
        coded.measure,
        coded.fund,
        coded.code_column,
        left(coded.code, 3)
)

select *
from amount
