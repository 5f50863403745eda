"""Having Citus place tables; of marts, which ones and where follows from their keys. `distribute.py` says so of the models' tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import Any, Literal

import psycopg
from psycopg import sql

from etl.errors import WarehouseError
from etl.warehouse.spread import has_citus

Connection = psycopg.Connection[Any]


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


def distribute_marts(connection: Connection) -> list[Placement]:
    """The same for the marts that a build made anew, where the facts are spread; nothing elsewhere."""
    if not has_citus(connection) or "core.figure" not in _placed(connection):
        return []
    return place(connection, placements_of_marts(connection))


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


def place(connection: Connection, wanted: list[Placement]) -> list[Placement]:
    """Have Citus place those of the tables that it doesn't hold yet; gives them. WarehouseError where it refuses."""
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
