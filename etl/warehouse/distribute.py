"""Which tables Citus would hold as reference tables, and which it would spread over machines by agency; and doing it.

- Reference tables, a copy on every machine: dimensions, `core.dim_report` and `raw.document`, which nearly every query joins, and what ties
  reports to their documents, subjects and other bodies: joined with figures of one agency and with tables of one document alike.
- By `agency_key`: figures, disclosures, facts and the forms of reports. All of an agency's rows lie on one machine, so that a report, its
  years and its execution are worked out where they lie.
- By `report_key`, and by `document_key` in `raw`: what is looked up for one report or document only.

What Citus demands is checked on the models, without a server: each key of a spread table holds the column by which it is spread, and
foreign keys lead to reference tables, or to a table spread alike by a key that holds the column.
"""

from __future__ import annotations

from typing import Any

import psycopg
import sqlalchemy as sa

from etl.warehouse.placing import Placement, distribute_marts, place, placements_of_marts, statement
from etl.warehouse.spread import has_citus
from models import metadata

Connection = psycopg.Connection[Any]

_BY = ("agency_key", "report_key", "document_key")


def placements() -> list[Placement]:
    """The tables of `raw` and `core`, those that others refer to first."""
    found: list[Placement] = []
    first: dict[str, str] = {}
    for table in metadata.sorted_tables:
        by = _by(table)
        found.append(Placement(table.fullname, by, first.get(by) if by else None))
        if by:
            first.setdefault(by, table.fullname)
    return found


_EVERYWHERE = frozenset({"document", "report_document", "report_subject", "report_tie"})
"""Tables besides dimensions that are joined with rows of one agency and with rows of one document: few rows a report."""


def _by(table: sa.Table) -> str | None:
    keys = {column.name for column in table.primary_key}
    if table.name in _EVERYWHERE or table.name.startswith(("dim_", "agency_")):
        return None
    return next((name for name in _BY if name in keys), None)


def obstacles() -> list[str]:
    """What of the models Citus would refuse, a sentence each."""
    by = {placement.table: placement.by for placement in placements()}
    found: list[str] = []
    for table in metadata.sorted_tables:
        spread = by[table.fullname]
        keys = [c for c in table.constraints if isinstance(c, sa.PrimaryKeyConstraint | sa.UniqueConstraint)]
        unique = [*keys, *(index for index in table.indexes if index.unique)]
        if spread is not None:
            found += [
                f"{key.name}: a key without {spread}"
                for key in unique
                if not any(column.name == spread for column in key.columns)
            ]
        for reference in table.foreign_key_constraints:
            target = by[reference.referred_table.fullname]
            held = {e.parent.name: e.column.name for e in reference.elements}
            if target is not None and (spread is None or held.get(spread) != target):
                found.append(
                    f"{reference.name}: leads to {reference.referred_table.fullname}, which is spread otherwise"
                )
    return found


def distribute(connection: Connection) -> list[Placement]:
    """Have Citus, which must be in the database, place the tables that it doesn't hold yet; gives those.

    WarehouseError where Citus refuses; what it placed before stays placed, and the next run goes on.
    """
    return place(connection, [*placements(), *placements_of_marts(connection)])


__all__ = [
    "Placement",
    "distribute",
    "distribute_marts",
    "has_citus",
    "obstacles",
    "placements",
    "placements_of_marts",
    "statement",
]
