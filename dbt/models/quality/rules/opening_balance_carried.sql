-- What a year begins with is what the year before ended with: 年初结转和结余 of a final account's summary and 年末结转和结余 of last year's.
-- Only where both are printed; rounding to the unit that each prints in is allowed.
with balance as (
    select
        figure.*,
        report.agency_key,
        report.scope,
        report.fiscal_year,
        report.kind
    from {{ ref('quality_figure') }} as figure
    inner join {{ ref('quality_report') }} as report
        on figure.report_key = report.report_key
    where
        figure.statement_key in ('revenue_expenditure_summary', 'fiscal_summary')
        and report.kind = 'final_account'
        and {{ of_year('figure') }}
        and (
            (figure.line = 'opening_balance' and figure.side = 'revenue' and figure.measure = 'amount')
            or (figure.line = 'closing_balance' and figure.side in ('expenditure', 'function') and figure.measure in ('amount', 'total'))
        )
),

matched as (
    select
        opening.report_key,
        opening.figure_no,
        closing.report_key as prior_report_key,
        min(closing.figure_no) as prior_no
    from balance as opening
    inner join balance as closing
        on
            opening.agency_key = closing.agency_key
            and opening.scope = closing.scope
            and opening.fiscal_year = closing.fiscal_year + 1
            and opening.statement_key = closing.statement_key
            and opening.line = 'opening_balance'
            and closing.line = 'closing_balance'
    group by opening.report_key, opening.figure_no, closing.report_key
    having min(closing.amount) = max(closing.amount)
)

select
    {{ at_figure('opening') }},
    opening.row_label as left_label,
    opening.amount as left_amount,
    '上年决算《' || closing.statement_title || '》“' || closing.row_label || '”' as right_label,
    closing.amount as right_amount,
    '=' as relation,
    opening.half + closing.half as tolerance,
    '' as skip_reason
from matched
inner join balance as opening
    on
        matched.report_key = opening.report_key
        and matched.figure_no = opening.figure_no
inner join balance as closing
    on
        matched.prior_report_key = closing.report_key
        and matched.prior_no = closing.figure_no
