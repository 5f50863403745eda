select
    revenue.report_key,
    revenue.fact_no,
    revenue.statement_seq,
    revenue.statement_key,
    revenue.row_no,
    revenue.source,
    revenue.unit_code,
    revenue.amount
from {{ source('core', 'revenue') }} as revenue
