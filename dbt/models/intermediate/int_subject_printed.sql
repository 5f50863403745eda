-- What each report prints as the name of a class or section: for those that the official list doesn't have.
select distinct on (figure.report_key, figure.row_code)
    figure.report_key,
    figure.row_code as code,
    {{ folded_name('figure.row_label') }} as name
from {{ affected(ref('stg_figure'), 'figure') }}
where figure.row_code ~ '^(2\d{2}(\d{2})?|[35]\d{2})$' and figure.row_label <> ''
order by figure.report_key asc, figure.row_code asc, figure.statement_seq asc, figure.row_no asc, figure.figure_no asc
