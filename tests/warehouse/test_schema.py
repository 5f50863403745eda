"""The tables in the database are the models, and their descriptions reach Postgres."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from etl.errors import WarehouseError
from etl.warehouse.schema import check_schema
from models import VIEWS

Connection = psycopg.Connection[Any]


def test_every_column_carries_its_description(connection: Connection) -> None:
    bare = connection.execute(
        """select attrelid::regclass::text, attname
           from pg_attribute inner join pg_class on pg_class.oid = attrelid
           where relkind = 'r' and relnamespace in ('raw'::regnamespace, 'core'::regnamespace) and relname <> 'alembic_version'
             and attnum > 0 and not attisdropped and col_description(attrelid, attnum) is null"""
    ).fetchall()
    assert bare == []


def test_views_are_there_with_comments(connection: Connection) -> None:
    for view in VIEWS:
        (comment,) = connection.execute(
            "select obj_description(to_regclass(%s))", (f"core.{view.name}",)
        ).fetchone() or (None,)
        assert view.zh in comment


def test_a_database_without_a_warehouse_is_told_to_migrate(empty_database: str) -> None:
    with (
        psycopg.connect(empty_database, autocommit=True) as connection,
        pytest.raises(WarehouseError, match="gongkai db migrate"),
    ):
        check_schema(connection)


def test_a_new_warehouse_is_of_the_newest_version(connection: Connection) -> None:
    check_schema(connection)
