-- Two forms that print the same two subjects don't print their amounts crosswise: what one gives the first the other doesn't give the second, and the
-- other way round. Forms need not agree (revenue and expenditure of a subject differ); but both amounts to the last digit at each other's
-- subject are a row taken for its neighbour. Small amounts may be alike by chance: one of both has a hundred times the last digit.
with subject as (
    select
        subject.*,
        statement.title
    from {{ ref('quality_subject_amount') }} as subject
    inner join {{ ref('quality_statement') }} as statement
        on
            subject.report_key = statement.report_key
            and subject.statement_seq = statement.statement_seq
    where subject.digits = 0 and subject.code_column = 'row_code' and subject.basis = 'this_year' and subject.amount <> 0
),

-- The same subject in two forms, and in both by one measure each.
pair as (
    select
        one.report_key,
        one.statement_seq as left_seq,
        other.statement_seq as right_seq,
        one.side as left_side,
        other.side as right_side,
        one.measure as left_measure,
        other.measure as right_measure,
        one.fund as left_fund,
        other.fund as right_fund,
        one.title as left_title,
        other.title as right_title,
        one.code,
        one.figure_no,
        one.amount as left_amount,
        other.amount as right_amount,
        greatest(one.half, other.half) as half
    from subject as one
    inner join subject as other
        on
            one.report_key = other.report_key
            and one.code = other.code
            and one.statement_seq < other.statement_seq
),

crossed as (
    select
        first.report_key,
        first.left_seq,
        first.right_seq,
        first.code,
        second.code as other_code,
        min(first.figure_no) as figure_no
    from pair as first
    inner join pair as second
        on
            first.report_key = second.report_key
            and first.left_seq = second.left_seq
            and first.right_seq = second.right_seq
            and first.left_side = second.left_side
            and first.right_side = second.right_side
            and first.left_measure = second.left_measure
            and first.right_measure = second.right_measure
            and first.left_fund = second.left_fund
            and first.right_fund = second.right_fund
            and first.left_amount = second.right_amount
            and first.right_amount = second.left_amount
            and first.code < second.code
    where
        abs(first.left_amount - first.right_amount) > 20 * first.half
        and greatest(abs(first.left_amount), abs(first.right_amount)) >= 200 * first.half
    group by first.report_key, first.left_seq, first.right_seq, first.code, second.code
),

compared as (
    select
        report_key,
        left_seq,
        right_seq,
        min(left_title) as left_title,
        min(right_title) as right_title,
        min(figure_no) as figure_no
    from pair
    group by report_key, left_seq, right_seq
    having count(distinct code) > 1
),

counted as (
    select
        compared.report_key,
        compared.left_title,
        compared.right_title,
        coalesce(min(crossed.figure_no), compared.figure_no) as figure_no,
        count(crossed.code) as crossed_count,
        string_agg(
            crossed.code || '与' || crossed.other_code, '、' order by crossed.code collate "C", crossed.other_code collate "C"
        ) as codes
    from compared
    left join crossed
        on
            compared.report_key = crossed.report_key
            and compared.left_seq = crossed.left_seq
            and compared.right_seq = crossed.right_seq
    group by
        compared.report_key,
        compared.left_seq,
        compared.right_seq,
        compared.left_title,
        compared.right_title,
        compared.figure_no
)

select
    figure.report_key,
    figure.statement_seq,
    null::integer as disclosure_no,
    figure.page,
    figure.table_index,
    figure.row_index,
    figure.column_index,
    figure.row_label,
    figure.column_label,
    '处' as unit,
    1::numeric as factor,
    case
        when counted.crossed_count = 0 then '与《' || counted.right_title || '》各科目的数'
        else '科目' || counted.codes || '的数与《' || counted.right_title || '》正好对调，两表之一的两行错位'
    end as left_label,
    counted.crossed_count::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from counted
inner join {{ ref('quality_figure') }} as figure
    on
        counted.report_key = figure.report_key
        and counted.figure_no = figure.figure_no
