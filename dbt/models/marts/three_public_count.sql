{{ config(incremental_strategy='by_agency') }}
with joined as (
    select
        counted.*,
        last_year.count as prior_from_report
    from {{ affected(ref('int_three_public_count'), 'counted') }}
    inner join {{ affected(ref('int_report_link'), 'link') }}
        on counted.report_key = link.report_key
    left join {{ affected(ref('int_three_public_count'), 'last_year') }}
        on
            link.prior_report_key = last_year.report_key
            and counted.item = last_year.item
)

select
    {{ report_columns('report') }},
    joined.item,
    {{ three_public_count_zh('joined.item') }} as item_zh,
    {{ three_public_of_count('joined.item') }} as expense_item,
    joined.count,
    joined.count_unit,
    coalesce(joined.prior_from_report, joined.prior_count) as prior_count,
    case
        when joined.prior_from_report is not null then 'report'
        when joined.prior_count is not null then 'disclosed'
        else 'none'
    end as prior_source,
    joined.origin,
    joined.figure_no,
    joined.disclosure_no,
    figure.statement_title,
    coalesce(figure.page, disclosure.page) as page,
    disclosure.sentence
from joined
inner join {{ affected(ref('stg_report'), 'report') }}
    on joined.report_key = report.report_key
left join {{ affected(ref('stg_figure'), 'figure') }}
    on
        joined.report_key = figure.report_key
        and joined.figure_no = figure.figure_no
left join {{ affected(ref('stg_disclosure'), 'disclosure') }}
    on
        joined.report_key = disclosure.report_key
        and joined.disclosure_no = disclosure.disclosure_no
