-- The cells of purchases and kinds of purchases.
select
    procurement.report_key,
    'procurement' as subject_kind,
    procurement.category as subject_key,
    procurement.item as subject,
    null as class_code,
    null as section_code,
    null as fund,
    null as coverage,
    null as system,
    'this_year' as basis,
    'total' as measure,
    procurement.fact_no,
    figure.figure_no,
    true as is_widest,
    false as is_opening
from {{ affected(ref('stg_procurement'), 'procurement') }}
inner join {{ affected(ref('stg_figure'), 'figure') }}
    on
        procurement.report_key = figure.report_key
        and procurement.statement_seq = figure.statement_seq
        and procurement.row_no = figure.row_no
        and {{ of_year('figure') }}
        and figure.measure in ('amount', 'total')
where procurement.origin = 'form' and procurement.amount is not null
