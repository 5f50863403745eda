-- The amounts of a form stand at their subjects: not one row below or above them (数字与科目错行). What a row should be is known from sums of its own
-- form and from forms that print the same subject. Where those contradict the form, and most of them hold once each row takes the amount of
-- the row beside it, the block is shifted: one cause for all of them. At least three, two sums of several
-- rows or one of four amounts, which don't agree by chance; one of them a sum within the form: the other form may be the shifted one. Subjects that a form
-- prints in blocks side by side have their neighbours in their own block.
with figure as (
    select *
    from {{ ref('quality_figure') }} as figure
    where
        figure.row_code ~ '^\d{3,}$'
        and {{ of_amounts('figure') }}
        and figure.unit in ('元', '万元')
),

column_of_form as (
    select
        report_key,
        statement_seq,
        side,
        basis,
        measure,
        member,
        fund,
        count(distinct amount) filter (where amount <> 0) as amount_count,
        min(figure_no) as figure_no
    from figure
    group by report_key, statement_seq, side, basis, measure, member, fund
),

-- One column of a form is enough: the one that has most different amounts.
main as (
    select distinct on (report_key, statement_seq, side) *
    from column_of_form
    order by report_key asc, statement_seq asc, side asc, amount_count desc, figure_no asc
),

placed as (
    select
        figure.report_key,
        figure.statement_seq,
        figure.side,
        figure.column_index,
        figure.figure_no,
        figure.row_code,
        figure.table_index,
        figure.row_index,
        figure.amount,
        figure.half,
        row_number() over own_column as place,
        lag(figure.figure_no) over own_column as above_no,
        lag(figure.amount) over own_column as amount_above,
        lag(figure.half) over own_column as half_above,
        lead(figure.figure_no) over own_column as below_no,
        lead(figure.amount) over own_column as amount_below,
        lead(figure.half) over own_column as half_below
    from figure
    inner join main
        on
            figure.report_key = main.report_key
            and figure.statement_seq = main.statement_seq
            and figure.side = main.side
            and {{ same_column('figure', 'main') }}
    window own_column as (
        partition by figure.report_key, figure.statement_seq, figure.side, figure.column_index
        order by figure.table_index, figure.row_index, figure.figure_no
    )
),

-- Each subject with the amount of its own row (0), of the row below (1) and of the row above (-1).
taken as (
    select
        own.report_key,
        own.statement_seq,
        own.side,
        own.figure_no,
        step.step,
        step.amount,
        step.half
    from placed as own
    cross join
        lateral (
            values
            (0, own.figure_no, own.amount, own.half),
            (1, own.below_no, own.amount_below, own.half_below),
            (-1, own.above_no, own.amount_above, own.half_above)
        ) as step (step, figure_no, amount, half)
    where step.figure_no is not null
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

-- Forms of classes and sections alone (by economic subject) leave most sections blank, and a blank moves with its row: there the
-- amounts of a class are those of all rows up to the next class.
two_levels as (
    select
        report_key,
        statement_seq,
        side
    from placed
    group by report_key, statement_seq, side
    having min(length(row_code)) = 3 and max(length(row_code)) = 5
),

-- An amount that is pushed out at the end of a block may stand at its beginning.
first_row as (
    select distinct on (report_key, statement_seq, side, column_index, table_index)
        report_key,
        statement_seq,
        side,
        column_index,
        table_index,
        amount,
        half
    from placed
    order by report_key asc, statement_seq asc, side asc, column_index asc, table_index asc, row_index asc
),

class_row as (
    select
        report_key,
        statement_seq,
        side,
        column_index,
        table_index,
        row_index,
        row_code,
        figure_no
    from placed
    where length(row_code) = 3
    union all
    -- A class whose amount went blank stands above its first section.
    select
        section.report_key,
        section.statement_seq,
        section.side,
        section.column_index,
        section.table_index,
        section.row_index - 1 as row_index,
        left(section.row_code, 3) as row_code,
        section.figure_no
    from placed as section
    left join placed as class
        on
            section.report_key = class.report_key
            and section.statement_seq = class.statement_seq
            and section.side = class.side
            and left(section.row_code, 3) = class.row_code
    where section.row_code ~ '^\d{3}01$' and class.report_key is null
),

class_block as (
    select
        class_row.*,
        lead(class_row.row_index) over (
            partition by class_row.report_key, class_row.statement_seq, class_row.side, class_row.column_index, class_row.table_index
            order by class_row.row_index
        ) as next_row,
        first_row.amount as first_amount,
        first_row.half as first_half
    from class_row
    inner join two_levels
        on
            class_row.report_key = two_levels.report_key
            and class_row.statement_seq = two_levels.statement_seq
            and class_row.side = two_levels.side
    inner join first_row
        on
            class_row.report_key = first_row.report_key
            and class_row.statement_seq = first_row.statement_seq
            and class_row.side = first_row.side
            and class_row.column_index = first_row.column_index
            and class_row.table_index = first_row.table_index
),

class_sum as (
    select
        class_block.report_key,
        class_block.statement_seq,
        class_block.side,
        class_block.figure_no,
        step.step,
        max(taken.amount) as amount,
        max(taken.half) as half,
        count(*) filter (where below.amount <> 0) as child_count,
        sum(below.amount) as below_amount,
        sum(below.half) as below_half,
        max(class_block.first_amount) filter (where class_block.next_row is null and step.step = 1) as first_amount,
        max(class_block.first_half) as first_half
    from class_block
    cross join generate_series(-1, 1) as step (step)
    left join placed as taken
        on
            class_block.report_key = taken.report_key
            and class_block.statement_seq = taken.statement_seq
            and class_block.side = taken.side
            and class_block.column_index = taken.column_index
            and class_block.table_index = taken.table_index
            and class_block.row_index + step.step = taken.row_index
    inner join placed as below
        on
            class_block.report_key = below.report_key
            and class_block.statement_seq = below.statement_seq
            and class_block.side = below.side
            and class_block.column_index = below.column_index
            and class_block.table_index = below.table_index
            and class_block.row_index + step.step < below.row_index
            and (class_block.next_row is null or class_block.next_row + step.step > below.row_index)
    group by class_block.report_key, class_block.statement_seq, class_block.side, class_block.figure_no, step.step
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
        'sum' as kind,
        taken.figure_no as test_no,
        child.child_count,
        child.child_count > 1 as is_wide,
        false as is_strong,
        abs(taken.amount - child.amount) <= taken.half + child.half as holds
    from taken
    inner join child
        on
            taken.report_key = child.report_key
            and taken.figure_no = child.parent_figure_no
            and taken.step = child.step
    left join two_levels
        on
            taken.report_key = two_levels.report_key
            and taken.statement_seq = two_levels.statement_seq
            and taken.side = two_levels.side
    where taken.amount <> 0 and two_levels.report_key is null
    union all
    select
        report_key,
        statement_seq,
        side,
        step,
        'sum' as kind,
        figure_no as test_no,
        0 as child_count,
        child_count > 1 as is_wide,
        child_count >= 4 as is_strong,
        coalesce(abs(amount - below_amount) <= half + below_half, false)
        or coalesce(abs(amount - below_amount - first_amount) <= half + below_half + first_half, false) as holds
    from class_sum
    union all
    select
        taken.report_key,
        taken.statement_seq,
        taken.side,
        taken.step,
        'form' as kind,
        taken.figure_no as test_no,
        1 as child_count,
        false as is_wide,
        false as is_strong,
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
            where not own.holds and moved.holds and moved.is_wide
        ) as mended_wide,
        coalesce(bool_or(not own.holds and moved.holds and moved.is_strong), false) as is_strong
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
        (mended >= 3 or mended_wide >= 2) and mended_sums >= 1 and mended >= 0.6 * wrong or is_strong as is_shifted
    from judged
    where tested >= 2
    order by report_key asc, statement_seq asc, side asc, mended desc, step desc
)

select distinct on (figure.report_key, figure.statement_seq, best.side)
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
order by figure.report_key asc, figure.statement_seq asc, best.side asc, figure.figure_no asc
