"""What follows the migrations of the schema: agencies put together anew from what `raw` holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from etl.head import ReportHead
from etl.reference.ties import read_ties
from etl.warehouse.agencies import refresh_agencies
from etl.warehouse.reference import sync_reference
from etl.warehouse.stored import stored_documents
from etl.warehouse.transaction import transaction

Connection = psycopg.Connection[Any]

AT_ONCE = 100
"""Documents whose ties are read in one transaction."""


def bring_over(connection: Connection) -> None:
    """Make what this program derives from a warehouse that an older one filled. Doing it again changes nothing."""
    sync_reference(connection)
    documents = [
        str(key)
        for (key,) in connection.execute(
            """
            select distinct p.document_key from core.report_document as p
            inner join raw.document as d on p.document_key = d.document_key
            where not exists (select from core.report_tie as t where t.report_key = p.report_key)
            order by p.document_key
            """
        ).fetchall()
    ]
    for first in range(0, len(documents), AT_ONCE):
        some = documents[first : first + AT_ONCE]
        transaction(connection, "agencies", lambda some=some: _write_ties(connection, some))  # type: ignore[misc]
    refresh_agencies(connection)


def _write_ties(connection: Connection, documents: Sequence[str]) -> None:
    """Read from `raw` which departments and units the reports of these documents name, and write it where nothing is written yet."""
    stored = stored_documents(connection, documents)
    parts = (
        connection.cursor(row_factory=dict_row)
        .execute(
            """
            with listed as (
                select t.document_key, array_agg(t.table_index order by t.table_index) as units
                from raw.document_table as t
                where t.recognised_as = 'units' and t.document_key = any(%(documents)s::text[])
                group by t.document_key
            )
            select p.*, r.fiscal_year, r.kind, r.scope, coalesce(l.units, '{}') as units
            from core.report_document as p
            inner join core.dim_report as r on p.report_key = r.report_key
            left join listed as l on p.document_key = l.document_key
            where p.document_key = any(%(documents)s::text[])
            order by p.report_key, p.part_no
            """,
            {"documents": list(documents)},
        )
        .fetchall()
    )
    for part in parts:
        head = ReportHead(
            agency=part["published_agency_name"],
            fiscal_year=part["fiscal_year"],
            kind=part["kind"],
            scope=part["scope"],
            title=part["title"],
            aliases=tuple(part["spellings"]),
        )
        for tie in read_ties(stored[part["document_key"]], head, part["units"]):
            connection.execute(
                """
                insert into core.report_tie (report_key, tie_no, relation, name, position, page)
                select %(report)s, coalesce(max(t.tie_no) + 1, 0), %(relation)s, %(name)s, %(position)s, %(page)s
                from core.report_tie as t where t.report_key = %(report)s
                having count(*) filter (where t.name = %(name)s) = 0
                """,
                {
                    "report": part["report_key"],
                    "relation": tie.relation,
                    "name": tie.name,
                    "position": part["first_position"] + tie.position,
                    "page": tie.page,
                },
            )
