"""The check that facts are additive: `sum()` of a fact, by report and statement, is the published total within rounding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg

_QUERY = """
with facts as (
    select report_key, statement_seq, '' as side, sum(total) as amount, array_agg(row_no) as rows
    from core.fact_expenditure where total is not null group by 1, 2
    union all
    select report_key, statement_seq, '', sum(total), array_agg(row_no)
    from core.fact_economic_expenditure where total is not null group by 1, 2
    union all
    select report_key, statement_seq, '', sum(amount), array_agg(row_no) from core.fact_revenue group by 1, 2
    union all
    select report_key, statement_seq, side, sum(amount), array_agg(row_no) from core.fact_balance group by 1, 2, 3
    union all
    select report_key, statement_seq, '', sum(amount), array_agg(row_no)
    from core.fact_project where statement_seq is not null group by 1, 2
    union all
    select report_key, statement_seq, '', sum(amount), array_agg(row_no)
    from core.fact_procurement where statement_seq is not null and category not in ('sme', 'micro') group by 1, 2
),

totals as (
    select report_key, statement_seq, side, sum(amount_yuan) as amount,
        sum(0.5 * power(10::numeric, -decimals) * case unit when '万元' then 10000 else 1 end) as half_units
    from core.figure
    where
        role = 'total' and row_kind = 'total' and basis = 'this_year' and measure in ('total', 'amount') and member = ''
        and amount_yuan is not null
    group by 1, 2, 3
),

addends as (
    select f.report_key, f.statement_seq, f.side,
        sum(0.5 * power(10::numeric, -g.decimals) * case g.unit when '万元' then 10000 else 1 end) as half_units
    from facts as f
    inner join core.figure as g
        on f.report_key = g.report_key and f.statement_seq = g.statement_seq and g.row_no = any(f.rows) and g.role = 'leaf'
    group by 1, 2, 3
)

select a.name, s.title, t.side, coalesce(f.amount, 0) - t.amount as difference, t.half_units + coalesce(n.half_units, 0)
from totals as t
left join facts as f using (report_key, statement_seq, side)
left join addends as n using (report_key, statement_seq, side)
inner join core.report_statement as s using (report_key, statement_seq)
inner join core.dim_statement as d on s.statement_key = d.statement_key
inner join core.dim_report as r using (report_key)
inner join core.dim_agency as a on r.agency_key = a.agency_key
where d.fact <> 'none'
"""


def misfits(connection: psycopg.Connection[Any]) -> list[tuple[str, str, str, Decimal]]:
    """(agency, form, side, difference in yuan) where a fact's sum isn't the published total within the printed precision of
    the total and its addends. An empty warehouse is a misfit too: the check must have something to look at."""
    rows = connection.execute(_QUERY).fetchall()
    assert rows, "no totals in the warehouse"
    return [(name, title, side, difference) for name, title, side, difference, slack in rows if abs(difference) > slack]
