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

from dataclasses import dataclass
from typing import Any, Literal

import psycopg
import sqlalchemy as sa
from psycopg import sql

from etl.errors import WarehouseError
from etl.warehouse.spread import has_citus
from models import metadata

Connection = psycopg.Connection[Any]

_BY = ("agency_key", "report_key", "document_key")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a table's rows lie: on every machine (`by` is None), or spread by a column, beside those of `beside` with the same value."""

    table: str
    by: str | None = None
    beside: str | None = None

    @property
    def kind(self) -> Literal["reference", "distributed"]:
        """As Citus calls it."""
        return "reference" if self.by is None else "distributed"


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
    placed = {name for (name,) in connection.execute("select logicalrelid::regclass::text from pg_dist_partition")}
    done: list[Placement] = []
    for placement in placements():
        if placement.table in placed:
            continue
        try:
            with connection.transaction():
                _settings_of_placing(connection)
                connection.execute(statement(placement))
        except psycopg.Error as error:
            raise WarehouseError(
                f"Citus refused: {error.diag.message_primary or error}",
                place=placement.table,
                next_step="see Citus' log; what is placed stays placed, and gongkai distribute goes on from there",
            ) from error
        done.append(placement)
    return done


def _settings_of_placing(connection: Connection) -> None:
    """For one transaction: a table that isn't placed yet keeps its foreign keys as they are (Citus would take it in, and stumble over the
    partitions' checks), and all shards are made over one connection a machine, as foreign keys to reference tables demand."""
    connection.execute("set local citus.enable_local_reference_table_foreign_keys to off")
    connection.execute("set local citus.multi_shard_modify_mode to 'sequential'")


def statement(placement: Placement) -> sql.Composed:
    """The call that places a table."""
    if placement.by is None:
        return sql.SQL("select create_reference_table({})").format(sql.Literal(placement.table))
    beside: sql.Composable = sql.SQL("")
    if placement.beside is not None:
        beside = sql.SQL(", colocate_with => {}").format(sql.Literal(placement.beside))
    return sql.SQL("select create_distributed_table({}, {}{})").format(
        sql.Literal(placement.table), sql.Literal(placement.by), beside
    )


__all__ = ["Placement", "distribute", "has_citus", "obstacles", "placements", "statement"]
