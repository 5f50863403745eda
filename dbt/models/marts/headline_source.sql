select
    {{ report_columns('report') }},
    headline.headline,
    name.name_zh as headline_zh,
    name.sort_order,
    headline.amount,
    headline.fund,
    headline.origin,
    headline.figure_no,
    headline.group_no,
    headline.remark_no,
    document.file_name,
    figure.statement_title,
    coalesce(figure.page, disclosure.page, remark.page) as page,
    figure.table_index,
    figure.row_index,
    figure.column_index,
    figure.row_label,
    figure.column_label,
    figure.printed,
    coalesce(disclosure.sentence, remark.sentence) as sentence
from {{ affected(ref('int_headline'), 'headline') }}
inner join {{ affected(ref('stg_report'), 'report') }}
    on headline.report_key = report.report_key
inner join {{ affected(ref('stg_document'), 'document') }}
    on headline.report_key = document.report_key
inner join {{ ref('headline') }} as name
    on headline.headline = name.headline
left join {{ affected(ref('stg_figure'), 'figure') }}
    on
        headline.report_key = figure.report_key
        and headline.figure_no = figure.figure_no
left join {{ affected(ref('int_disclosure_group'), 'disclosure') }}
    on
        headline.report_key = disclosure.report_key
        and headline.group_no = disclosure.group_no
left join {{ affected(ref('stg_remark'), 'remark') }}
    on
        headline.report_key = remark.report_key
        and headline.remark_no = remark.remark_no
