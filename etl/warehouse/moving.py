"""Documents go to the agency that a person said their name to be a spelling of: read again from `raw`, without their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import psycopg
from psycopg.rows import dict_row

from etl.head import ReportHead
from etl.pipeline import interpret_report
from etl.reference.agencies import StoredAliases
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.rows import report_rows
from etl.warehouse.stored import stored_documents, stored_evidence
from etl.warehouse.writer import rewrite_documents

Connection = psycopg.Connection[Any]

AT_ONCE = 50
"""Documents that are moved in one transaction."""


def move_documents(connection: Connection, documents: Sequence[str], aliases: StoredAliases) -> None:
    """Write documents, by their keys, as those of the agencies that `aliases` says. The connection must not be in a transaction."""
    for first in range(0, len(documents), AT_ONCE):
        some = documents[first : first + AT_ONCE]
        rewrite_documents(connection, some, lambda some=some: _remade(connection, some, aliases))  # type: ignore[misc]


def _remade(connection: Connection, documents: Sequence[str], aliases: StoredAliases) -> Mapping[str, ReportRows]:
    """The rows of documents, by their keys, as their head and the aliases have it now."""
    stored = stored_documents(connection, list(documents))
    evidence = stored_evidence(connection, list(documents))
    rows = (
        connection.cursor(row_factory=dict_row)
        .execute(
            """
            select distinct on (p.document_key)
                p.*, r.fiscal_year, r.kind, r.scope, r.loaded_at, d.loader_version, d.loaded_at as document_loaded_at
            from core.report_document as p
            inner join core.dim_report as r on p.report_key = r.report_key
            inner join raw.document as d on p.document_key = d.document_key
            where p.document_key = any(%s::text[]) and p.has_own_head
            order by p.document_key, p.report_key
            """,
            (list(documents),),
        )
        .fetchall()
    )
    found = {}
    for row in rows:
        head = ReportHead(
            agency=row["published_agency_name"],
            fiscal_year=row["fiscal_year"],
            kind=row["kind"],
            scope=row["scope"],
            title=row["title"],
            aliases=tuple(name for name in row["spellings"] if name != row["published_agency_name"]),
            evidence=evidence.get(row["document_key"], ()),
        )
        report = interpret_report(stored[row["document_key"]], load_catalogue(), head=head)
        made = report_rows(replace(report, has_own_head=row["has_own_head"]), load_catalogue(), aliases)
        told = {name: row[name] for name in ("standing", "words", "published_at")}
        found[row["document_key"]] = replace(
            made,
            document={**made.document, "loader_version": row["loader_version"], "loaded_at": row["document_loaded_at"]},
            report={
                **made.report,
                "loaded_at": row["loaded_at"],
                "standing": told["standing"],
                "published_at": told["published_at"],
            },
            part={**made.part, **told},
        )
    return found
