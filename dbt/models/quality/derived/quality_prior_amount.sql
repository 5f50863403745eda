-- One row per change against the year before (比上年增减额、增减率) that the prose states with the amount of the year, and cell of a form
-- that prints this very amount: with the same cell of last year's own report. What prior_year_stated and prior_year_rate compare.
with change as (
    select
        change.*,
        report.kind,
        link.prior_report_key
    from {{ ref('quality_disclosure') }} as change
    inner join {{ ref('quality_report') }} as report
        on change.report_key = report.report_key
    inner join {{ ref('int_report_link') }} as link
        on change.report_key = link.report_key
    where
        change.metric in ('比上年增减额', '比上年增减率')
        and link.prior_report_key is not null
        -- A comparison on another basis needn't agree with last year's report.
        and not {{ marked('other_basis', 'change') }}
        -- A budget that is compared with what was spent, not with last year's budget.
        and (report.kind = 'final_account' or not {{ marked('against_outturn', 'change') }})
),

stated as (
    select
        change.*,
        amount.metric as amount_metric,
        amount.amount as current_amount,
        amount.half as current_half
    from change
    inner join {{ ref('quality_disclosure') }} as amount
        on
            change.report_key = amount.report_key
            and change.group_no = amount.group_no
            and change.item = amount.item
            and amount.is_money
            and (
                amount.metric in ('金额', '决算数', '支出决算', '收入决算')
                or (change.kind = 'budget' and amount.metric in ('预算数', '年初预算'))
            )
),

meaning as (
    {{ meanings_of('stated', metric='amount_metric', only="item_code = ''") }}
),

by_line as (
    select
        stated.report_key,
        stated.disclosure_no,
        current_figure.figure_no as current_no,
        prior_figure.report_key as prior_report_key,
        prior_figure.figure_no as prior_no,
        stated.current_amount,
        stated.current_half,
        prior_figure.amount as prior_amount,
        prior_figure.half as prior_half
    from stated
    inner join meaning
        on
            stated.item_code = ''
            and {{ means('stated', 'meaning', metric='amount_metric') }}
    inner join {{ ref('quality_figure') }} as current_figure
        on
            stated.report_key = current_figure.report_key
            and {{ stands_at('current_figure', 'meaning') }}
            and abs(current_figure.amount - stated.current_amount) <= current_figure.half + stated.current_half
    inner join {{ ref('quality_figure') }} as prior_figure
        on
            stated.prior_report_key = prior_figure.report_key
            and current_figure.statement_key = prior_figure.statement_key
            and {{ same_column('current_figure', 'prior_figure') }}
            and current_figure.side = prior_figure.side
            and current_figure.line = prior_figure.line
            and current_figure.row_kind = prior_figure.row_kind
            and current_figure.row_code = prior_figure.row_code
            and (
                current_figure.line <> ''
                or current_figure.row_kind = 'total'
                or current_figure.row_label = prior_figure.row_label
            )
),

by_subject as (
    select
        stated.report_key,
        stated.disclosure_no,
        current_subject.figure_no as current_no,
        prior_subject.report_key as prior_report_key,
        prior_subject.figure_no as prior_no,
        stated.current_amount,
        stated.current_half,
        prior_subject.amount as prior_amount,
        prior_subject.half as prior_half
    from stated
    inner join {{ ref('quality_subject_amount') }} as current_subject
        on
            stated.report_key = current_subject.report_key
            and stated.item_code = current_subject.code
            and abs(current_subject.amount - stated.current_amount) <= current_subject.half + stated.current_half
    inner join {{ ref('quality_subject_amount') }} as prior_subject
        on
            stated.prior_report_key = prior_subject.report_key
            and current_subject.statement_key = prior_subject.statement_key
            and current_subject.side = prior_subject.side
            and current_subject.basis = prior_subject.basis
            and current_subject.measure = prior_subject.measure
            and current_subject.fund = prior_subject.fund
            and current_subject.code_column = prior_subject.code_column
            and current_subject.digits = prior_subject.digits
            and current_subject.code = prior_subject.code
    where stated.item_code <> ''
)

select * from by_line
union
select * from by_subject
