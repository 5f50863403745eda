-- Forms that set this year beside last year: the change is this year's amount less last year's (增减额), and its rate the change in percent of last year's
-- (增减%). Layouts measure changes against several columns: only where the relation holds in at least half of a form's rows is anything said about the rest.
with compared as (
    select
        change.report_key,
        change.statement_seq,
        change.figure_no,
        change.basis,
        change.amount,
        concat(this_year.column_label, '-', prior_year.column_label) as difference_label,
        this_year.amount - prior_year.amount as difference,
        prior_year.amount as prior_amount,
        prior_year.column_index as prior_column,
        change.half,
        this_year.half + prior_year.half as halves,
        this_year.amount as this_amount
    from {{ ref('quality_figure') }} as change
    inner join {{ ref('quality_figure') }} as this_year
        on
            change.report_key = this_year.report_key
            and change.statement_seq = this_year.statement_seq
            and change.row_no = this_year.row_no
            and change.side = this_year.side
            and change.measure = this_year.measure
            and change.member = this_year.member
            and change.fund = this_year.fund
            and this_year.basis = 'this_year'
    inner join {{ ref('quality_figure') }} as prior_year
        on
            change.report_key = prior_year.report_key
            and change.statement_seq = prior_year.statement_seq
            and change.row_no = prior_year.row_no
            and change.side = prior_year.side
            and change.measure = prior_year.measure
            and change.member = prior_year.member
            and change.fund = prior_year.fund
            and prior_year.basis = 'prior_year'
    where
        change.basis = 'change'
        -- Against nothing, or what rounds to it, there is no rate.
        or (change.basis = 'change_percent' and abs(prior_year.amount) > 10 * prior_year.half)
),

expected as (
    select
        *,
        case basis when 'change' then difference else 100 * difference / prior_amount end as expected_amount,
        case basis
            when 'change' then half + halves
            -- A rate may be rounded or cut off; the rest is what the amounts' own rounding does to it.
            else 2 * half + 100 * halves * (1 + abs(this_amount / prior_amount)) / (abs(prior_amount) - halves)
        end as tolerance
    from compared
),

judged as (
    select
        *,
        count(*) over of_form as row_count,
        count(*) filter (where abs(amount - expected_amount) <= tolerance) over of_form as held
    from expected
    window of_form as (partition by report_key, statement_seq, basis, prior_column)
)

select
    {{ at_figure('figure') }},
    figure.column_label as left_label,
    judged.amount as left_amount,
    case judged.basis when 'change' then judged.difference_label else concat('(', judged.difference_label, ')÷上年') end as right_label,
    judged.expected_amount as right_amount,
    '=' as relation,
    judged.tolerance,
    case when judged.held * 2 >= judged.row_count then '' else '本表各列的关系不能判断' end as skip_reason
from judged
inner join {{ ref('quality_figure') }} as figure
    on
        judged.report_key = figure.report_key
        and judged.figure_no = figure.figure_no
