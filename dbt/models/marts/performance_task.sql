select
    {{ report_columns('report') }},
    row_number() over (
        partition by money.report_key
        order by money.first_fact_no
    ) as row_no,
    money.performance_kind,
    money.title,
    money.task,
    money.is_task_total,
    money.initial_budget,
    money.annual_budget,
    money.executed,
    money.executed_fiscal,
    {{ percent_of('money.executed', 'coalesce(money.annual_budget, money.initial_budget)') }} as execution_percent,
    money.stated_execution_percent
from {{ affected(ref('int_project_money'), 'money') }}
inner join {{ affected(ref('stg_report'), 'report') }}
    on money.report_key = report.report_key
where money.task <> ''
