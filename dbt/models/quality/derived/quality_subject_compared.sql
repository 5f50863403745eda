-- One row per pair of forms and subject, with the subject's amount in both (seeds/subject_pair.csv): what subject_in_forms and
-- subject_within_form compare.
with pair as (
    select
        pair.*,
        left_total.report_key,
        left_total.statement_seq as left_seq,
        right_total.statement_seq as right_seq,
        left_total.figure_no as left_total_no,
        abs(left_total.amount - right_total.amount) <= left_total.half + right_total.half as totals_agree
    from {{ ref('subject_pair') }} as pair
    inner join {{ ref('quality_form_total') }} as left_total
        on
            pair.left_statement = left_total.statement_key
            and coalesce(pair.left_side, '') = left_total.side
            and pair.left_measure = left_total.measure
    inner join {{ ref('quality_form_total') }} as right_total
        on
            left_total.report_key = right_total.report_key
            and pair.right_statement = right_total.statement_key
            and coalesce(pair.right_side, '') = right_total.side
            and pair.right_measure = right_total.measure
),

left_amount as (
    select
        pair.pair_id,
        pair.report_key,
        pair.left_seq,
        pair.right_seq,
        subject.code,
        subject.figure_no,
        subject.amount,
        subject.half
    from pair
    inner join {{ ref('quality_subject_amount') }} as subject
        on
            pair.report_key = subject.report_key
            and pair.left_seq = subject.statement_seq
            and coalesce(pair.left_side, '') = subject.side
            and pair.left_measure = subject.measure
            and pair.digits = subject.digits
            and subject.code_column = 'row_code'
),

right_amount as (
    select
        pair.pair_id,
        pair.report_key,
        pair.left_seq,
        pair.right_seq,
        subject.code,
        subject.figure_no,
        subject.amount,
        subject.half
    from pair
    inner join {{ ref('quality_subject_amount') }} as subject
        on
            pair.report_key = subject.report_key
            and pair.right_seq = subject.statement_seq
            and coalesce(pair.right_side, '') = subject.side
            and pair.right_measure = subject.measure
            and pair.digits = subject.digits
            and pair.right_code = subject.code_column
),

-- A form that has no amount by subject at all says nothing of any subject.
comparable as (
    select distinct
        left_amount.pair_id,
        left_amount.report_key,
        left_amount.left_seq,
        left_amount.right_seq
    from left_amount
    inner join right_amount
        on
            left_amount.pair_id = right_amount.pair_id
            and left_amount.report_key = right_amount.report_key
            and left_amount.left_seq = right_amount.left_seq
            and left_amount.right_seq = right_amount.right_seq
),

compared as (
    select
        pair_id,
        report_key,
        left_seq,
        right_seq,
        code,
        left_amount.figure_no as left_no,
        right_amount.figure_no as right_no,
        left_amount.amount as left_amount,
        right_amount.amount as right_amount,
        coalesce(left_amount.half, 0) + coalesce(right_amount.half, 0) as tolerance
    from left_amount
    full outer join right_amount
        using (pair_id, report_key, left_seq, right_seq, code)
)

select
    compared.pair_id,
    compared.report_key,
    compared.left_seq,
    compared.right_seq,
    compared.code,
    compared.left_no,
    compared.right_no,
    coalesce(compared.left_no, compared.right_no) as figure_no,
    coalesce(compared.left_amount, 0) as left_amount,
    coalesce(compared.right_amount, 0) as right_amount,
    compared.tolerance,
    pair.relation,
    pair.only_if_totals_agree and not pair.totals_agree as may_differ
from compared
inner join comparable
    using (pair_id, report_key, left_seq, right_seq)
inner join pair
    using (pair_id, report_key, left_seq, right_seq)
where pair.relation = '=' or compared.left_no is not null
