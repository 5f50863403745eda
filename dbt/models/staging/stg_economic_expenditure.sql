select
    expenditure.report_key,
    expenditure.fact_no,
    expenditure.statement_seq,
    expenditure.statement_key,
    expenditure.row_no,
    statement.breadth,
    expenditure.fund,
    expenditure.coverage,
    subject.system,
    subject.code as economic_code,
    coalesce(subject.name, printed.name) as economic_name,
    subject.level,
    subject.class_code,
    subject.class_name,
    government.code as government_code,
    coalesce(government.name, printed_government.name) as government_name,
    government.level as government_level,
    government.class_code as government_class_code,
    government.class_name as government_class_name,
    expenditure.total,
    expenditure.basic,
    expenditure.project,
    expenditure.personnel,
    expenditure.public,
    expenditure.special,
    expenditure.prior_year
from {{ source('core', 'fact_economic_expenditure') }} as expenditure
inner join {{ ref('stg_current_report') }} as report
    on expenditure.report_key = report.report_key
inner join {{ source('core', 'dim_economic') }} as subject
    on expenditure.economic_key = subject.economic_key
left join {{ source('core', 'dim_economic') }} as government
    on expenditure.government_economic_key = government.economic_key
inner join {{ source('core', 'dim_statement') }} as statement
    on expenditure.statement_key = statement.statement_key
left join {{ source('core', 'report_subject') }} as printed
    on
        report.report_key = printed.report_key
        and subject.code = printed.code
left join {{ source('core', 'report_subject') }} as printed_government
    on
        report.report_key = printed_government.report_key
        and government.code = printed_government.code
