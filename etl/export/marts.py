"""The marts as they stand in the database: columns with their types and descriptions, rows in an order that stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from etl.errors import WarehouseError
from etl.warehouse.project.described import column_name_zh

_READING_ORDER = ("agency", "fiscal_year", "kind", "scope")
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, name in Chinese, type as PostgreSQL writes it (`numeric(20,2)`), description (Chinese | English)."""

    name: str
    name_zh: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class MartTable:
    """A mart: name, what one row is (Chinese | English), its columns, the columns of its key."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def find_marts(connection: psycopg.Connection[Any], names: Sequence[str] = ()) -> list[MartTable]:
    """The marts of these names, in their order; all by name if none is given.

    Raises WarehouseError where the marts aren't built or a name is unknown.
    """
    found = {
        name: MartTable(name, comment or "", _columns(connection, oid), tuple(key or ()))
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
        raise WarehouseError(
            "no such mart", place=", ".join(unknown), next_step=f"name some of {', '.join(sorted(found))}"
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


def rows(connection: psycopg.Connection[Any], mart: MartTable, agency: str = "") -> Iterator[tuple[Any, ...]]:
    """The rows of a mart, of one agency where its name is given (all of a mart that names none), by agency, year, kind and scope, then by key; read piece by piece, in the transaction that is open."""
    names = [column.name for column in mart.columns]
    order = [name for name in _READING_ORDER if name in names]
    order += [name for name in mart.key if name not in order]
    query = sql.SQL("select {} from marts.{}").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(mart.name)
    )
    if agency and "agency" in names:
        query += sql.SQL(" where agency = {}").format(sql.Literal(agency))
    if order:
        query += sql.SQL(" order by {}").format(sql.SQL(", ").join(map(sql.Identifier, order)))
    with connection.cursor(name=f"export_{mart.name}") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(query)
        yield from cursor
