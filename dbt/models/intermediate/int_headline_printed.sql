-- One figure a headline and phase: of the rules that find one, the first in order of preference.
-- A rule that names no row (no line, kind or label) finds none where its column has several: which would be the total?
with rule as (
    select * from {{ ref('headline_rule') }}
),

candidate as (
    select
        figure.report_key,
        rule.headline,
        case when figure.basis = rule.basis then 'current' else 'prior' end as phase,
        rule.priority,
        rule.fund,
        figure.figure_no,
        figure.amount_yuan as amount,
        figure.basis = 'prior_outturn' or {{ marked('says_outturn', 'figure') }} as is_outturn,
        rule.line is null and rule.row_kind is null and rule.label is null as names_no_row,
        count(*) over (
            partition by
                figure.report_key, figure.statement_key, figure.basis, figure.measure, rule.headline, rule.priority
        ) as found
    from {{ affected(ref('stg_figure'), 'figure') }}
    inner join rule
        on
            figure.statement_key = rule.statement_key
            and figure.basis in (rule.basis, rule.prior_basis)
            and figure.measure = rule.measure
            and figure.member = coalesce(rule.member, '')
            and (rule.side is null or (figure.side = 'revenue') = (rule.side = 'revenue'))
            and (rule.line is null or figure.line = rule.line)
            and (rule.row_kind is null or figure.row_kind = rule.row_kind)
            and (rule.label is null or rule.label = any(figure.marks))
    where figure.amount_yuan is not null
)

select distinct on (report_key, headline, phase)
    report_key,
    headline,
    phase,
    fund,
    figure_no,
    amount,
    coalesce(is_outturn, false) as is_outturn
from candidate
where found = 1 or not names_no_row
order by report_key asc, headline asc, phase asc, priority asc, figure_no asc
