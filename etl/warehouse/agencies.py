"""All agencies of the warehouse put together anew: parents, successors, years of names, questions (etl.reference.register).

`refresh_agencies` is done after each run that wrote or took out something, and after a person said something. It reads what reports and
persons say and writes what has changed, so that the rows depend on these alone, not on the order in which they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from etl.reference.agencies import normalise_name
from etl.reference.register import Published, Register, Settled, StatedTie, register_agencies
from etl.warehouse import keys
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.moving import move_documents
from etl.warehouse.transaction import transaction
from models import AgencyAlias, AgencyQuestion, AgencySuccession, DimAgency

Connection = psycopg.Connection[Any]
Row = tuple[Any, ...]

_DESCRIBED = (
    "agency_key",
    "name",
    "agency_type",
    "type_as_named",
    "type_is_listed",
    "region_code",
    "admin_level",
    "parent_agency_key",
    "parent_name",
    "parent_source",
    "first_year",
    "last_year",
    "needs_review",
)


def refresh_agencies(connection: Connection) -> None:
    """Put all agencies together anew, and write what differs. The connection must not be in a transaction.

    Reports whose name a person said to be a spelling of another agency go there first: a loader may have read them before.
    """
    aliases = WarehouseAliases(connection)
    for documents in _misplaced(connection, aliases):
        move_documents(connection, documents, aliases)

    def work() -> None:
        connection.execute("select pg_advisory_xact_lock(%s)", (keys.number_of(keys.agencies_key()),))
        _drop_spellings(connection)
        published, spellings = _published(connection)
        settled = read_settled(connection)
        register = register_agencies(published, _ties(connection), settled)
        _write_agencies(connection, register, {one.name: one for one in published})
        _replace(connection, AgencyAlias, _alias_rows(published, spellings, settled))
        _replace(connection, AgencySuccession, _succession_rows(register, {one.name for one in published}))
        _replace(
            connection,
            AgencyQuestion,
            {(keys.agency_key(one.agency), one.kind, one.object, one.detail) for one in register.questions},
        )

    transaction(connection, "agencies", work)


def read_settled(connection: Connection) -> Settled:
    """What persons said of agencies so far."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for act, agency, said in connection.execute("select s.act, s.agency, s.object from core.agency_settlement as s"):
        found[act].append((agency, said))
    return Settled(
        answered=frozenset(found["ok"]),
        aliases=dict(found["alias"]),
        successors=frozenset(found["successor"]),
        types=dict(found["type"]),
        parents=dict(found["parent"]),
        regions=dict(found["region"]),
    )


def _misplaced(connection: Connection, aliases: WarehouseAliases) -> list[list[str]]:
    """Documents of reports that are with another agency than the one that bears their name, or whose spelling a person said it to be."""
    found = connection.execute(
        """
        select a.name, p.published_agency_name, array_agg(distinct p.document_key)
        from core.report_document as p
        inner join core.dim_report as r on p.report_key = r.report_key
        inner join core.dim_agency as a on r.agency_key = a.agency_key
        where p.has_own_head
        group by a.name, p.published_agency_name
        order by a.name collate "C", p.published_agency_name collate "C"
        """
    ).fetchall()
    said = aliases.all()
    misplaced = []
    for name, published, documents in found:
        own = normalise_name(published)
        if said.get(own, own) != name:
            misplaced.append(sorted(documents))
    return misplaced


def _drop_spellings(connection: Connection) -> None:
    """Take out agencies that are but spellings of others, once their reports have gone there."""
    condition = """
        a.name in (select s.agency from core.agency_settlement as s where s.act = 'alias')
        and not exists (select from core.dim_report as r where r.agency_key = a.agency_key)
    """
    gone = [key for (key,) in connection.execute(f"select a.agency_key from core.dim_agency as a where {condition}")]  # noqa: S608
    if not gone:
        return
    for statement in (
        "update core.dim_agency set parent_agency_key = null where parent_agency_key = any(%s)",
        "delete from core.agency_succession where predecessor_key = any(%s)",
        "delete from core.agency_succession where successor_key = any(%s)",
        "delete from core.dim_project where agency_key = any(%s)",
        "delete from core.dim_agency where agency_key = any(%s)",
    ):
        connection.execute(statement, (gone,))


def _published(connection: Connection) -> tuple[list[Published], dict[str, dict[str, tuple[int, int]]]]:
    """The agencies by their reports, and each one's spellings in them with the first and the last fiscal year."""
    printed: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for name, spelling, first, last in connection.execute(
        """
        select a.name, s.spelling, min(r.fiscal_year), max(r.fiscal_year)
        from core.dim_report as r
        inner join core.dim_agency as a on r.agency_key = a.agency_key
        cross join lateral unnest(r.spellings || r.published_agency_name) as s (spelling)
        group by a.name, s.spelling
        """
    ):
        normal = normalise_name(spelling)
        if normal:
            known = printed[name].get(normal, (first, last))
            printed[name][normal] = (min(first, known[0]), max(last, known[1]))
    published = [
        Published(name, first, last, frozenset(printed[name]))
        for name, first, last in connection.execute(
            """
            select a.name, min(r.fiscal_year), max(r.fiscal_year) from core.dim_agency as a
            left join core.dim_report as r on a.agency_key = r.agency_key
            group by a.name
            """
        ).fetchall()
    ]
    return published, printed


def _ties(connection: Connection) -> list[StatedTie]:
    found = connection.execute(
        """
        select a.name, t.relation, t.name, max(r.fiscal_year) from core.report_tie as t
        inner join core.dim_report as r on t.report_key = r.report_key
        inner join core.dim_agency as a on r.agency_key = a.agency_key
        where r.is_current
        group by a.name, t.relation, t.name
        """
    )
    return [StatedTie(*row) for row in found.fetchall()]


def _write_agencies(connection: Connection, register: Register, published: dict[str, Published]) -> None:
    asked = {one.agency for one in register.questions}
    wanted: list[Row] = []
    for one in register.agencies:
        own = published[one.name]
        parent = keys.agency_key(one.parent) if one.parent else None
        wanted.append(
            (
                keys.agency_key(one.name),
                one.name,
                one.agency_type,
                one.type_as_named,
                one.type_is_listed,
                one.region_code,
                one.admin_level,
                parent,
                one.parent_name,
                one.parent_source,
                own.first_year,
                own.last_year,
                one.name in asked,
            )
        )
    table: sa.Table = DimAgency.__table__  # type: ignore[assignment]
    stored = set(_rows(connection, table, _DESCRIBED))
    changed = sorted(set(wanted) - stored)
    if changed:
        columns = [_array(table, name) for name in _DESCRIBED]
        connection.execute(
            sql.SQL(
                "update core.dim_agency as a set {} from unnest({}) as n ({}) where a.agency_key = n.agency_key"
            ).format(
                sql.SQL(", ").join(
                    sql.SQL("{0} = n.{0}").format(sql.Identifier(name))
                    for name in _DESCRIBED
                    if name not in ("agency_key", "name")
                ),
                sql.SQL(", ").join(columns),
                sql.SQL(", ").join(map(sql.Identifier, _DESCRIBED)),
            ),
            [list(column) for column in zip(*changed, strict=True)],
        )


def _alias_rows(
    published: Iterable[Published], printed: dict[str, dict[str, tuple[int, int]]], settled: Settled
) -> set[Row]:
    names = {one.name for one in published}
    rows: dict[tuple[str, str], Row] = {}

    def put(alias: str, agency: str, source: str) -> None:
        first, last = printed[agency].get(alias, (None, None)) if agency in printed else (None, None)
        rows.setdefault((alias, agency), (alias, keys.agency_key(agency), source, first, last))

    for name in names:
        put(name, name, "name")
    for alias in settled.aliases:
        agency = settled.agency_of(alias)
        if agency in names:
            put(alias, agency, "person")
    for name, spellings in printed.items():
        for spelling in spellings:
            put(spelling, name, "report")
    return set(rows.values())


def _succession_rows(register: Register, names: set[str]) -> set[Row]:
    def key(name: str) -> str | None:
        return keys.agency_key(name) if name in names else None

    return {
        (one.predecessor, one.successor, key(one.predecessor), key(one.successor), one.year, one.source, one.document)
        for one in register.successions
    }


def _replace(connection: Connection, model: Any, wanted: set[Row]) -> None:
    """Bring a table to these rows (all its columns, in their order): what isn't among them goes, what is new comes."""
    table: sa.Table = model.__table__
    names = [column.name for column in table.columns]
    stored = set(_rows(connection, table, names))
    primary = [column.name for column in table.primary_key]
    places = [names.index(name) for name in primary]
    gone, new = sorted(stored - wanted, key=str), sorted(wanted - stored, key=str)
    name = sql.Identifier(table.schema or "core", table.name)
    if gone:
        connection.execute(
            sql.SQL("delete from {} as t using unnest({}) as n ({}) where {}").format(
                name,
                sql.SQL(", ").join(_array(table, column) for column in primary),
                sql.SQL(", ").join(map(sql.Identifier, primary)),
                sql.SQL(" and ").join(sql.SQL("t.{0} = n.{0}").format(sql.Identifier(column)) for column in primary),
            ),
            [[row[place] for row in gone] for place in places],
        )
    if new:
        connection.execute(
            sql.SQL("insert into {} ({}) select * from unnest({}) on conflict do nothing").format(
                name,
                sql.SQL(", ").join(map(sql.Identifier, names)),
                sql.SQL(", ").join(_array(table, column) for column in names),
            ),
            [list(column) for column in zip(*new, strict=True)],
        )


def _rows(connection: Connection, table: sa.Table, names: Sequence[str]) -> list[Row]:
    return connection.execute(
        sql.SQL("select {} from {}").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table.schema or "core", table.name)
        )
    ).fetchall()


def _array(table: sa.Table, name: str) -> sql.SQL:
    """A parameter that is an array of a column's type."""
    types = {"INTEGER": "%s::integer[]", "BOOLEAN": "%s::boolean[]"}
    return sql.SQL(types.get(str(table.columns[name].type), "%s::text[]"))
