-- A change against last year that the prose states with the amount of the year is the difference of both years where a form prints them beside
-- each other (上年预算数、上年执行数). Forms and prose may mean different years' amounts: only forms with which most changes agree, two at least.
with stated as (
    select
        change.*,
        report.kind,
        amount.metric as amount_metric,
        amount.amount as current_amount,
        amount.half as current_half
    from {{ ref('quality_disclosure') }} as change
    inner join {{ ref('quality_report') }} as report
        on change.report_key = report.report_key
    inner join {{ ref('quality_disclosure') }} as amount
        on
            change.report_key = amount.report_key
            and change.group_no = amount.group_no
            and change.item = amount.item
            and amount.is_money
            and amount.metric in ('金额', '预算数', '年初预算', '决算数', '支出决算', '收入决算')
    where change.metric = '比上年增减额' and not {{ marked('other_basis', 'change') }}
),

meaning as materialized (
    {{ meanings_of('stated', metric='amount_metric', only="item_code = ''") }}
),

of_year as (
    select
        stated.report_key,
        stated.disclosure_no,
        figure.figure_no
    from stated
    inner join meaning
        on
            stated.item_code = ''
            and {{ means('stated', 'meaning', metric='amount_metric') }}
    inner join {{ ref('quality_figure') }} as figure
        on
            stated.report_key = figure.report_key
            and {{ stands_at('figure', 'meaning') }}
            and abs(figure.amount - stated.current_amount) <= figure.half + stated.current_half
    union
    select
        stated.report_key,
        stated.disclosure_no,
        figure.figure_no
    from stated
    inner join {{ ref('quality_figure') }} as figure
        on
            stated.item_code <> ''
            and stated.report_key = figure.report_key
            and stated.item_code = figure.subject_code
            and figure.basis = 'this_year'
            and figure.measure in ('total', 'amount')
            and figure.member = ''
            and abs(figure.amount - stated.current_amount) <= figure.half + stated.current_half
),

both_years as (
    select
        stated.report_key,
        stated.disclosure_no,
        figure.statement_seq,
        prior_figure.basis,
        figure.statement_title,
        -- Years that stand in rows have the item for their column.
        case
            when prior_figure.measure <> 'three_public' then prior_figure.column_label
            when prior_figure.basis = 'prior_budget' then '上年预算数'
            when prior_figure.basis = 'prior_outturn' then '上年决算数'
            else '上年数'
        end as column_label,
        stated.amount as change,
        figure.amount - prior_figure.amount as difference,
        stated.half + figure.half + prior_figure.half as tolerance
    from of_year
    inner join stated
        on
            of_year.report_key = stated.report_key
            and of_year.disclosure_no = stated.disclosure_no
    inner join {{ ref('quality_figure') }} as figure
        on
            of_year.report_key = figure.report_key
            and of_year.figure_no = figure.figure_no
    inner join {{ ref('quality_figure') }} as prior_figure
        on
            figure.report_key = prior_figure.report_key
            and figure.statement_seq = prior_figure.statement_seq
            and figure.side = prior_figure.side
            and (figure.line = prior_figure.line or figure.measure = 'three_public')
            and figure.row_kind = prior_figure.row_kind
            and figure.row_code = prior_figure.row_code
            and figure.member = prior_figure.member
            and figure.measure = prior_figure.measure
            -- Years of the three public expenses stand in rows, too.
            and (figure.row_no = prior_figure.row_no or figure.measure = 'three_public')
            and prior_figure.basis in ('prior_year', 'prior_budget', 'prior_outturn')
            and prior_figure.role <> 'percent'
),

usual as (
    select
        report_key,
        statement_seq,
        basis
    from both_years
    group by report_key, statement_seq, basis
    having
        count(distinct disclosure_no) filter (where abs(change - difference) <= tolerance and change <> 0) > 1
        and count(distinct disclosure_no) filter (where abs(change - difference) <= tolerance) * 2 >= count(distinct disclosure_no)
),

nearest as (
    select distinct on (both_years.report_key, both_years.disclosure_no)
        both_years.report_key,
        both_years.disclosure_no,
        both_years.statement_title,
        both_years.column_label,
        both_years.difference,
        both_years.tolerance
    from both_years
    inner join usual
        on
            both_years.report_key = usual.report_key
            and both_years.statement_seq = usual.statement_seq
            and both_years.basis = usual.basis
    order by
        both_years.report_key asc,
        both_years.disclosure_no asc,
        abs(both_years.change - both_years.difference) - both_years.tolerance asc,
        both_years.statement_seq asc,
        both_years.basis collate "C" asc
)

select
    {{ at_disclosure('stated') }},
    '文字中“' || stated.item || '”' || stated.metric as left_label,
    stated.amount as left_amount,
    '按《' || nearest.statement_title || '》本年数与“' || nearest.column_label || '”之差' as right_label,
    nearest.difference as right_amount,
    '=' as relation,
    nearest.tolerance,
    '' as skip_reason
from nearest
inner join {{ ref('quality_disclosure') }} as stated
    on
        nearest.report_key = stated.report_key
        and nearest.disclosure_no = stated.disclosure_no
