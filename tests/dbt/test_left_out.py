"""A report that breaks an invariant is left out of the marts concerned and named; all other reports are there, and builds go on.

The breaches are written into `core` by hand, since no file is known to make them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.left_out import LeftOut
from tests.dbt.warehouse import build_from_nothing, fill

TWICE: LiteralString = """
    insert into core.dim_project
    select (jsonb_populate_record(one, '{"project_key": "9", "name": "部门整体"}')).* from core.dim_project as one;
    insert into core.fact_project
    select (jsonb_populate_record(one, '{"fact_no": 78, "project_key": "9"}')).* from core.fact_project as one where fact_no = 1
"""
"""A project of the name that the mart gives to what belongs to no project, in the table of the latter (report 1)."""

OUT_OF_RANGE: LiteralString = """
    update core.fact_revenue set amount = 900000000000000000 where report_key = '4';
    insert into core.fact_revenue
    select (jsonb_populate_record(one, '{"fact_no": 77}')).* from core.fact_revenue as one where report_key = '4'
"""
"""Two amounts whose sum is no amount of money (report 4)."""

UNCHANGED: LiteralString = "update raw.document set loader_version = loader_version || '+' where document_key = %s"
"""What loading a document by another version leaves, as a build sees it."""


@pytest.fixture(scope="module")
def settings(module_database: str, home_with_builds: Path) -> Settings:
    return Settings(database_url=module_database, home=home_with_builds)


@pytest.fixture(scope="module")
def warehouse(module_database: str) -> Iterator[psycopg.Connection[Any]]:
    """The small warehouse with two odd reports, not built yet."""
    fill(module_database)
    with psycopg.connect(module_database, autocommit=True) as connection:
        connection.execute(TWICE)
        connection.execute(OUT_OF_RANGE)
        yield connection


def reports_of(connection: psycopg.Connection[Any], mart: LiteralString) -> set[str]:
    return {key for (key,) in connection.execute(f"select distinct report_key from marts.{mart}").fetchall()}


def named(left_out: tuple[LeftOut, ...]) -> dict[tuple[str, int], set[str]]:
    """Agency and year → marts."""
    found: dict[tuple[str, int], set[str]] = {}
    for one in left_out:
        found.setdefault((one.agency, one.fiscal_year), set()).update(one.marts)
    return found


def test_odd_reports_are_left_out_of_the_marts_concerned(
    warehouse: psycopg.Connection[Any], settings: Settings
) -> None:
    result = build(settings)
    assert result.errors == ()
    assert named(result.left_out) == {
        ("甲县渡口局", 2023): {"project_performance"},
        ("乙县渡口局", 2023): {
            "agency_comparison",
            "agency_year",
            "agency_year_over_year",
            "budget_execution",
            "function_comparison",
            "panel",
            "revenue_source",
            "spending_mix",
            "staffing_and_cost",
            "subject_source",
        },
    }
    assert reports_of(warehouse, "agency_year") == {"1", "2", "3"}
    assert reports_of(warehouse, "revenue_source") == {"1", "2"}
    assert reports_of(warehouse, "spending") == {"1", "2", "3", "4"}
    assert reports_of(warehouse, "coverage") == {"1", "2", "3", "4"}


def test_what_is_left_out_is_named_with_form_and_reason(warehouse: psycopg.Connection[Any], settings: Settings) -> None:
    found = warehouse.execute(
        "select agency, form, reason, detail from marts.build_status where mart = 'revenue_source'"
    ).fetchall()
    assert found == [("乙县渡口局", "收入决算表", "stopped", "numeric field overflow")]
    found = warehouse.execute(
        "select reason_zh, columns, detail from marts.build_status where mart = 'project_performance'"
    ).fetchall()
    ((reason, columns, detail),) = found
    assert reason == "应唯一而重复"
    assert "project" in columns
    assert detail.startswith("部门整体, ")


def test_a_mart_that_leaves_none_out_is_said_to_be_whole(warehouse: psycopg.Connection[Any]) -> None:
    found = warehouse.execute("select entry_no, status, status_zh from marts.build_status where mart = 'coverage'")
    assert found.fetchall() == [(0, "whole", "完整")]


def test_build_and_review_name_who_is_left_out_and_the_exit_code_tells(
    warehouse: psycopg.Connection[Any], settings: Settings
) -> None:
    ended, words = ask(settings, "build")
    assert ended == 3
    assert "乙县渡口局 2023" in words
    assert "revenue_source" in words
    assert "收入决算表" in words
    assert words.rstrip().splitlines()[-1].startswith("2 reports left out")
    ended, words = ask(settings, "review", "--kind", "left_out")
    assert ended == 0
    assert "乙县渡口局" in words
    assert "收入决算表" in words


def ask(settings: Settings, *words: str) -> tuple[int, str]:
    """The exit code of a command line, and what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", *words],
        env={
            **os.environ,
            "GONGKAI_DATABASE_URL": settings.database_url.get_secret_value() if settings.database_url else "",
            "GONGKAI_HOME": str(settings.home),
            "COLUMNS": "400",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr + done.stdout


def test_later_builds_go_on_and_name_the_same(warehouse: psycopg.Connection[Any], settings: Settings) -> None:
    before = warehouse.execute("select * from marts.build_status order by mart, entry_no").fetchall()
    warehouse.execute(UNCHANGED, ("2",))
    result = build(settings)
    assert result.errors == ()
    assert set(named(result.left_out)) == {("甲县渡口局", 2023), ("乙县渡口局", 2023)}
    assert warehouse.execute("select * from marts.build_status order by mart, entry_no").fetchall() == before


def test_a_report_that_is_mended_comes_back(warehouse: psycopg.Connection[Any], settings: Settings) -> None:
    warehouse.execute("update core.fact_revenue set amount = 125 where report_key = '4'")
    warehouse.execute(UNCHANGED, ("4",))
    result = build(settings)
    assert result.errors == ()
    assert set(named(result.left_out)) == {("甲县渡口局", 2023)}
    assert reports_of(warehouse, "agency_year") == {"1", "2", "3", "4"}
    assert reports_of(warehouse, "revenue_source") == {"1", "2", "4"}


def test_a_report_that_becomes_odd_goes_with_its_old_rows(
    warehouse: psycopg.Connection[Any], settings: Settings
) -> None:
    warehouse.execute("update core.fact_revenue set amount = 900000000000000000 where report_key = '4'")
    warehouse.execute(UNCHANGED, ("4",))
    result = build(settings)
    assert result.errors == ()
    assert reports_of(warehouse, "agency_year") == {"1", "2", "3"}
    assert reports_of(warehouse, "revenue_source") == {"1", "2"}


def test_a_build_from_nothing_leaves_out_the_same(warehouse: psycopg.Connection[Any], settings: Settings) -> None:
    before = warehouse.execute("select * from marts.build_status order by mart, entry_no").fetchall()
    assert build_from_nothing(settings).errors == ()
    assert warehouse.execute("select * from marts.build_status order by mart, entry_no").fetchall() == before


def test_an_odd_report_that_is_withdrawn_is_named_no_longer(
    warehouse: psycopg.Connection[Any], settings: Settings
) -> None:
    warehouse.execute("update core.dim_report set is_current = false where report_key in ('1', '4')")
    result = build(settings)
    assert result.errors == ()
    assert result.left_out == ()
    assert warehouse.execute("select distinct status from marts.build_status").fetchall() == [("whole",)]
    assert warehouse.execute("select count(*) from dbt_intermediate.left_out").fetchone() == (0,)
