"""The tables in the database are the models, and their descriptions reach Postgres."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from etl.errors import WarehouseError
from etl.warehouse.schema import check_schema
from etl.warehouse.writer import write_report
from models import VIEWS, DimReport, metadata
from tests.warehouse.samples import report

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


def test_a_foreign_key_is_checked_by_the_index_of_its_key_before_there_are_statistics(connection: Connection) -> None:
    """PostgreSQL plans the check once a session. An index on fewer of its columns costs the same on an empty table, and with the
    reports of a year behind one entry every row that is loaded would read them all."""
    write_report(connection, report())
    connection.execute("set plan_cache_mode = force_generic_plan")
    for name, keys in sorted({(fk.referred_table.fullname, tuple(fk.column_keys)) for fk in _foreign_keys()}):
        parent = metadata.tables[name]
        where = " and ".join(f"{key} = ${number}" for number, key in enumerate(_referred(name, keys), 1))
        values = ", ".join("null" for _ in keys)
        connection.execute(f"prepare checked as select 1 from only {name} as x where {where} for key share of x")  # type: ignore[arg-type]
        connection.execute("set enable_seqscan = off")
        plan = "\n".join(line for (line,) in connection.execute(f"explain execute checked ({values})"))  # type: ignore[arg-type]
        connection.execute("reset enable_seqscan")
        connection.execute("deallocate checked")
        unique = [
            parent.primary_key.name,
            *(c.name for c in parent.constraints if c.name and str(c.name).startswith("uq_")),
        ]
        assert any(f" {index} on" in plan for index in unique), plan
    assert {index.name for index in DimReport.__table__.indexes if not index.unique} == {"ix_dim_report_document_key"}  # type: ignore[attr-defined]


def _foreign_keys() -> list[Any]:
    return [fk for one in metadata.sorted_tables for fk in one.foreign_key_constraints]


def _referred(name: str, keys: tuple[str, ...]) -> list[str]:
    found = next(fk for fk in _foreign_keys() if fk.referred_table.fullname == name and tuple(fk.column_keys) == keys)
    return [element.column.name for element in found.elements]


def test_cells_that_are_no_figures_are_read_one_by_one(connection: Connection) -> None:
    rows = report()
    cells = {
        "table_index": 0,
        "reason": "text",
        "page": 3,
        "row_indexes": [0, 4],
        "column_indexes": [1, 2],
        "texts": ['第"1"项', "a\\b, {2}"],
    }
    write_report(connection, replace(rows, rows={**rows.rows, metadata.tables["core.left_cells"]: [cells]}))
    assert connection.execute(
        "select table_index, row_index, column_index, page, text, reason from core.left_cell order by row_index"
    ).fetchall() == [(0, 0, 1, 3, '第"1"项', "text"), (0, 4, 2, 3, "a\\b, {2}", "text")]
