select
    revenue.report_key,
    revenue.fact_no,
    revenue.statement_seq,
    revenue.statement_key,
    revenue.row_no,
    -- Money carried over of one fund is a source of its own.
    case
        when revenue.source = 'opening' and revenue.fund <> 'all' then revenue.source || '_' || revenue.fund
        else revenue.source
    end as source,
    -- The name of a source that no code has.
    revenue.source_label,
    revenue.source = 'opening' as is_opening,
    revenue.fund,
    revenue.unit_code,
    revenue.amount
from {{ source('core', 'revenue') }} as revenue
