-- One row per pair of forms and subject, with the subject's amount in both (seeds/subject_pair.csv): what subject_in_forms and
-- subject_within_form compare.
with pair as (
    select
        pair.*,
        left_total.report_key,
        left_total.statement_seq as left_seq,
        right_total.statement_seq as right_seq,
        left_total.figure_no as left_total_no,
        abs(left_total.amount - right_total.amount) <= left_total.half + right_total.half as totals_agree,
        abs(left_total.amount - right_total.amount) + left_total.half + right_total.half as total_gap
    from {{ ref('subject_pair') }} as pair
    inner join {{ ref('quality_form_total') }} as left_total
        on
            pair.left_statement = left_total.statement_key
            and coalesce(pair.left_side, '') = left_total.side
            and pair.left_measure = left_total.measure
            and {{ of_year('left_total') }}
    inner join {{ ref('quality_form_total') }} as right_total
        on
            left_total.report_key = right_total.report_key
            and pair.right_statement = right_total.statement_key
            and coalesce(pair.right_side, '') = right_total.side
            and pair.right_measure = right_total.measure
            and {{ of_year('right_total') }}
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
        subject.half,
        pair.relation,
        pair.only_if_totals_agree and not pair.totals_agree as may_differ,
        case when pair.only_if_totals_agree then pair.total_gap else 0 end as total_gap
    from pair
    inner join {{ ref('quality_subject_amount') }} as subject
        on
            pair.report_key = subject.report_key
            and pair.left_seq = subject.statement_seq
            and coalesce(pair.left_side, '') = subject.side
            and pair.left_measure = subject.measure
            and subject.basis = 'this_year'
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
        subject.half,
        pair.relation,
        pair.only_if_totals_agree and not pair.totals_agree as may_differ,
        case when pair.only_if_totals_agree then pair.total_gap else 0 end as total_gap
    from pair
    inner join {{ ref('quality_subject_amount') }} as subject
        on
            pair.report_key = subject.report_key
            and pair.right_seq = subject.statement_seq
            and coalesce(pair.right_side, '') = subject.side
            and pair.right_measure = subject.measure
            and subject.basis = 'this_year'
            and pair.digits = subject.digits
            and pair.right_code = subject.code_column
),

-- A form that has no amount by subject at all says nothing of any subject: at least one has to be in both.
compared as (
    select
        pair_id,
        report_key,
        left_seq,
        right_seq,
        code,
        left_amount.figure_no as left_no,
        right_amount.figure_no as right_no,
        coalesce(left_amount.figure_no, right_amount.figure_no) as figure_no,
        coalesce(left_amount.amount, 0) as left_amount,
        coalesce(right_amount.amount, 0) as right_amount,
        coalesce(left_amount.half, 0) + coalesce(right_amount.half, 0) as tolerance,
        coalesce(left_amount.relation, right_amount.relation) as relation,
        coalesce(left_amount.may_differ, right_amount.may_differ) as may_differ,
        coalesce(left_amount.total_gap, right_amount.total_gap) as total_gap,
        bool_or(left_amount.figure_no is not null and right_amount.figure_no is not null)
            over (partition by pair_id, report_key, left_seq, right_seq) as is_comparable
    from left_amount
    full outer join right_amount
        using (pair_id, report_key, left_seq, right_seq, code)
),

-- A subject that a form lacks has nothing there; where the form holds a number that nothing explains, that may be the subject's.
unread as (
    select distinct
        statement.report_key,
        statement.statement_seq
    from {{ ref('quality_statement') }} as statement
    inner join {{ ref('quality_gap') }} as gap
        on
            statement.report_key = gap.report_key
            and gap.table_index = any(statement.table_indexes::integer[])
)

select
    compared.report_key,
    compared.pair_id,
    compared.left_seq,
    compared.right_seq,
    compared.code,
    compared.left_no,
    compared.right_no,
    compared.figure_no,
    compared.left_amount,
    compared.right_amount,
    compared.tolerance,
    compared.relation,
    -- Totals that agree within their rounding may still hold so much of other money: a subject that one of the forms lacks.
    compared.may_differ
    or (compared.left_no is null or compared.right_no is null)
    and abs(compared.left_amount - compared.right_amount) - compared.tolerance > 0
    and abs(compared.left_amount - compared.right_amount) - compared.tolerance <= compared.total_gap as may_differ,
    unread.report_key is not null as may_be_unread
from compared
left join unread
    on
        compared.report_key = unread.report_key
        and case
            when compared.left_no is null then compared.left_seq
            when compared.right_no is null then compared.right_seq
        end = unread.statement_seq
where compared.is_comparable and (compared.relation = '=' or compared.left_no is not null)
