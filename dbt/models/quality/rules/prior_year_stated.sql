-- What the prose says an amount has risen or fallen by (比上年增加…) leads back to the amount that last year's own report prints in the
-- same cell. Several cells may print this year's amount: last year's has to be in one of them.
with nearest as (
    select distinct on (candidate.report_key, candidate.disclosure_no)
        candidate.*,
        change.amount as change_amount,
        change.half as change_half
    from {{ ref('quality_prior_amount') }} as candidate
    inner join {{ ref('quality_disclosure') }} as change
        on
            candidate.report_key = change.report_key
            and candidate.disclosure_no = change.disclosure_no
            and change.metric = '比上年增减额'
    order by
        candidate.report_key asc,
        candidate.disclosure_no asc,
        abs(candidate.current_amount - change.amount - candidate.prior_amount) asc,
        candidate.prior_no asc,
        candidate.current_no asc
)

select
    {{ at_disclosure('place') }},
    '按文字所述“' || place.item || '”本年数减增减额，上年' as left_label,
    nearest.current_amount - nearest.change_amount as left_amount,
    last_year.fiscal_year || '年' || last_year.kind_zh || '《' || figure.statement_title || '》“' || figure.row_label
    || '”' as right_label,
    nearest.prior_amount as right_amount,
    '=' as relation,
    nearest.current_half + nearest.change_half + nearest.prior_half as tolerance,
    '' as skip_reason
from nearest
inner join {{ ref('quality_disclosure') }} as place
    on
        nearest.report_key = place.report_key
        and nearest.disclosure_no = place.disclosure_no
inner join {{ ref('quality_report') }} as last_year
    on nearest.prior_report_key = last_year.report_key
inner join {{ ref('quality_figure') }} as figure
    on
        nearest.prior_report_key = figure.report_key
        and nearest.prior_no = figure.figure_no
