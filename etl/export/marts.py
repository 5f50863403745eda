"""The marts as they stand in the database: columns with their types and descriptions, rows in an order that stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import psycopg
from psycopg import sql

from etl import __version__
from etl.errors import WarehouseError
from etl.warehouse.project.described import column_name_zh, described_marts, unit_of

_READING_ORDER = ("agency", "fiscal_year", "kind", "scope")
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, name in Chinese, type as PostgreSQL writes it (`numeric(20,2)`), description (Chinese | English)."""

    name: str
    name_zh: str
    type: str
    description: str

    @property
    def unit(self) -> str:
        """The unit of its numbers, 元 for one; "" where the description names none."""
        return unit_of(self.description)


@dataclass(frozen=True, slots=True)
class MartTable:
    """A mart: name, what one row is (Chinese | English), its columns, the columns of its key, its name in Chinese."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    name_zh: str = ""


def find_marts(connection: psycopg.Connection[Any], names: Sequence[str] = ()) -> list[MartTable]:
    """The marts of these names, in their order; all by name if none is given.

    Raises WarehouseError where the marts aren't built or a name is unknown.
    """
    chinese = {mart.name: mart.name_zh for mart in described_marts()}
    found = {
        name: MartTable(name, comment or "", _columns(connection, oid), tuple(key or ()), chinese.get(name, ""))
        for oid, name, comment, key in connection.execute(
            """
            select c.oid, c.relname, obj_description(c.oid, 'pg_class'), (
                select array_agg(a.attname order by array_position(i.indkey::smallint[], a.attnum))
                from pg_index as i
                inner join pg_attribute as a on i.indrelid = a.attrelid and a.attnum = any(i.indkey)
                where i.indrelid = c.oid and i.indisprimary
            )
            from pg_class as c
            where c.relnamespace = to_regnamespace('marts') and c.relkind in ('r', 'p', 'v', 'm')
            order by c.relname
            """
        )
    }
    if not found:
        raise WarehouseError("the marts aren't built yet", next_step="run gongkai build")
    unknown = [name for name in names if name not in found]
    if unknown:
        near = list(dict.fromkeys(one for name in unknown for one in _near(name, found)))
        is_it = f"is it {', '.join(near)}? " if near else ""
        raise WarehouseError(
            "no such mart", place=", ".join(unknown), next_step=f"{is_it}There are {', '.join(sorted(found))}"
        )
    return [found[name] for name in names] if names else list(found.values())


def _columns(connection: psycopg.Connection[Any], oid: int) -> tuple[Column, ...]:
    rows = connection.execute(
        """
        select attname, format_type(atttypid, atttypmod), coalesce(col_description(attrelid, attnum), '')
        from pg_attribute
        where attrelid = %s and attnum > 0 and not attisdropped
        order by attnum
        """,
        (oid,),
    ).fetchall()
    return tuple(Column(name, _chinese(name, text), kind, text) for name, kind, text in rows)


def _chinese(name: str, description: str) -> str:
    """The name that the description begins with; a column that has none keeps its own."""
    try:
        return column_name_zh(description)
    except ValueError:
        return name


def rows(
    connection: psycopg.Connection[Any], mart: MartTable, where: Mapping[str, object] | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows of a mart, by agency, year, kind and scope, then by key; read piece by piece, in the transaction that is open.

    `where`: column → the value that it has, None for none, or several values of which it has one. WarehouseError where a column isn't there.
    """
    names = [column.name for column in mart.columns]
    order = [name for name in _READING_ORDER if name in names]
    order += [name for name in mart.key if name not in order]
    query = sql.SQL("select {} from marts.{}").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(mart.name)
    )
    conditions = [_condition(mart, name, value) for name, value in (where or {}).items()]
    if conditions:
        query += sql.SQL(" where ") + sql.SQL(" and ").join(conditions)
    if order:
        query += sql.SQL(" order by {}").format(sql.SQL(", ").join(map(sql.Identifier, order)))
    with connection.cursor(name=f"export_{mart.name}") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(query)
        yield from cursor


@dataclass(frozen=True, slots=True)
class Origins:
    """What an export was made from: when (with the zone), by which program, from which database, of which agency ("" for all), and a row a
    report with its file: agency, year, kind, scope, file, revision, standing, date of publication, address."""

    made_at: datetime
    program: str
    database: str
    agency: str
    reports: tuple[tuple[Any, ...], ...]


def origins(connection: psycopg.Connection[Any], agency: str = "") -> Origins:
    """The reports that the marts hold now, of all agencies or of one by its name."""
    found = connection.execute(
        """
        select a.agency, p.fiscal_year, p.kind_zh, p.scope_zh, p.file_name, p.revision, p.standing_zh, p.published_at, p.source_url
        from marts.publication as p
        inner join marts.agency as a on p.agency_key = a.agency_key
        where %(agency)s in ('', a.agency)
        order by a.agency collate "C", p.fiscal_year, p.kind, p.scope, p.report_key
        """,
        {"agency": agency},
    ).fetchall()
    info = connection.info
    database = f"{info.host}:{info.port}/{info.dbname}"
    return Origins(datetime.now().astimezone(), f"gongkai {__version__}", database, agency, tuple(found))


def of_agency(mart: MartTable, agency: str) -> dict[str, object]:
    """The condition that a mart's rows are of an agency, by its name; none for a mart that names no agency, and for an empty name."""
    return {"agency": agency} if agency and any(column.name == "agency" for column in mart.columns) else {}


def _condition(mart: MartTable, name: str, value: object) -> sql.Composable:
    names = [column.name for column in mart.columns]
    if name not in names:
        near = _near(name, names)
        is_it = f"is it {', '.join(near)}? " if near else ""
        raise WarehouseError(
            "no such column", place=f"marts.{mart.name} {name}", next_step=f"{is_it}There are {', '.join(names)}"
        )
    column = sql.Identifier(name)
    if value is None:
        return sql.SQL("{} is null").format(column)
    if isinstance(value, Iterable) and not isinstance(value, str):
        values = [sql.Literal(one) for one in value]
        return sql.SQL("{} in ({})").format(column, sql.SQL(", ").join(values)) if values else sql.SQL("false")
    return sql.SQL("{} = {}").format(column, sql.Literal(value))


def _near(name: str, names: Iterable[str]) -> list[str]:
    """Names like this one, or that have it within them, the nearest first."""
    there = sorted(names)
    near = get_close_matches(name, there, n=3, cutoff=0.6)
    return near or [one for one in there if len(name) > 2 and (name in one or one in name)][:3]
