select
    expenditure.report_key,
    expenditure.fact_no,
    expenditure.statement_seq,
    expenditure.statement_key,
    expenditure.row_no,
    statement.breadth,
    expenditure.fund,
    subject.code as function_code,
    coalesce(subject.name, printed.name) as function_name,
    subject.level,
    subject.class_code,
    subject.class_name,
    subject.section_code,
    subject.section_name,
    expenditure.total,
    expenditure.basic,
    expenditure.project,
    expenditure.personnel,
    expenditure.public,
    expenditure.special,
    expenditure.prior_year
from {{ source('core', 'fact_expenditure') }} as expenditure
inner join {{ ref('stg_current_report') }} as report
    on expenditure.report_key = report.report_key
inner join {{ source('core', 'dim_function') }} as subject
    on expenditure.function_key = subject.function_key
inner join {{ source('core', 'dim_statement') }} as statement
    on expenditure.statement_key = statement.statement_key
left join {{ source('core', 'report_subject') }} as printed
    on
        report.report_key = printed.report_key
        and subject.code = printed.code
