"""Version 0022: sources of revenue are a closed list; the names that forms print stand beside it."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from etl.warehouse import schema

BEFORE, HERE = "0021", "0022"
SOURCES = {
    "fiscal": ("fiscal", ""),
    "current_revenue": ("unspecified", ""),
    "渡运附加收入": ("unlisted", "渡运附加收入"),
}
"""As the version before may hold them → code and name."""


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def fill(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("select core.make_partitions(2024)")
        for number, source in enumerate(SOURCES):
            connection.execute(
                "insert into core.fact_revenue (report_key, fact_no, agency_key, fiscal_year, statement_seq, statement_key, row_no, unit_code,"
                " unit_name, source, amount) values ('1', %s, '1', 2024, 0, 'revenue', 0, '', '', %s, 1)",
                (number, source),
            )


def test_names_of_sources_have_a_column_of_their_own_and_go_back(empty_database: str) -> None:
    schema.upgrade(empty_database, BEFORE)
    fill(empty_database)
    schema.upgrade(empty_database, HERE)
    query = "select source, source_label from core.fact_revenue order by fact_no"
    assert rows(empty_database, query) == list(SOURCES.values())
    with psycopg.connect(empty_database) as connection, pytest.raises(psycopg.errors.CheckViolation, match="source"):
        connection.execute("update core.fact_revenue set source = '渡运附加收入'")
    schema.downgrade(empty_database, BEFORE)
    assert [one for (one,) in rows(empty_database, "select source from core.fact_revenue order by fact_no")] == [
        "fiscal",
        "unspecified",
        "渡运附加收入",
    ]
