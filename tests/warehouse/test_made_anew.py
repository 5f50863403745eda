"""A warehouse of before comes to what the loader would write today: what words say (0008), subjects by year (0009)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.pipeline import read_report
from etl.reference.agencies import KnownAliases
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse import schema
from etl.warehouse.engine import connect
from etl.warehouse.reference import sync_reference
from etl.warehouse.rows import report_rows
from etl.warehouse.writer import write_report

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

_SAID = (
    "select report_key, disclosure_no, bare_name, marks, three_public_item, three_public_count, opening_year, compared_year from core.disclosure",
    "select report_key, figure_no, subject_code, marks from core.figure",
    "select report_key, fact_no, bare_name, is_task_total from core.fact_project",
    "select report_key, fact_no, subject_kind, three_public_item from core.fact_budget_execution",
    "select report_key, fact_no, subject_kind, three_public_item from core.fact_year_change",
)
_SUBJECTS = (
    "select f.report_key, f.fact_no, d.* from core.fact_expenditure as f inner join core.dim_function as d using (function_key)",
    "select f.report_key, f.fact_no, d.* from core.fact_balance as f inner join core.dim_function as d using (function_key)",
    "select f.report_key, f.fact_no, d.* from core.fact_economic_expenditure as f inner join core.dim_economic as d using (economic_key)",
    "select d.*, p.code, p.fiscal_year from core.dim_function as d inner join core.dim_function as p on d.parent_key = p.function_key where d.level = 'item'",
)


def _answers(connection: psycopg.Connection[Any], queries: tuple[str, ...]) -> list[list[str]]:
    return [sorted(map(repr, connection.execute(query).fetchall())) for query in queries]  # type: ignore[call-overload]


@pytest.mark.parametrize(("version", "queries"), [("0007", _SAID), ("0008", _SUBJECTS)])
def test_rows_of_before_are_those_that_the_loader_writes(
    empty_database: str, version: str, queries: tuple[str, ...]
) -> None:
    schema.upgrade(empty_database)
    with connect(empty_database) as connection:
        sync_reference(connection)
        for name in (
            "qingxi-library-2023-budget.txt",
            "qingxi-library-2023-final-account.txt",
            "yanliang-2024-budget.txt",
        ):
            write_report(connection, report_rows(read_report(SAMPLES / name), load_catalogue(), KnownAliases({})))
        expected = _answers(connection, queries)
        assert all(expected)
    schema.downgrade(empty_database, version)
    schema.upgrade(empty_database)
    with connect(empty_database) as connection:
        assert _answers(connection, queries) == expected
