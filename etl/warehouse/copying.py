"""Rows of several reports → one COPY a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from etl.warehouse.values import Columns, values_of

Rows = Sequence[Mapping[str, Any]]
Part = tuple[Rows, Mapping[str, Any]]
"""The rows that one report writes into a table, and what they leave out: its keys."""


def copy_rows(connection: psycopg.Connection[Any], table: sa.Table, parts: Sequence[Part], *, careful: bool) -> None:
    """COPY the rows of several reports into a table. TypeError for a float among amounts, ValueError for an unknown column.

    `careful`: look at every text for characters that Postgres can't hold. They are rare and looking takes time; without it they
    are refused, with psycopg.DataError or UnicodeEncodeError.
    """
    columns = Columns.of(table, [rows for rows, _ in parts]).led_by(parts[0][1] if parts else ())
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table.schema or "public", table.name), sql.SQL(", ").join(map(sql.Identifier, columns.names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        write = copy.write_row
        for rows, shared in parts:
            for values in values_of(columns, rows, shared, careful=careful):
                write(values)
