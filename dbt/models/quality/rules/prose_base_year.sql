-- A change against the year before that names its base (与2023年相比) names the year before the report's own. In a budget so does a comparison with
-- a budget: the year's own budget is what the sentence states.
with change as (
    select distinct on (disclosure.report_key, disclosure.position, disclosure.sentence)
        disclosure.*,
        disclosure.compared_year as stated_year,
        report.fiscal_year
    from {{ ref('quality_disclosure') }} as disclosure
    inner join {{ ref('quality_report') }} as report
        on disclosure.report_key = report.report_key
    where
        disclosure.compared_year is not null
        and (
            disclosure.metric in ('比上年增减额', '比上年增减率')
            or (report.kind = 'budget' and disclosure.metric in ('较预算数增减额', '较预算数增减率'))
        )
    order by disclosure.report_key asc, disclosure.position asc, disclosure.sentence asc, disclosure.disclosure_no asc
)

select
    change.report_key,
    null::integer as statement_seq,
    change.disclosure_no,
    change.page,
    null::integer as table_index,
    null::integer as row_index,
    null::integer as column_index,
    change.section as row_label,
    change.item as column_label,
    '年' as unit,
    1::numeric as factor,
    '文字所比年份' as left_label,
    change.stated_year::numeric as left_amount,
    '报告年度的上一年' as right_label,
    (change.fiscal_year - 1)::numeric as right_amount,
    '=' as relation,
    0::numeric as tolerance,
    '' as skip_reason
from change
