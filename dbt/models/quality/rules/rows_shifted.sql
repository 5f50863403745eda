-- The amounts of a form stand at their subjects: not one row below or above them (数字与科目错行). What a row should be is known from sums of its own
-- form and from forms that print the same subject. Where those contradict the form, and most of them hold once each row takes the amount of
-- the row beside it, the block is shifted: one cause for all of them. At least three, or two sums of several
-- rows, which don't agree by chance; one of them a sum within the form: the other form may be the shifted one.
with figure as (
    select
        figure.*,
        count(*) over (
            partition by
                figure.report_key, figure.statement_seq, figure.side, figure.basis, figure.measure, figure.member, figure.fund
        ) as column_count
    from {{ ref('quality_figure') }} as figure
    where
        figure.row_code ~ '^\d{3,}$'
        and {{ of_amounts('figure') }}
        and figure.unit in ('元', '万元')
),

-- One column of a form is enough: the one that has most amounts.
main as (
    select distinct on (report_key, statement_seq, side)
        report_key,
        statement_seq,
        side,
        basis,
        measure,
        member,
        fund
    from figure
    order by report_key asc, statement_seq asc, side asc, column_count desc, figure_no asc
),

placed as (
    select
        figure.report_key,
        figure.statement_seq,
        figure.side,
        figure.figure_no,
        figure.amount,
        figure.half,
        row_number() over (
            partition by figure.report_key, figure.statement_seq, figure.side
            order by figure.table_index, figure.row_index, figure.figure_no
        ) as place
    from figure
    inner join main
        on
            figure.report_key = main.report_key
            and figure.statement_seq = main.statement_seq
            and figure.side = main.side
            and {{ same_column('figure', 'main') }}
),

-- Each subject with the amount of its own row (0), of the row below (1) and of the row above (-1).
taken as (
    select
        own.report_key,
        own.statement_seq,
        own.side,
        own.figure_no,
        own.place,
        step.step,
        other.amount,
        other.half
    from placed as own
    cross join generate_series(-1, 1) as step (step)
    inner join placed as other
        on
            own.report_key = other.report_key
            and own.statement_seq = other.statement_seq
            and own.side = other.side
            and own.place + step.step = other.place
),

child as (
    select
        tree.report_key,
        tree.parent_figure_no,
        taken.step,
        count(*) as child_count,
        sum(taken.amount) as amount,
        sum(taken.half) as half
    from {{ ref('quality_parent') }} as tree
    inner join taken
        on
            tree.report_key = taken.report_key
            and tree.figure_no = taken.figure_no
    where tree.parent_figure_no is not null
    group by tree.report_key, tree.parent_figure_no, taken.step
),

known as (
    select
        report_key,
        left_seq as statement_seq,
        figure_no,
        right_amount as amount,
        tolerance
    from {{ ref('quality_subject_compared') }}
    where relation = '=' and not may_differ and left_no is not null and right_no is not null
    union
    select
        report_key,
        right_seq as statement_seq,
        right_no as figure_no,
        left_amount as amount,
        tolerance
    from {{ ref('quality_subject_compared') }}
    where relation = '=' and not may_differ and left_no is not null and right_no is not null
),

test as (
    select
        taken.report_key,
        taken.statement_seq,
        taken.side,
        taken.step,
        taken.place,
        'sum' as kind,
        taken.figure_no as test_no,
        child.child_count,
        abs(taken.amount - child.amount) <= taken.half + child.half as holds
    from taken
    inner join child
        on
            taken.report_key = child.report_key
            and taken.figure_no = child.parent_figure_no
            and taken.step = child.step
    where taken.amount <> 0
    union all
    select
        taken.report_key,
        taken.statement_seq,
        taken.side,
        taken.step,
        taken.place,
        'form' as kind,
        taken.figure_no as test_no,
        1 as child_count,
        abs(taken.amount - known.amount) <= known.tolerance as holds
    from taken
    inner join known
        on
            taken.report_key = known.report_key
            and taken.statement_seq = known.statement_seq
            and taken.figure_no = known.figure_no
    where taken.amount <> 0
),

-- What doesn't hold as printed, and whether it holds with the row beside.
judged as (
    select
        own.report_key,
        own.statement_seq,
        own.side,
        step.step,
        count(distinct row(own.kind, own.test_no)) as tested,
        count(distinct row(own.kind, own.test_no)) filter (where not own.holds) as wrong,
        count(distinct row(own.kind, own.test_no)) filter (where not own.holds and moved.holds) as mended,
        count(distinct own.test_no) filter (where not own.holds and moved.holds and own.kind = 'sum') as mended_sums,
        count(distinct own.test_no) filter (
            where not own.holds and moved.holds and own.kind = 'sum' and own.child_count > 1
        ) as mended_wide
    from test as own
    cross join (values (-1), (1)) as step (step)
    left join test as moved
        on
            own.report_key = moved.report_key
            and own.kind = moved.kind
            and own.test_no = moved.test_no
            and own.child_count = moved.child_count
            and step.step = moved.step
    where own.step = 0
    group by own.report_key, own.statement_seq, own.side, step.step
),

best as (
    select distinct on (report_key, statement_seq, side)
        *,
        (mended >= 3 or mended_wide >= 2) and mended_sums >= 1 and mended >= 0.6 * wrong as is_shifted
    from judged
    where tested >= 2
    order by report_key asc, statement_seq asc, side asc, mended desc, step desc
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
        when best.is_shifted
            then
                concat(
                    '数字与科目错行：各行取', case best.step when 1 then '下' else '上' end, '一行的数，则', best.wrong, '处不符中', best.mended, '处相符'
                )
        else '数字与科目'
    end as left_label,
    best.is_shifted::integer::numeric as left_amount,
    '应为' as right_label,
    0::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from best
inner join placed
    on
        best.report_key = placed.report_key
        and best.statement_seq = placed.statement_seq
        and best.side = placed.side
        and placed.place = 1
inner join {{ ref('quality_figure') }} as figure
    on
        placed.report_key = figure.report_key
        and placed.figure_no = figure.figure_no
