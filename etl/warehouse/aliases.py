"""The spellings of agencies that the warehouse knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import psycopg

from etl.warehouse.report_rows import ReportRows
from models import metadata


@dataclass(frozen=True, slots=True)
class WarehouseAliases:
    """The spellings of agencies that the warehouse knows, looked up one by one: it may know a hundred thousand.

    `waiting` are those of reports that are about to be written: a report is resolved as if they were there already.
    """

    connection: psycopg.Connection[Any]
    waiting: dict[str, str] = field(default_factory=dict)

    def agency_of(self, alias: str) -> str | None:
        """Name of the agency that a normalised spelling belongs to, or None."""
        row = self.connection.execute(
            """
            select g.name from core.agency_alias as a
            inner join core.dim_agency as g on a.agency_key = g.agency_key
            where a.alias = %s
            """,
            (alias,),
        ).fetchone()
        return str(row[0]) if row else self.waiting.get(alias)

    def note(self, rows: ReportRows) -> None:
        """Remember the spellings of a report that waits; the first one to have a spelling keeps it."""
        agencies, spellings = metadata.tables["core.dim_agency"], metadata.tables["core.agency_alias"]
        names = {row["agency_key"]: row["name"] for row in rows.dimensions.get(agencies, ())}
        for row in rows.dimensions.get(spellings, ()):
            self.waiting.setdefault(row["alias"], names[row["agency_key"]])
