-- A subject has no more in a form that covers part of the money than in the one that covers all of it (seeds/subject_pair.csv,
-- relation <=); a subject that the wider form leaves out counts as zero there.
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
    where pair.relation = '<='
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
    left join right_amount
        using (pair_id, report_key, left_seq, right_seq, code)
)

select
    {{ at_figure('figure') }},
    '科目' || compared.code || '（' || left_form.title || '）' as left_label,
    coalesce(compared.left_amount, 0) as left_amount,
    '科目' || compared.code || '（' || right_form.title || case when compared.right_no is null then '，未列' else '' end
    || '）' as right_label,
    coalesce(compared.right_amount, 0) as right_amount,
    pair.relation,
    compared.tolerance,
    case
        when pair.only_if_totals_agree and not pair.totals_agree then '两表合计不同，口径可能不同' else ''
    end as skip_reason
from compared
inner join comparable
    using (pair_id, report_key, left_seq, right_seq)
inner join pair
    using (pair_id, report_key, left_seq, right_seq)
inner join {{ ref('quality_statement') }} as left_form
    on
        compared.report_key = left_form.report_key
        and compared.left_seq = left_form.statement_seq
inner join {{ ref('quality_statement') }} as right_form
    on
        compared.report_key = right_form.report_key
        and compared.right_seq = right_form.statement_seq
inner join {{ ref('quality_figure') }} as figure
    on
        compared.report_key = figure.report_key
        and coalesce(compared.left_no, compared.right_no) = figure.figure_no
