select
    account.report_key,
    account.state,
    account.rule,
    account.numbers
from {{ source('core', 'number_account') }} as account
inner join {{ ref('stg_current_report') }} as report
    on account.report_key = report.report_key
