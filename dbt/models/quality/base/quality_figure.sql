-- One row per figure of the reports to evaluate, with its amount in yuan (counts as they are), how exact it was printed.
with figure as (
    select
        figure.*,
        {{ unit_factor('figure.unit') }} as factor
    from {{ source('core', 'figure') }} as figure
    inner join {{ ref('quality_report') }} as report
        on figure.report_key = report.report_key
),

-- A form is printed with one precision; a spreadsheet that drops trailing zeros doesn't make a number less exact.
usual as (
    select
        report_key,
        statement_seq,
        mode() within group (order by decimals) as decimals
    from figure
    where role not in ('count', 'percent')
    group by report_key, statement_seq
),

amount as (
    select
        figure.report_key,
        figure.figure_no,
        figure.statement_seq,
        figure.statement_key,
        statement.title as statement_title,
        figure.page,
        figure.table_index,
        figure.row_index,
        figure.column_index,
        figure.row_no,
        figure.parent_row_no,
        figure.side,
        figure.row_kind,
        figure.line,
        figure.row_code,
        figure.row_code2,
        figure.subject_code,
        figure.row_label,
        figure.column_label,
        figure.column_path,
        coalesce(figure.marks, '{}') as marks,
        figure.basis,
        figure.measure,
        figure.member,
        figure.fund,
        figure.unit,
        figure.role,
        figure.factor,
        figure.value * figure.factor as amount,
        case
            when figure.role = 'count' then 0
            else {{ half_unit('greatest(figure.decimals, coalesce(usual.decimals, 0))', 'figure.factor') }}
        end as half
    from figure
    inner join {{ source('core', 'report_statement') }} as statement
        on
            figure.report_key = statement.report_key
            and figure.statement_seq = statement.statement_seq
    left join usual
        on
            figure.report_key = usual.report_key
            and figure.statement_seq = usual.statement_seq
)

select *
from amount
