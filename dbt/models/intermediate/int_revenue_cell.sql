-- The cells of sources of revenue.
select
    revenue.report_key,
    'revenue' as subject_kind,
    case when revenue.source = 'unlisted' then left(md5(revenue.source_label), 13) else revenue.source end as subject_key,
    coalesce(nullif(revenue.source_label, ''), {{ revenue_source_zh('revenue.source') }}) as subject,
    null as class_code,
    null as section_code,
    null as fund,
    null as coverage,
    null as system,
    'this_year' as basis,
    'total' as measure,
    revenue.fact_no,
    figure.figure_no,
    true as is_widest,
    revenue.is_opening
from {{ affected(ref('stg_revenue'), 'revenue') }}
inner join {{ affected(ref('stg_figure'), 'figure') }}
    on
        revenue.report_key = figure.report_key
        and revenue.statement_seq = figure.statement_seq
        and revenue.row_no = figure.row_no
        and figure.role = 'leaf'
        and figure.basis = 'this_year'
        and (
            figure.measure = case revenue.source when 'unspecified' then 'total' else revenue.source end
            or (revenue.is_opening and figure.measure = 'fund_opening' and revenue.fund = figure.fund)
            or (revenue.source = 'unlisted' and revenue.source_label = coalesce(nullif(figure.member, ''), figure.column_label))
        )
