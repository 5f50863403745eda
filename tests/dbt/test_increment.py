"""A build follows the reports that changed: after any loads, revisions and withdrawals the marts are those of a build from nothing."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.project.source import source_folder
from etl.warehouse.reference import sync_reference
from etl.warehouse.writer import ReportRows, forget, write_report
from samples.maker.layout import family_names
from samples.maker.synth import Order, write_order
from tests.dbt.introspection import declared_ways, ways
from tests.dbt.warehouse import build_from_nothing
from tests.publication.made import rows

AGENCIES = ("陕西省西安市灞桥区民政局", "陕西省西安市雁塔区民政局", "陕西省西安市雁塔区水利局")
"""Two of one type and level, and a third that has no peers."""

ROUNDS = 1 + int(os.environ.get("GONGKAI_FUZZ", "0")) // 1000
"""Changes, a build that is cut off, changes, a build."""


@pytest.fixture(scope="module")
def reports(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> list[ReportRows]:
    """For each agency, year and kind a report, of the first agency another revision too, not in the warehouse yet."""
    folder = tmp_path_factory.mktemp("reports")
    orders = [
        Order(number, 7 * number + revision, agency, year, kind, family_names(kind)[0])
        for number, (agency, year, kind, revision) in enumerate(
            (agency, year, kind, revision)
            for agency in AGENCIES
            for year in (2022, 2023)
            for kind in ("budget", "final_account")
            for revision in range(2 if agency == AGENCIES[0] else 1)
        )
    ]
    with psycopg.connect(module_database, autocommit=True) as connection:
        sync_reference(connection)
        return rows(connection, [write_order(one, folder) for one in orders])


@pytest.fixture(scope="module")
def settings(module_database: str, home_with_builds: Path) -> Settings:
    return Settings(database_url=module_database, home=home_with_builds)


@pytest.fixture(scope="module")
def connection(module_database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(module_database, autocommit=True) as opened:
        yield opened


def relations(connection: psycopg.Connection[Any]) -> list[str]:
    """Every table of the marts, and of what they are made from, that has rows of reports."""
    rows = connection.execute(
        "select table_name from information_schema.columns inner join information_schema.tables"
        " using (table_schema, table_name) where column_name = 'report_key' and table_type = 'BASE TABLE'"
        " and (table_schema = 'marts' or table_schema = 'dbt_intermediate' and table_name like 'int%') order by 1"
    )
    return [name for (name,) in rows.fetchall()]


STAGED = {
    "economic_subject": "stg_economic",
    "function_subject": "stg_function",
    "project": "stg_project_name",
    "publication": "stg_report",
}
"""Dimension → the view of staging that it holds, where that isn't named alike."""

DIMENSIONS = sorted(path.stem for path in (source_folder() / "models" / "marts" / "dimensions").glob("*.sql"))


def contents(connection: psycopg.Connection[Any]) -> dict[str, Counter[str]]:
    """Relation → its rows as text, however often each stands there."""
    found: dict[str, Counter[str]] = {}
    for name in {*relations(connection), *DIMENSIONS}:
        schema = "dbt_intermediate" if name.startswith("int_") else "marts"
        query = sql.SQL("select t::text from {} as t").format(sql.Identifier(schema, name))
        found[name] = Counter(text for (text,) in connection.execute(query).fetchall())
    return found


def differences(
    left: dict[str, Counter[str]], right: dict[str, Counter[str]]
) -> dict[str, tuple[list[str], list[str]]]:
    """Relation → some rows that only one side has."""
    return {
        name: (list(left[name] - right[name])[:2], list(right[name] - left[name])[:2])
        for name in left.keys() | right.keys()
        if left[name] != right[name]
    }


def change_at_random(
    connection: psycopg.Connection[Any], reports: list[ReportRows], loaded: set[int], rng: random.Random
) -> None:
    """One thing that happens to a warehouse: a document comes, goes, is read by a newer version, or a person corrects an agency."""
    here, away = sorted(loaded), sorted(set(range(len(reports))) - loaded)

    def load() -> None:
        number = rng.choice(away)
        write_report(connection, reports[number])
        loaded.add(number)

    def withdraw() -> None:
        number = rng.choice(here)
        assert forget(connection, str(reports[number].document["sha256"]))
        loaded.discard(number)

    def read_anew() -> None:
        one = reports[rng.choice(here)]
        version = f"{one.document['loader_version']}.post{rng.randrange(10**6)}"
        tables = {table: rows for table, rows in one.rows.items() if getattr(table, "name", "") != "fact_staffing"}
        write_report(connection, replace(one, document={**one.document, "loader_version": version}, rows=tables))

    def correct_agency() -> None:
        connection.execute(
            "update core.dim_agency set agency_type = %s where name = %s",
            (rng.choice(["民政局", "水利局", None]), rng.choice(AGENCIES)),
        )

    def rename_class() -> None:
        connection.execute("update core.dim_function set class_name = class_name || '等' where class_code = '208'")

    possible: list[Callable[[], None]] = [correct_agency, rename_class]
    possible += [load] * 4 if away else []
    possible += [withdraw] * 3 + [read_anew] if here else []
    rng.choice(possible)()


def test_marts_that_follow_changes_are_those_of_a_build_from_nothing(
    connection: psycopg.Connection[Any], settings: Settings, reports: list[ReportRows]
) -> None:
    rng = random.Random(20240315)  # noqa: S311 — a sequence that anyone can run again
    loaded: set[int] = set()
    for number in range(0, len(reports), 2):
        write_report(connection, reports[number])
        loaded.add(number)
    assert build(settings).errors == ()
    assert ways(connection, "marts") == declared_ways()
    for _ in range(ROUNDS):
        for _ in range(8):
            change_at_random(connection, reports, loaded, rng)
        # Cut off after some of the models: the next build has to find what this one began.
        assert build(settings, select=["+function_comparison", "+three_public"]).errors == ()
        assert ways(connection, "marts") == declared_ways()
        for _ in range(2):
            change_at_random(connection, reports, loaded, rng)
        assert build(settings).errors == ()
        assert ways(connection, "marts") == declared_ways()
    followed = contents(connection)
    assert followed["function_comparison"]
    assert followed["reconciliation_coverage"]
    assert build_from_nothing(settings).errors == ()
    assert differences(followed, contents(connection)) == {}
    assert ways(connection, "marts") == declared_ways()
    # Nothing has changed since: nothing is written, dbt isn't even started. A mart that somebody dropped is made again.
    assert rewritten(connection, settings) == {}
    assert build(settings).models == 0
    connection.execute("drop table marts.staffing_and_cost cascade")
    assert build(settings).models > 0
    assert build(settings).models == 0
    assert differences(followed, contents(connection)) == {}
    assert ways(connection, "marts") == declared_ways()


def rewritten(connection: psycopg.Connection[Any], settings: Settings) -> dict[str, set[int]]:
    """Relation → the reports whose rows a build wrote anew or took away."""

    def versions() -> dict[str, set[tuple[int, str, str]]]:
        return {
            name: set(
                connection.execute(
                    sql.SQL("select report_key, ctid::text, xmin::text from {}").format(
                        sql.Identifier("dbt_intermediate" if name.startswith("int_") else "marts", name)
                    )
                ).fetchall()
            )
            for name in relations(connection)
        }

    before = versions()
    assert build(settings).errors == ()
    after = versions()
    return {name: {key for key, *_ in before[name] ^ after[name]} for name in after if before[name] != after[name]}


def test_one_more_report_touches_its_agency_and_its_peers_only(
    connection: psycopg.Connection[Any], settings: Settings, reports: list[ReportRows]
) -> None:
    connection.execute("update core.dim_agency set agency_type = right(name, 3)")
    for one in reports:
        write_report(connection, one)
    gone = next(r for r in reports if r.report["published_agency_name"] == AGENCIES[2])
    assert forget(connection, str(gone.document["sha256"]))
    assert build(settings).errors == ()
    loaded = write_report(connection, gone).report_key
    touched = rewritten(connection, settings)
    # Groups that widen below five members reach over all types of the year.
    for comparison in ("agency_comparison", "function_comparison", "economic_comparison"):
        assert touched.pop(comparison, set()) >= {loaded}, comparison
    of_agency = {
        key
        for (key,) in connection.execute(
            "select report_key from dbt_staging.stg_report where agency = %s", (AGENCIES[2],)
        ).fetchall()
    }
    assert len(of_agency) == 4
    assert touched["int_function_amount"] == {loaded}
    # Which report of an agency counts once depends on its others.
    assert loaded in touched["agency_year"] <= of_agency
    assert touched["function_year_over_year"] == of_agency
    assert set().union(*touched.values()) - {None} == of_agency
    assert ways(connection, "marts") == declared_ways()


def test_a_dimension_made_anew_by_itself_has_its_marts_pointing_to_it_again(
    connection: psycopg.Connection[Any], settings: Settings
) -> None:
    assert build(settings, select=["publication", "function_subject"], full_refresh=True).errors == ()
    assert ways(connection, "marts") == declared_ways()


def test_members_that_the_warehouse_no_longer_has_leave_the_dimensions(
    connection: psycopg.Connection[Any], settings: Settings, reports: list[ReportRows]
) -> None:
    def members(schema: str, name: str) -> int:
        row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(schema, name))).fetchone()
        return int(row[0]) if row else 0

    assert build_from_nothing(settings).ok
    before = {name: members("marts", name) for name in DIMENSIONS}
    for one in reports:
        if one.report["fiscal_year"] == 2023:
            forget(connection, str(one.document["sha256"]))
    assert build(settings).errors == ()
    after = {name: members("marts", name) for name in DIMENSIONS}
    assert after["publication"] < before["publication"]
    assert after == {name: members("dbt_staging", STAGED.get(name, f"stg_{name}")) for name in DIMENSIONS}
    assert ways(connection, "marts") == declared_ways()
