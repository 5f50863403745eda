"""The rules are asked of some hundred reports at a time; what they say is what they say of all at once."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from etl.settings import Settings
from etl.warehouse import build as building
from etl.warehouse.build import build
from etl.warehouse.reference import sync_reference
from etl.warehouse.writer import write_report
from tests.dbt.warehouse import build_from_nothing
from tests.publication.made import rows

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
FILES = (
    "baisha-relics-2024-budget.txt",
    "baisha-relics-office-2024-budget.txt",
    "baisha-museum-2024-budget.txt",
    "qingxi-library-2023-final-account.txt",
    "qingxi-library-2024-budget.txt",
    "qingxi-library-2024-final-account.txt",
)
"""A department with its two units, and an agency of two years."""

ASKED_OF_SEVERAL = {"units_of_department", "unit_in_department", "prior_year_stated", "initial_budget_in_budget"}
"""Rules that compare one report with another."""


@pytest.fixture(scope="module")
def settings(module_database: str, home_with_builds: Path) -> Settings:
    return Settings(database_url=module_database, home=home_with_builds)


@pytest.fixture(scope="module")
def connection(module_database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(module_database, autocommit=True) as opened:
        sync_reference(opened)
        for name in FILES:
            write_report(opened, rows(opened, [SAMPLES / name])[0])
        yield opened


class StoppedError(Exception):
    """Before dbt."""


@pytest.mark.parametrize(("options", "memory"), [("", "64MB"), ("?options=-c%20work_mem%3D8MB", "8MB")])
def test_sorts_and_hashes_of_dbt_have_memory_unless_the_connection_says_otherwise(
    options: str,
    memory: str,
    module_database: str,
    connection: psycopg.Connection[Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[Any] = []

    def invoke(*_: object) -> None:
        with psycopg.connect(module_database) as opened:
            said.append(opened.execute("show work_mem").fetchone())
        raise StoppedError

    monkeypatch.setattr(building, "_invoke", invoke)
    with pytest.raises(StoppedError):
        build(Settings(database_url=SecretStr(module_database + options), home=tmp_path))
    assert said == [(memory,)]


@pytest.fixture
def by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The project as it is, but that a batch ends with the first family."""
    own = building.project_folder

    def project(home: Path) -> Path:
        made = own(home).with_name("project-by-one")
        if not made.exists():
            shutil.copytree(own(home), made)
            stated = made / "dbt_project.yml"
            text = stated.read_text("utf-8")
            assert "reports_at_once: 300" in text
            stated.write_text(text.replace("reports_at_once: 300", "reports_at_once: 1"), "utf-8")
        return made

    monkeypatch.setattr(building, "project_folder", project)


def evaluations(connection: psycopg.Connection[Any]) -> Counter[tuple[Any, ...]]:
    return Counter(connection.execute("select * from dbt_quality.reconciliation_evaluation").fetchall())


def of_one_report(connection: psycopg.Connection[Any]) -> set[tuple[Any, ...]]:
    """What the rules say that ask one report alone."""
    found = connection.execute(
        "select report_key, rule, statement_seq, disclosure_no, row_index, column_index, left_label, left_value, right_value, status"
        " from dbt_quality.reconciliation_evaluation where not rule = any(%s)",
        (list(ASKED_OF_SEVERAL),),
    )
    return set(found.fetchall())


def rules(connection: psycopg.Connection[Any]) -> set[str]:
    return {rule for (rule,) in connection.execute("select distinct rule from dbt_quality.reconciliation_evaluation")}


def kept_indexes(connection: psycopg.Connection[Any]) -> int:
    """How many tables the last build took batches out of."""
    row = connection.execute(
        "select count(*) from pg_indexes where schemaname = 'dbt_quality' and tablename like 'quality\\_%'"
    ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="module")
def at_once(connection: psycopg.Connection[Any], settings: Settings) -> Counter[tuple[Any, ...]]:
    assert build(settings).ok
    assert rules(connection) >= ASKED_OF_SEVERAL
    assert kept_indexes(connection) == 0
    return evaluations(connection)


def test_the_planner_knows_how_many_rows_a_seed_has(
    connection: psycopg.Connection[Any], at_once: Counter[tuple[Any, ...]]
) -> None:
    """Autovacuum doesn't look at a table of a dozen rows, and a rule that joins it was planned for hundreds."""
    del at_once
    found = connection.execute("select reltuples from pg_class where oid = 'dbt_staging.economic_item'::regclass")
    assert found.fetchone() == connection.execute("select count(*)::real from dbt_staging.economic_item").fetchone()


def test_batches_say_what_all_at_once_say(
    connection: psycopg.Connection[Any], settings: Settings, at_once: Counter[tuple[Any, ...]], by_one: None
) -> None:
    assert build_from_nothing(settings).ok
    assert kept_indexes(connection) > 0
    assert evaluations(connection) == at_once


def test_a_report_that_stops_the_rules_is_found_in_its_batch(
    connection: psycopg.Connection[Any], settings: Settings, at_once: Counter[tuple[Any, ...]], by_one: None
) -> None:
    """Half a unit of the last digit of one is no amount of money."""
    before = of_one_report(connection)
    odd = connection.execute(
        "update core.figure set decimals = -30000 where report_key = (select max(report_key) from core.dim_report)"
        " returning report_key"
    ).fetchone()
    assert odd is not None
    result = build_from_nothing(settings)
    assert {one.report_key for one in result.left_out} == set(odd)
    assert result.ok
    left = of_one_report(connection)
    assert left
    assert odd[0] not in {key for key, *_ in left}
    # Where it stands among the others of its report follows from how many there are.
    assert left <= before
