-- One row per figure of the reports to evaluate, with its amount in yuan (counts as they are), how exact it was printed, its
-- subject (also for lines of summary forms) and the nearest row above it that prints the same measure.
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

class_of_line as (
    select
        balance.report_key,
        balance.statement_seq,
        balance.row_no,
        max(coalesce(function.class_code, economic.class_code)) as subject_code
    from {{ source('core', 'fact_balance') }} as balance
    left join {{ source('core', 'dim_function') }} as function
        on balance.function_key = function.function_key
    left join {{ source('core', 'dim_economic') }} as economic
        on balance.economic_key = economic.economic_key
    where function.function_key is not null or economic.economic_key is not null
    group by balance.report_key, balance.statement_seq, balance.row_no
),

-- Lines print class names with small differences (an ordinal, a missing 的) that the loader's exact match leaves without a subject.
class_name as (
    select
        translate(name, '的（）()、 ', '') as plain_name,
        min(class_code) as subject_code
    from (
        select
            name,
            class_code
        from {{ source('core', 'dim_function') }}
        where level = 'class'
        union
        select
            name,
            class_code
        from {{ source('core', 'dim_economic') }}
        where level = 'class' and system = 'department'
    ) as class
    group by plain_name
    having count(distinct class_code) = 1
),

amount as (
    select
        figure.report_key,
        figure.figure_no,
        figure.statement_seq,
        figure.statement_key,
        statement.title as statement_title,
        statement.fund,
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
        coalesce(class_of_line.subject_code, class_name.subject_code, figure.row_code) as subject_code,
        figure.row_label,
        figure.column_label,
        figure.column_path,
        figure.measure,
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
    left join class_of_line
        on
            figure.report_key = class_of_line.report_key
            and figure.statement_seq = class_of_line.statement_seq
            and figure.row_no = class_of_line.row_no
    left join class_name
        on
            figure.side not in ('', 'revenue', 'government_economic')
            and figure.row_code = ''
            and class_name.plain_name = translate(
                regexp_replace(figure.row_label, '^[（(]?[一二三四五六七八九十百\d]+[）)、.．]+', ''),
                '的（）()、 ',
                ''
            )
)

select *
from amount
