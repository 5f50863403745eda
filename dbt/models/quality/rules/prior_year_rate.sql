-- The rate of a change (比上年增长…%) follows from the amount of the year and the one that last year's own report prints in the same cell.
-- Only where no change in money is stated beside it: that one says it more exactly.
with nearest as (
    select distinct on (candidate.report_key, candidate.disclosure_no)
        candidate.*,
        rate.amount as rate,
        2 * rate.half as rate_unit,
        (candidate.current_amount - candidate.prior_amount) / candidate.prior_amount * 100 as found
    from {{ ref('quality_prior_amount') }} as candidate
    inner join {{ ref('quality_disclosure') }} as rate
        on
            candidate.report_key = rate.report_key
            and candidate.disclosure_no = rate.disclosure_no
            and rate.metric = '比上年增减率'
    where
        candidate.prior_amount > 0
        and not exists (
            select 1
            from {{ ref('quality_disclosure') }} as change
            where
                rate.report_key = change.report_key
                and rate.group_no = change.group_no
                and change.metric = '比上年增减额'
        )
    order by
        candidate.report_key asc,
        candidate.disclosure_no asc,
        abs(rate.amount - (candidate.current_amount - candidate.prior_amount) / candidate.prior_amount * 100) asc,
        candidate.prior_no asc,
        candidate.current_no asc
)

select
    {{ at_disclosure('place') }},
    '文字中“' || place.item || '”' || place.metric as left_label,
    nearest.rate as left_amount,
    '按' || last_year.fiscal_year || '年' || last_year.kind_zh || '《' || figure.statement_title || '》“' || figure.row_label
    || '”应' as right_label,
    nearest.found as right_amount,
    '=' as relation,
    nearest.rate_unit
    + 100 * (nearest.current_half + nearest.prior_half * nearest.current_amount / nearest.prior_amount) / nearest.prior_amount
        as tolerance,
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
