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

from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
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
    return _place(connection, [*placements(), *placements_of_marts(connection)])


def distribute_marts(connection: Connection) -> list[Placement]:
    """The same for the marts that a build made anew, where the facts are spread; nothing elsewhere."""
    if not has_citus(connection) or "core.figure" not in _placed(connection):
        return []
    return _place(connection, placements_of_marts(connection))


def placements_of_marts(connection: Connection) -> list[Placement]:
    """The marts that are there: what others point to as reference tables, what is keyed by report by `report_key`, beside each other.

    A mart whose key holds no report (a mart about marts, one of gaps) stays on the coordinator.
    """
    found = connection.execute(
        """
        select
            c.oid::regclass::text,
            array(
                select distinct f.confrelid::regclass::text from pg_constraint as f
                where f.contype = 'f' and f.conrelid = c.oid and f.confrelid <> c.oid
            ),
            exists (
                select from pg_constraint as p
                inner join pg_attribute as a on p.conrelid = a.attrelid and a.attnum = any(p.conkey)
                where p.contype = 'p' and p.conrelid = c.oid and a.attname = 'report_key'
            )
        from pg_class as c
        where c.relkind = 'r' and c.relnamespace = to_regnamespace('marts')
        order by c.relname
        """
    ).fetchall()
    pointed_to = {target for _, targets, _ in found for target in targets}
    order = TopologicalSorter({name: targets for name, targets, _ in found}).static_order()
    keyed = [name for name, _, has_report in found if has_report and name not in pointed_to]
    return [
        *(Placement(name) for name in order if name in pointed_to),
        *(Placement(name, "report_key", keyed[0] if name != keyed[0] else None) for name in keyed),
    ]


def _placed(connection: Connection) -> set[str]:
    """The tables that Citus holds as reference tables or spread; a local table that it only knows of isn't placed."""
    rows = connection.execute(
        "select logicalrelid::regclass::text from pg_dist_partition where partmethod <> 'n' or repmodel = 't'"
    )
    return {name for (name,) in rows}


def _place(connection: Connection, wanted: list[Placement]) -> list[Placement]:
    placed = _placed(connection)
    done: list[Placement] = []
    for placement in _beside_what_stands(wanted, placed):
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


def _beside_what_stands(wanted: list[Placement], placed: set[str]) -> list[Placement]:
    """A table that is made anew goes beside those that stand, not those to it."""
    stands: dict[str, str] = {}
    found = []
    for one in wanted:
        key = f"{one.table.partition('.')[0]} {one.by}"
        if one.by is not None and one.table in placed:
            stands.setdefault(key, one.table)
    for one in wanted:
        key = f"{one.table.partition('.')[0]} {one.by}"
        beside = stands.get(key, one.beside)
        found.append(replace(one, beside=beside if beside != one.table else None) if one.by else one)
    return found


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
