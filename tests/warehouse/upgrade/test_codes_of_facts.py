"""Version 0018: the span of a project's money in a column of its own, and codes that no list has among those for all else."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from etl.warehouse import schema

BEFORE, HERE = "0017", "0018"
SOURCES = {
    "total": ("total", "year"),
    "total_multi_year": ("total", "period"),
    "fiscal_multi_year": ("fiscal", "period"),
}


def rows(url: str, query: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def fill(url: str) -> None:
    """Facts as the version before may hold them."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("select core.make_partitions(2024)")
        for number, source in enumerate(SOURCES):
            connection.execute(
                "insert into core.fact_project (report_key, fact_no, agency_key, fiscal_year, origin, performance_kind, table_index, row_index,"
                " title, task, unit_code, unit_name, source, summary, project_name, is_sum, section, label, budget_label, unit, total_label)"
                " values ('1', %s, '1', 2024, 'performance', 'project_target', 0, 0, '', '', '', '', %s, '', '', false, '', '', '', '', '')",
                (number, source),
            )
        connection.execute(
            "insert into core.report_statement (report_key, statement_seq, agency_key, fiscal_year, statement_key, title, number, unit, fund,"
            " is_empty, pages, table_indexes, note) values ('1', 0, '1', 2024, 'fiscal_summary', '', '', '元', 'fiscal', false, '{}', '{}', '')"
        )
        for number, fund in enumerate(("total", "government_fund")):
            connection.execute(
                "insert into core.fact_balance (report_key, fact_no, agency_key, fiscal_year, statement_seq, statement_key, row_no, side, line,"
                " label, fund, flow, amount) values ('1', %s, '1', 2024, 0, 'fiscal_summary', 0, 'revenue', '', '', %s, 'current', 1)",
                (number, fund),
            )
        for number, kind in enumerate(("of_old", "function")):
            connection.execute(
                "insert into core.fact_year_change (report_key, fact_no, agency_key, fiscal_year, group_no, subject, subject_kind,"
                " prior_is_derived, direction, reason) values ('1', %s, '1', 2024, 0, '', %s, 'none', 'increase', '')",
                (number, kind),
            )


def test_sources_of_several_years_have_their_span_and_go_back(empty_database: str) -> None:
    schema.upgrade(empty_database, BEFORE)
    fill(empty_database)
    schema.upgrade(empty_database, HERE)
    query = "select source, span from core.fact_project order by fact_no"
    assert rows(empty_database, query) == list(SOURCES.values())
    assert rows(empty_database, "select fund from core.fact_balance order by fact_no") == [
        ("fiscal",),
        ("government_fund",),
    ]
    kinds = rows(empty_database, "select subject_kind from core.fact_year_change order by fact_no")
    assert kinds == [("other",), ("function",)]
    schema.downgrade(empty_database, BEFORE)
    assert rows(empty_database, "select source from core.fact_project order by fact_no") == [(one,) for one in SOURCES]
    schema.upgrade(empty_database, HERE)
    assert rows(empty_database, query) == list(SOURCES.values())


def test_a_code_that_no_list_has_is_refused(empty_database: str) -> None:
    schema.upgrade(empty_database, BEFORE)
    fill(empty_database)
    schema.upgrade(empty_database, HERE)
    with psycopg.connect(empty_database) as connection, pytest.raises(psycopg.errors.CheckViolation, match="source"):
        connection.execute("update core.fact_project set source = 'total_multi_year'")
