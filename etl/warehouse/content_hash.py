"""What a warehouse holds, as a hash a table: the same wherever the same rows stand, in whatever order and with columns in whatever order.

Made by the server, row by row: the sum over the rows of two halves of each row's MD5. Instead of PostgreSQL's own hash functions,
because these may differ from version to version and from machine to machine. MD5 tells of damage, not of somebody's intent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

LOADED = ("raw", "core")
"""The schemas that loading writes: all else follows from them."""

_AS_TEXT = {
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "timezone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "search_path": "pg_catalog",
}
"""How values become text: the same in each session."""

Connection = psycopg.Connection[Any]


def table_hashes(connection: Connection, schemas: Sequence[str] = LOADED) -> dict[str, str]:
    """`schema.table` → number of rows and hash of its rows, in order of name. Partitions count in their table."""
    tables = connection.execute(
        """
        select n.nspname, c.relname, array_agg(a.attname::text order by a.attname collate "C") from pg_class as c
        inner join pg_namespace as n on c.relnamespace = n.oid
        inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where n.nspname = any(%s) and c.relkind in ('r', 'p') and not c.relispartition
        group by n.nspname, c.relname order by n.nspname collate "C", c.relname collate "C"
        """,
        (list(schemas),),
    ).fetchall()
    with connection.transaction():
        for name, value in _AS_TEXT.items():
            connection.execute("select set_config(%s, %s, true)", (name, value))
        return {f"{schema}.{table}": _hash(connection, schema, table, columns) for schema, table, columns in tables}


def total(hashes: Mapping[str, str]) -> str:
    """One hash of all tables."""
    return hashlib.sha256("\n".join(f"{name} {value}" for name, value in sorted(hashes.items())).encode()).hexdigest()


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> Sequence[str]:
    """The tables that aren't the same in both, or stand in one only."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _hash(connection: Connection, schema: str, table: str, columns: Sequence[str]) -> str:
    query = sql.SQL(
        """
        select count(*), coalesce(sum(('x' || left(digest, 16))::bit(64)::bigint::numeric), 0),
            coalesce(sum(('x' || right(digest, 16))::bit(64)::bigint::numeric), 0)
        from (select md5(row({})::text) as digest from {}.{}) as rows
        """
    ).format(sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(schema), sql.Identifier(table))
    rows, first, second = connection.execute(query).fetchone() or (0, 0, 0)
    return f"{rows} rows {hashlib.sha256(f'{rows} {first} {second}'.encode()).hexdigest()}"
