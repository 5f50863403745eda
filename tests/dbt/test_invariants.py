"""What must hold between a mart and what it is made of: our own arithmetic leaves a report out, a document's contradiction is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from pydantic import SecretStr

from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.project.source import source_folder
from etl.words.data import load_yaml
from tests.dbt.warehouse import fill

LOST: LiteralString = (
    "update core.fact_expenditure set total = 300 where report_key = '1' and fund = 'all' and fact_no = 0"
)
"""A fact that isn't what its cell says: the leaves of the form make 900, the facts 800."""

CONTRADICTION: LiteralString = (
    "update core.figure set value = 750, amount_yuan = 750 where report_key = '2' and role = 'total'"
)
"""A printed total that its own rows don't make."""


def test_amounts_that_are_not_those_of_the_form_leave_the_report_out(database: str, home_with_builds: Path) -> None:
    fill(database)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(LOST)
        connection.execute(CONTRADICTION)
        result = build(Settings(database_url=SecretStr(database), home=home_with_builds))
        assert result.errors == ()
        assert {(one.agency, one.fiscal_year) for one in result.left_out} == {("甲县渡口局", 2023)}
        assert {mart for one in result.left_out for mart in one.marts} == {
            "function_comparison",
            "spending",
            "spending_flow",
        }
        reasons = {one.reason for one in result.left_out}
        assert reasons == {"differs from what it is made of: amount: 800.00 ≠ 900.00"}
        shown = connection.execute("select distinct report_key from marts.spending order by 1").fetchall()
        assert shown == [("2",), ("3",), ("4",)]
        published = connection.execute(
            "select agency_total, sum(amount) from marts.function_comparison where report_key = '2' and level = 'class' group by 1"
        ).fetchall()
        assert published == [(750, 700)]
        # Nothing is made good by a later build as long as nothing has changed.
        assert build(Settings(database_url=SecretStr(database), home=home_with_builds)).left_out == result.left_out


def test_parts_that_exceed_their_whole_without_the_report_s_saying_so_leave_it_out(
    database: str, home_with_builds: Path
) -> None:
    fill(database)
    with psycopg.connect(database, autocommit=True) as connection:
        # No cell says so: the whole is 250.
        connection.execute("update core.fact_expenditure set special = 9000 where report_key = '4' and fund = 'all'")
        result = build(Settings(database_url=SecretStr(database), home=home_with_builds))
    assert result.errors == ()
    assert {(one.agency, one.reason) for one in result.left_out} == {
        ("乙县渡口局", "differs from what it is made of: project_expenditure: 9000.00 > 250.00")
    }
    assert "agency_year" in {mart for one in result.left_out for mart in one.marts}


BROKEN: dict[str, LiteralString] = {
    "classes_make_their_form": "update marts.function_comparison set amount = amount + 1 where report_key = '1' and level = 'class'",
    "function_shares_make_a_whole": "update marts.function_comparison set share_percent = 50 where report_key = '4' and level = 'class'",
    "economic_shares_make_a_whole": "update marts.economic_comparison set agency_total = 500 where report_key = '1' and class_code = '301'",
    "pairing_shares_make_a_whole": "update marts.economic_pairing set economic_total = 1 where report_key = '1'",
    "revenue_makes_its_form": "update marts.revenue_source set amount = amount + 1 where report_key = '1'",
    "revenue_shares_make_a_whole": "update marts.revenue_source set share_percent = 99 where report_key = '1'",
    "procurement_shares_make_a_whole": "update marts.procurement set share_percent = 30 where report_key = '1' and adds_up",
    "spending_makes_its_forms": "update marts.spending set amount = amount + 1 where report_key = '1'",
    "spending_economic_makes_its_forms": "update marts.spending_economic set amount = amount + 1 where report_key = '1'",
    "headlines_are_those_of_the_mart": "update marts.agency_year set procurement = 51 where report_key = '1'",
    "parts_are_within_their_whole": "update marts.agency_year set basic = basic_whole + 1 where report_key = '2'",
    "projects_make_their_form": "update marts.project_performance set form_amount = 200 where report_key = '1' and form_amount is not null",
    "spending_mix": "update marts.spending_mix set personnel_share_percent = 120 where report_key = '1'",
    "agency_year": "update marts.agency_year set basic_fund = 'all', project_fund = 'all', basic = 600, project_expenditure = 300,"
    " basic_whole = 900, basic_share_percent = 60, project_share_percent = 30 where report_key = '1'",
    "agency_year_over_year": "update marts.agency_year_over_year set change_percent = 1001, prior_source = 'disclosed',"
    " prior_disclosed_origin = 'derived' where report_key = '1'",
    "function_year_over_year": "update marts.function_year_over_year set change_percent = -1001, prior_source = 'disclosed',"
    " prior_disclosed_origin = 'derived' where report_key = '1'",
    "economic_year_over_year": "update marts.economic_year_over_year set change_percent = 1001, prior_source = 'disclosed',"
    " prior_disclosed_origin = 'derived' where report_key = '1'",
}
"""Invariant, or mart whose rows an expression holds → what makes a row of the mart that breaks it."""

PROJECT_FORM: LiteralString = """
    insert into core.fact_project
    select (jsonb_populate_record(one, '{"fact_no": 77, "origin": "project_form", "amount": 100, "performance_kind": ""}')).*
    from core.fact_project as one where fact_no = 0
"""


REVENUE_CELL: LiteralString = """
    insert into core.figure
    select (jsonb_populate_record(one, '{"figure_no": 77, "statement_seq": 1, "statement_key": "revenue", "fact": "fact_revenue",
        "measure": "fiscal", "value": 1000, "amount_yuan": 1000}')).*
    from core.figure as one where report_key = '1' and figure_no = 1
"""


@pytest.fixture
def broken(database: str, home_with_builds: Path) -> Iterator[tuple[Settings, psycopg.Connection[Any]]]:
    """The small warehouse, built, with a row that breaks each invariant."""
    fill(database)
    settings = Settings(database_url=SecretStr(database), home=home_with_builds)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(PROJECT_FORM)
        connection.execute(REVENUE_CELL)
        result = build(settings)
        assert (result.errors, result.left_out) == ((), ())
        for name, statement in BROKEN.items():
            assert connection.execute(statement).rowcount > 0, name
        yield settings, connection


def test_each_invariant_of_the_marts_notices_a_row_that_breaks_it(
    broken: tuple[Settings, psycopg.Connection[Any]],
) -> None:
    settings, _ = broken
    declared = {
        (model["name"], next(iter(test)), next(iter(test.values()))["arguments"].get("invariant", model["name"]))
        for path in (source_folder() / "models" / "marts").glob("*.yml")
        for model in load_yaml(path.read_text(encoding="utf-8"))["models"]
        for test in model.get("data_tests", [])
        if next(iter(test)) in ("keeps", "expression_holds")
    }
    assert {breach for _, _, breach in declared} == BROKEN.keys()
    result = build(settings, select=["test_name:keeps", "test_name:expression_holds"], command="test")
    # dbt cuts long names of tests: those of expressions are known by their number alone.
    failed = {one.name for one in result.errors}
    assert {f"keeps_{model}_{breach}" for model, test, breach in declared if test == "keeps"} - failed == set()
    assert len(failed) == len(declared), failed
