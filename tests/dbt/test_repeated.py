"""A build of the reports that changed is said again, statement by statement, without dbt, and gives what dbt's own would."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from etl.settings import Settings
from etl.warehouse import build as building
from etl.warehouse.build import build
from etl.warehouse.project.source import source_folder
from etl.warehouse.reference import sync_reference
from etl.warehouse.repeated import (
    NOTHING,
    FoundSomethingError,
    Node,
    Recorder,
    Recording,
    catalogue_state,
    forget_recording,
    keep_recording,
    kept_recording,
    repeat,
)
from etl.warehouse.writer import ReportRows, forget, write_report
from samples.maker.layout import family_names
from samples.maker.synth import Order, write_order
from tests.dbt.test_increment import contents, differences
from tests.dbt.warehouse import fill
from tests.publication.made import rows

AGENCIES = ("陕西省西安市灞桥区民政局", "陕西省西安市雁塔区民政局")


def said(name: str, statement: str) -> SimpleNamespace:
    """dbt's event of a statement."""
    return SimpleNamespace(
        info=SimpleNamespace(name="SQLQuery"),
        data=SimpleNamespace(conn_name=name, sql=f'/* {{"app": "dbt", "node_id": "{name}"}} */\n  {statement}'),
    )


def recorded(*statements: tuple[str, str]) -> tuple[Node, ...]:
    recorder = Recorder()
    for name, statement in statements:
        recorder(said(name, statement))
    return recorder.nodes("of a catalogue")


def test_what_only_asks_is_not_said_again() -> None:
    assert recorded(
        ("list_gongkai_marts", "select relname from pg_class"),
        ("master", "select distinct dependent_namespace.nspname from pg_class"),
        ("master", "COMMIT"),
        ("model.gongkai.a", "select set_config('enable_nestloop', 'off', true)"),
        ("model.gongkai.a", "select column_name from information_schema.columns"),
        ("model.gongkai.a", "delete from marts.a"),
        ("test.gongkai.b", "select count(*) as failures, false, false from marts.a"),
        ("model.gongkai.a", "COMMIT"),
        ("master", "delete from dbt_intermediate.built_report"),
        ("master", "COMMIT"),
    ) == (
        Node("model.gongkai.a", ("select set_config('enable_nestloop', 'off', true)", "delete from marts.a", "COMMIT")),
        Node("test.gongkai.b", ("select count(*) as failures, false, false from marts.a",)),
        Node("master", ("delete from dbt_intermediate.built_report", "COMMIT")),
    )


def test_comments_are_set_on_tables_that_take_the_place_of_others_only() -> None:
    comment = ("model.gongkai.a", "comment on table marts.a is $$一行$$")
    renamed = ("model.gongkai.a", "alter table marts.a__dbt_tmp rename to a")
    insert = ("model.gongkai.a", "insert into marts.a select 1")
    assert recorded(insert, comment) == (Node("model.gongkai.a", (insert[1],)),)
    assert recorded(insert, renamed, comment) == (Node("model.gongkai.a", (insert[1], renamed[1], comment[1])),)


def test_a_first_build_sets_all_comments() -> None:
    recorder = Recorder()
    for statement in ("create view marts_zh.a as select 1", "comment on view marts_zh.a is $$一行$$"):
        recorder(said("model.gongkai.a", statement))
    ((_, statements),) = ((one.name, one.statements) for one in recorder.nodes(NOTHING))
    assert len(statements) == 2


@pytest.fixture(scope="module")
def settings(module_database: str, home_with_builds: Path) -> Settings:
    return Settings(database_url=module_database, home=home_with_builds)


@pytest.fixture(scope="module")
def connection(module_database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(module_database, autocommit=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def reports(
    connection: psycopg.Connection[Any], settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> list[ReportRows]:
    """Four reports, two of them in the warehouse, which came with a build each."""
    folder = tmp_path_factory.mktemp("reports")
    sync_reference(connection)
    orders = [
        Order(number, 7 * number, agency, 2023, kind, family_names(kind)[0])
        for number, (agency, kind) in enumerate(
            (agency, kind) for agency in AGENCIES for kind in ("budget", "final_account")
        )
    ]
    made = rows(connection, [write_order(one, folder) for one in orders])
    for one in made[:2]:
        write_report(connection, one)
        assert build(settings).errors == ()
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each build that is dbt's."""
    own: Callable[..., Any] = building._invoke
    found: list[str] = []

    def invoke(*given: Any) -> Any:
        found.append("dbt")
        return own(*given)

    monkeypatch.setattr(building, "_invoke", invoke)
    return found


class StoppedError(Exception):
    """Before dbt."""


@pytest.fixture
def without_dbt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that is dbt's ends before it."""

    def invoke(*_: object) -> None:
        raise StoppedError

    monkeypatch.setattr(building, "_invoke", invoke)


def kept(settings: Settings) -> Path:
    """The recording of a build of changed reports."""
    files = list((settings.home / "dbt").glob("said-*.json"))
    (file,) = [one for one in files if json.loads(one.read_bytes())["state"] != NOTHING]
    assert len(files) == 2  # and that of a first build
    return file


def test_marts_are_those_of_a_build_from_nothing(
    connection: psycopg.Connection[Any], settings: Settings, reports: list[ReportRows], asked: list[str]
) -> None:
    for change in (
        lambda: write_report(connection, reports[2]),
        lambda: write_report(connection, reports[3]),
        lambda: forget(connection, str(reports[0].document["sha256"])),
        lambda: write_report(connection, reports[0]),
    ):
        change()
        result = build(settings)
        assert result.ok
        assert result.models > 50
    assert asked == []
    repeated = contents(connection)
    assert sum(repeated["agency_year"].values()) == 4
    assert build(settings, full_refresh=True).ok
    assert asked == ["dbt"]
    assert differences(repeated, contents(connection)) == {}


def change(connection: psycopg.Connection[Any]) -> None:
    """One has to be built."""
    connection.execute(
        "update dbt_intermediate.built_report set version = '' where report_key = (select min(report_key) from core.dim_report)"
    )


def test_what_went_wrong_is_for_dbt(
    connection: psycopg.Connection[Any], settings: Settings, reports: list[ReportRows], asked: list[str]
) -> None:
    change(connection)
    assert build(settings).ok
    asked.clear()
    file = kept(settings)
    told = json.loads(file.read_bytes())
    told["nodes"][-1]["statements"].insert(0, "select 1 / 0")
    file.write_text(json.dumps(told), encoding="utf-8")
    before = contents(connection)
    for _ in range(2):
        # It is not tried again: what dbt said takes its place.
        change(connection)
        assert build(settings).ok
        assert asked == ["dbt"]
    assert differences(before, contents(connection)) == {}


def of_one(statement: str, name: str = "model.gongkai.a", state: str = "") -> Recording:
    return Recording("1", state, (Node(name, (statement,)),), 1, 0)


def test_a_test_that_finds_something_ends_it(module_database: str) -> None:
    repeat(module_database, of_one("select 0, false, false", "test.gongkai.a"), lambda done, total: None)
    for found in ("select 1, true, false", "select 1, true, true", "select 1, true, true where false"):
        with pytest.raises(FoundSomethingError):
            repeat(module_database, of_one(found, "test.gongkai.a"), lambda done, total: None)


@pytest.mark.parametrize(("options", "memory"), [("", "64MB"), ("?options=-c%20work_mem%3D8MB", "8MB")])
def test_it_has_the_memory_that_dbt_has(module_database: str, options: str, memory: str) -> None:
    wanted = f"select 0, current_setting('work_mem') <> '{memory}', false"
    repeat(module_database + options, of_one(wanted, "test.gongkai.a"), lambda done, total: None)


def test_a_statement_that_fails_leaves_nothing_of_its_node(
    connection: psycopg.Connection[Any], module_database: str
) -> None:
    node = Node("model.gongkai.a", ("create table public.half (a int)", "select 1 / 0", "COMMIT"))
    with pytest.raises(psycopg.Error):
        repeat(module_database, Recording("1", "", (node,), 1, 0), lambda done, total: None)
    assert connection.execute("select to_regclass('public.half')").fetchone() == (None,)


@pytest.mark.usefixtures("reports")
def test_another_catalogue_has_another_state(connection: psycopg.Connection[Any]) -> None:
    before = catalogue_state(connection)
    for statement in (
        "alter table marts.agency_year add column of_somebody text",
        "alter table marts.agency_year alter column agency set not null",
        "alter table marts.agency_year add check (fiscal_year > 0) not valid",
        "comment on column marts.agency_year.agency is '改了'",
        "drop table marts.panel cascade",
        "create table marts.of_somebody (a int)",
    ):
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
            assert catalogue_state(connection) != before, statement
    assert catalogue_state(connection) == before


def test_a_recording_is_kept_for_its_catalogue(connection: psycopg.Connection[Any], tmp_path: Path) -> None:
    folder = tmp_path / "dbt" / "project-0123"
    folder.mkdir(parents=True)
    state = catalogue_state(connection)
    recording = of_one(f'insert into marts."a" select \'1\', 1 from "{connection.info.dbname}".marts.b', state=state)
    keep_recording(connection, folder, of_one("select 1", state="of another"))
    keep_recording(connection, folder, of_one('create index if not exists "0" on marts.a (b)', state=state))
    assert kept_recording(connection, folder, "1", state) is None
    (folder.parent / "said-4567-0.json").write_text("of another project")
    keep_recording(connection, folder, recording)
    (file,) = folder.parent.glob("said-*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    assert kept_recording(connection, folder, "1", state) == recording
    assert kept_recording(connection, folder, "1", NOTHING) is None
    other = kept_recording(connection, folder, "2", state)
    assert other is not None
    assert [one.statements for one in other.nodes] == [(recording.nodes[0].statements[0].replace("'1'", "'2'"),)]
    text = file.read_text(encoding="utf-8")
    assert connection.info.dbname not in text
    file.write_text(text.replace(state, "of another"))
    assert kept_recording(connection, folder, "1", state) is None
    file.write_text(text[:-9])
    assert kept_recording(connection, folder, "1", state) is None
    file.write_text(text)
    forget_recording(connection, folder, state)
    assert kept_recording(connection, folder, "1", state) is None


@pytest.mark.usefixtures("reports")
def test_a_first_build_is_said_again_in_another_warehouse(
    connection: psycopg.Connection[Any], settings: Settings, database: str, asked: list[str]
) -> None:
    """All that dbt makes of nothing, seeds and views and comments with it, for other reports and a roster of its own (that the rows are those
    of dbt's own build: tests/dbt/test_same_rows.py)."""
    with psycopg.connect(database, autocommit=True) as other:
        fill(database)
        other.execute("insert into core.roster (agency, fiscal_year, kind) values ('丁县渡口局', 2023, 'budget')")
        own = settings.model_copy(update={"database_url": SecretStr(database)})
        result = build(own)
        assert result.ok
        assert result.models > 100
        assert asked == []
        assert catalogue_state(other) == catalogue_state(connection)
        assert seeds(other) == seeds(connection)
        assert contents(other)["agency_year"]
        assert build(own).models == 0
        assert asked == []


def seeds(connection: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    names = [path.stem for path in (source_folder() / "seeds").glob("*.csv")]
    assert names
    return {
        name: connection.execute(
            sql.SQL("select t::text from {} as t order by 1").format(sql.Identifier("dbt_staging", name))
        ).fetchall()
        for name in names
    }


@pytest.mark.usefixtures("reports", "without_dbt")
def test_dbt_is_asked_where_its_files_tell_of_another_project(settings: Settings, database: str) -> None:
    """What dbt leaves for metrics and audits has to be of the project that made the marts."""
    written = settings.home / "dbt" / "target" / "of_project"
    before = written.read_text("utf-8")
    written.write_text("project-of-another", "utf-8")
    with pytest.raises(StoppedError):
        build(settings.model_copy(update={"database_url": SecretStr(database)}))
    written.write_text(before, "utf-8")


@pytest.mark.usefixtures("reports", "without_dbt")
def test_many_changed_reports_are_for_dbt(
    connection: psycopg.Connection[Any], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MOST_REPORTS", 0)
    change(connection)
    with pytest.raises(StoppedError):
        build(settings)


@pytest.mark.parametrize(("changed", "few", "anew"), [(1, 0, False), (2, 0, False), (3, 0, True), (3, 3, False)])
def test_where_most_reports_changed_all_is_made_anew(
    changed: int,
    few: int,
    anew: bool,
    connection: psycopg.Connection[Any],
    settings: Settings,
    reports: list[ReportRows],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for one in reports:
        write_report(connection, one)
    assert build(settings).ok
    asked: list[bool] = []

    def invoke(arguments: list[str], *_: object) -> None:
        asked.append("--full-refresh" in arguments)
        raise StoppedError

    marked = connection.execute(
        "select report_key, version from dbt_intermediate.built_report order by report_key limit %s", (changed,)
    ).fetchall()
    keys = [key for key, _ in marked]
    connection.execute("update dbt_intermediate.built_report set version = '' where report_key = any(%s)", (keys,))
    monkeypatch.setattr(building, "MOST_REPORTS", few)
    monkeypatch.setattr(building, "_repeated", lambda *_: None)
    monkeypatch.setattr(building, "_invoke", invoke)
    with pytest.raises(StoppedError):
        build(settings)
    for key, version in marked:
        connection.execute(
            "update dbt_intermediate.built_report set version = %s where report_key = %s", (version, key)
        )
    assert asked == [anew]


def test_reports_of_a_year_are_compared_without_nested_loops(settings: Settings, reports: list[ReportRows]) -> None:
    """All are compared with all: a nested loop took two minutes for one more of three hundred."""
    del reports
    said = {one["name"]: one["statements"] for one in json.loads(kept(settings).read_bytes())["nodes"]}
    followers = [
        path.stem
        for path in (source_folder() / "models" / "marts").glob("*.sql")
        if "incremental_strategy='by_year'" in path.read_text(encoding="utf-8")
    ]
    assert len(followers) >= 3
    for name in followers:
        assert said[f"model.gongkai.{name}"][0].startswith("set local enable_nestloop = off"), name


def test_dbt_decides_nothing_by_data() -> None:
    """A macro that asks the warehouse and writes its statements by the answer would write others the next time."""
    asking = re.compile(r"run_query|call statement|load_result|adapter\.execute")
    files = [path for folder in ("macros", "models", "tests") for path in (source_folder() / folder).rglob("*.sql")]
    assert len(files) > 100
    assert [path.name for path in files if asking.search(path.read_text(encoding="utf-8"))] == []
