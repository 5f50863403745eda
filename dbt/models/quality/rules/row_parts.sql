-- The total of a row is the sum of its parts across the columns. Layouts divide a total in several ways
-- (seeds/row_decomposition.csv): of those whose columns a form has, the one that holds in most of its rows is the form's own, and
-- only if it holds in at least half of them is anything said about the rest: never of one column that says 其中, nor of a row whose
-- difference is what its columns of other money (基本支出, 项目支出 below 单位资金) add up to.
-- A column of the form that prints no number in any row may hold less than the digits show, as one that is blank in this row may.
with pair as (
    select
        whole.report_key,
        whole.statement_seq,
        whole.figure_no,
        decomposition.whole,
        decomposition.variant,
        decomposition.sign,
        whole.amount as whole_amount,
        whole.half as whole_half,
        whole.table_index,
        least(whole.column_index, part.column_index) as first_column,
        part.figure_no as part_no,
        concat(part.measure, ' ', part.fund) as part_name,
        part.column_index as part_column,
        part.column_label as part_label,
        {{ marked('column_of_which', 'part') }} as is_of_which,
        part.amount,
        part.half
    from {{ ref('quality_figure') }} as whole
    inner join {{ ref('row_decomposition') }} as decomposition
        on
            whole.measure = decomposition.whole
            and {{ of_year('whole') }}
    inner join {{ ref('quality_figure') }} as part
        on
            whole.report_key = part.report_key
            and whole.statement_seq = part.statement_seq
            and whole.row_no = part.row_no
            and whole.side = part.side
            and decomposition.part = part.measure
            and (decomposition.fund is null or decomposition.fund = part.fund)
            and decomposition.basis = part.basis
            and part.member = ''
),

candidate as (
    select
        report_key,
        statement_seq,
        figure_no,
        whole,
        variant,
        count(*) as part_count,
        count(*) filter (where {{ may_be_rounded('amount', 'half') }}) as rounded_count,
        string_agg(part_label, '+' order by part_column, part_no) as part_labels,
        sum(sign * amount) as parts,
        abs(max(whole_amount) - sum(sign * amount)) <= max(whole_half) + sum(half) as holds,
        max(whole_half) as whole_half,
        sum(half) as parts_half
    from pair
    group by report_key, statement_seq, figure_no, whole, variant
),

-- The parts that the form prints in any row.
shape as (
    select
        report_key,
        statement_seq,
        whole,
        variant,
        count(distinct part_name) as part_count,
        count(distinct part_name) = 1 and bool_and(is_of_which) as is_of_which,
        min(first_column) as first_column
    from pair
    group by report_key, statement_seq, whole, variant
),

-- Columns behind a single part's that have a heading and no number.
blank_column as (
    select
        shape.report_key,
        shape.statement_seq,
        shape.whole,
        shape.variant,
        count(*) as column_count
    from shape
    inner join {{ ref('quality_headed_column') }} as headed
        on
            shape.report_key = headed.report_key
            and shape.statement_seq = headed.statement_seq
            and shape.first_column < headed.column_index
    where
        shape.part_count = 1
        and not exists (
            select 1
            from {{ ref('quality_figure') }} as printed
            where
                headed.report_key = printed.report_key
                and headed.statement_seq = printed.statement_seq
                and headed.column_index = printed.column_index
        )
    group by shape.report_key, shape.statement_seq, shape.whole, shape.variant
),

other_money as (
    select
        candidate.report_key,
        candidate.figure_no,
        candidate.variant,
        sum(other.amount) as amount,
        sum(other.half) as half
    from candidate
    inner join {{ ref('quality_figure') }} as whole
        on
            candidate.report_key = whole.report_key
            and candidate.figure_no = whole.figure_no
    inner join {{ ref('quality_figure') }} as other
        on
            whole.report_key = other.report_key
            and whole.statement_seq = other.statement_seq
            and whole.row_no = other.row_no
            and whole.side = other.side
            and other.measure in ('fund_basic', 'fund_project')
            and {{ of_year('other') }}
    where
        not candidate.holds
        and not exists (
            select 1
            from {{ ref('row_decomposition') }} as decomposition
            where
                candidate.whole = decomposition.whole
                and candidate.variant = decomposition.variant
                and other.fund = decomposition.fund
        )
    group by candidate.report_key, candidate.figure_no, candidate.variant
),

variant as (
    select
        report_key,
        statement_seq,
        whole,
        variant,
        count(*) as row_count,
        count(*) filter (where holds) as held,
        sum(part_count) as part_count
    from candidate
    group by report_key, statement_seq, whole, variant
),

chosen as (
    select distinct on (report_key, statement_seq, whole)
        report_key,
        statement_seq,
        whole,
        variant,
        held * 2 >= row_count as is_known
    from variant
    order by report_key asc, statement_seq asc, whole asc, held desc, row_count asc, part_count desc, variant asc
)

select
    {{ at_figure('figure') }},
    figure.column_label as left_label,
    figure.amount as left_amount,
    candidate.part_labels as right_label,
    candidate.parts as right_amount,
    '=' as relation,
    {{
        sum_tolerance(
            'candidate.whole_half',
            'candidate.parts_half',
            'candidate.part_count',
            'shape.part_count + coalesce(blank_column.column_count, 0) - candidate.part_count'
        )
    }} as tolerance,
    case
        when
            not chosen.is_known
            or shape.is_of_which
            or abs(figure.amount - candidate.parts - other_money.amount) <= candidate.whole_half + candidate.parts_half + other_money.half
            then '本表各列的关系不能判断'
        else ''
    end as skip_reason,
    candidate.whole_half as half,
    candidate.rounded_count
from candidate
inner join chosen
    on
        candidate.report_key = chosen.report_key
        and candidate.statement_seq = chosen.statement_seq
        and candidate.whole = chosen.whole
        and candidate.variant = chosen.variant
inner join shape
    on
        candidate.report_key = shape.report_key
        and candidate.statement_seq = shape.statement_seq
        and candidate.whole = shape.whole
        and candidate.variant = shape.variant
left join blank_column
    on
        candidate.report_key = blank_column.report_key
        and candidate.statement_seq = blank_column.statement_seq
        and candidate.whole = blank_column.whole
        and candidate.variant = blank_column.variant
inner join {{ ref('quality_figure') }} as figure
    on
        candidate.report_key = figure.report_key
        and candidate.figure_no = figure.figure_no
left join other_money
    on
        candidate.report_key = other_money.report_key
        and candidate.figure_no = other_money.figure_no
        and candidate.variant = other_money.variant
