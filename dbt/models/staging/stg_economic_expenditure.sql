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
    coalesce(official.name, {{ folded_name('subject.name') }}) as economic_name,
    subject.level,
    subject.class_code,
    official_class.name as class_name,
    government.code as government_code,
    coalesce(official_government.name, {{ folded_name('government.name') }}) as government_name,
    government.level as government_level,
    government.class_code as government_class_code,
    official_government_class.name as government_class_name,
    expenditure.total,
    expenditure.basic,
    expenditure.project,
    expenditure.personnel,
    expenditure.public,
    expenditure.special,
    expenditure.prior_year
from {{ source('core', 'fact_economic_expenditure') }} as expenditure
inner join {{ ref('stg_report') }} as report
    on expenditure.report_key = report.report_key
inner join {{ source('core', 'dim_economic') }} as subject
    on expenditure.economic_key = subject.economic_key
left join {{ source('core', 'dim_economic') }} as government
    on expenditure.government_economic_key = government.economic_key
inner join {{ source('core', 'dim_statement') }} as statement
    on expenditure.statement_key = statement.statement_key
{{ join_official_name('official', 'subject.code', 'report.fiscal_year') }}
{{ join_official_name('official_class', 'subject.class_code', 'report.fiscal_year') }}
{{ join_official_name('official_government', 'government.code', 'report.fiscal_year') }}
{{ join_official_name('official_government_class', 'government.class_code', 'report.fiscal_year') }}
