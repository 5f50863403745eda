"""Dashboards read the marts and nothing else, and say the same in Superset's files, in dbt's exposures and in their definitions."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from dashboards.assets import (
    ADDRESS,
    EXPOSURES,
    INDEX,
    address_of_pages,
    code_names,
    exposures,
    files,
    label,
    number_format,
    write_assets,
)
from dashboards.definition import (
    DEFINITIONS,
    FORMATS,
    PAGE_LINK,
    Chart,
    DefinitionError,
    columns_in,
    held_in,
    read_definitions,
    unit_of,
)
from dashboards.serve import SUPERSET, check_port, environment, prepare, role_url, secret
from dashboards.trace import condition, expression
from etl.errors import GongkaiError, SettingsError
from etl.warehouse.project.described import MartColumn
from etl.warehouse.roles import DASHBOARDS, READ, READER, ROLES, create_roles, set_password
from etl.words.data import load_yaml


def _assets(kind: str) -> dict[str, Any]:
    made = files(read_definitions())
    return {Path(path).stem: load_yaml(made[path]) for path in sorted(made) if path.startswith(f"{kind}/")}


def test_exposures_are_written_from_the_definitions() -> None:
    assert EXPOSURES.read_text(encoding="utf-8") == exposures(read_definitions())


def test_files_for_a_superset_of_one_s_own_are_those_that_are_imported(tmp_path: Path) -> None:
    write_assets(tmp_path)
    written = {p.relative_to(tmp_path).as_posix(): p.read_text("utf-8") for p in tmp_path.rglob("*.yaml")}
    assert written == files(read_definitions())
    assert len(written) > 60


def test_superset_imports_the_files_with_the_warehouse_s_address(
    samples: psycopg.Connection[Any], server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program in place of Superset's Python notes what it is given, by standard input and no other way."""
    address = urlsplit(server_url)._replace(path=f"/{samples.info.dbname}").geturl()
    monkeypatch.setenv("GONGKAI_DASHBOARDS_URL", address)
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat > '{tmp_path}/given'\necho \"$@\" > '{tmp_path}/words'\n")
    python.chmod(0o700)
    password = prepare(python, tmp_path / "superset")
    given = json.loads((tmp_path / "given").read_text("utf-8"))
    assert given["password"] == password
    assert set(given["assets"]) == set(files(read_definitions()))
    database = load_yaml(given["assets"]["databases/gongkai.yaml"])
    assert database["sqlalchemy_uri"] == address.replace("postgresql://", "postgresql+psycopg2://")
    assert (tmp_path / "words").read_text().strip() == str(SUPERSET / "install.py")
    assert list((tmp_path / "superset").rglob("*.yaml")) == []


def test_every_dataset_is_a_mart_and_no_query() -> None:
    datasets = _assets("datasets")
    assert {one["schema"] for one in datasets.values()} <= set(READ)
    assert [name for name, one in datasets.items() if one["sql"] is not None] == []


def test_exposures_name_what_the_charts_read() -> None:
    tables = {one["uuid"]: one["table_name"] for one in _assets("datasets").values()}
    charts = {one["uuid"]: tables[one["dataset_uuid"]] for one in _assets("charts").values()}
    read: dict[str, set[str]] = {}
    for one in _assets("dashboards").values():
        placed = {p["meta"]["uuid"] for p in one["position"].values() if isinstance(p, dict) and p["type"] == "CHART"}
        if one["slug"] == INDEX:
            assert not placed
            continue
        filters = {t["datasetUuid"] for f in one["metadata"]["native_filter_configuration"] for t in f["targets"]}
        read[one["slug"]] = {charts[key] for key in placed} | {tables[key] for key in filters}
    told = load_yaml(EXPOSURES.read_text(encoding="utf-8"))["exposures"]
    assert read == {
        one["url"].rstrip("/").rsplit("/", 1)[-1]: {ref.split("'")[1] for ref in one["depends_on"]} for one in told
    }
    assert len(read) == 9


def test_every_number_of_a_dataset_can_be_asked_of_the_warehouse(samples: psycopg.Connection[Any]) -> None:
    for name, one in _assets("datasets").items():
        made = [column["expression"] for column in one["columns"] if column.get("expression")]
        own = [f'"{column["column_name"]}"' for column in one["columns"] if not column.get("expression")]
        table = sql.Identifier(one["schema"], one["table_name"])
        query = sql.SQL("select {} from {}")
        rows = samples.execute(query.format(sql.SQL(", ".join(own + made)), table)).fetchall()
        assert rows, name
        numbers = [metric["expression"] for metric in one["metrics"]]
        if numbers:
            row = samples.execute(query.format(sql.SQL(", ".join(numbers)), table)).fetchone()
            assert row is not None
            assert None not in row, (name, numbers)


def test_a_table_with_links_shows_texts_that_no_browser_takes_for_markup(samples: psycopg.Connection[Any]) -> None:
    """Superset draws what looks like a tag in such a table: nothing of a report may."""
    definitions = read_definitions()
    made = {
        column["column_name"]: column.get("expression") for column in _assets("datasets")["subject_source"]["columns"]
    }
    charts = _assets("charts")
    linked = [one["params"] for one in charts.values() if one["params"].get("allow_render_html")]
    assert len(linked) == len(
        [chart for one in definitions.dashboards for chart in one.charts if chart.mart == "subject_source"]
    )
    text = {column.name for column in definitions.marts["subject_source"].columns if column.type == "text"}
    for params in linked:
        assert PAGE_LINK in params["all_columns"]
        assert text.isdisjoint(params["all_columns"])
    for given, shown in {
        "<b>x</b>": "＜b>x＜/b>",
        "</td><!-- <?x <IMG src=y": "＜/td>＜!-- ＜?x ＜IMG src=y",
        "1<2, <50% 乙<丙": "1<2, <50% 乙<丙",
        "<<a>": "<＜a>",
    }.items():
        query = f"select {made['printed_plain']} from (select %s::text as printed) as given"
        assert samples.execute(query.encode(), (given,)).fetchone() == (shown,)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("", "/profiles/"),
        (" https://files.example:8443/a/b ", "https://files.example:8443/a/b/"),
        ("http://10.0.0.1/", "http://10.0.0.1/"),
        ("/budgets", "/budgets/"),
    ],
)
def test_links_to_pages_lead_where_they_are_published(given: str, wanted: str) -> None:
    assert address_of_pages(given) == wanted


@pytest.mark.parametrize(
    "given", ["files.example/a", "javascript:alert(1)", "https://h/'x", 'https://h/"x', "ftp://h/a", "https://h/a?b"]
)
def test_what_is_no_address_of_pages_is_refused(given: str) -> None:
    with pytest.raises(SettingsError, match="GONGKAI_PAGES_URL"):
        address_of_pages(given)


def test_every_code_that_occurs_has_a_chinese_name(samples: psycopg.Connection[Any]) -> None:
    """Codes of subjects, which are digits, are shown as they are."""
    definitions = read_definitions()
    without = []
    for mart in definitions.marts.values():
        for column in {column.name for column in mart.columns} & set(definitions.codes):
            query = sql.SQL("select distinct {}::text from {}").format(
                sql.Identifier(column), sql.Identifier("marts", mart.name)
            )
            found = {code for (code,) in samples.execute(query) if code is not None}
            without += [
                (mart.name, column, code) for code in found - set(definitions.codes[column]) if not code.isdigit()
            ]
    assert without == []


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("overview.yaml", "x: agency_text,", "x: agncy,", "mart agency_year has no agncy"),
        ("overview.yaml", "metrics: [project_share]", "metrics: [projekt_share]", "has no projekt_share"),
        ("overview.yaml", "mart: subject_source", "mart: stg_figure", "stg_figure is not in datasets.yaml"),
        ("datasets.yaml", "stated_reason:", "int_headline:", "int_headline is no mart"),
        ("datasets.yaml", "sum(revenue)", "sum(revenues)", "no column revenues"),
        ("datasets.yaml", "count(*)", "(select count(*) from core.figure)", "no column core, figure, from, select"),
        ("agency.yaml", "filters: [one_agency", "filters: [an_agency", "no filter an_agency"),
        ("three_public.yaml", "filter_where: three_public", "filter_where: three_publics", "has no three_publics"),
        # A filter that a chart can't obey, because its mart has no such column or because it chooses for itself.
        (
            "filters.yaml",
            "column: region,",
            "column: peer_group,",
            "has no peer_group, which the filter region chooses",
        ),
        ("execution.yaml", "[one_year, one_scope", "[one_year, any_kind, one_scope", "the chart fixes: kind"),
        # Amounts of several years, kinds, scopes, levels, funds and items are never added up.
        ("three_public.yaml", "[one_year, kind", "[year, kind", "several fiscal_year_text or fiscal_year"),
        ("overview.yaml", "[one_year, kind", "[one_year, any_kind", "several kind_zh or kind"),
        ("overview.yaml", "kind, one_scope", "kind, scope", "several scope_zh or scope"),
        ("execution.yaml", "[one_year, one_scope", "[one_year, scope", "would be added up over several scope_zh"),
        ("agency.yaml", "x: year_scope_text", "x: fiscal_year_text", "several scope_zh or scope"),
        ("agency.yaml", '{column: is_widest, op: "==", value: true}', "", "several is_widest or fund"),
        ("agency.yaml", 'where: [{column: level, op: "==", value: class}]}', "where: []}", "several level"),
        ("datasets.yaml", " filter (where kind = 'budget')", "", "expenditure_budget_wan would be added up over"),
        ("grain.yaml", "procurement: [", "purchases: [", "says nothing of procurement"),
    ],
)
def test_what_is_not_in_a_mart_is_refused(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(DEFINITIONS, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        read_definitions(folder)


def test_a_metric_holds_what_each_of_its_sums_holds() -> None:
    assert held_in("coalesce(sum(a) filter (where x = 'm' and y = 'n'), sum(b) filter (where y = 'o')) / 100") == {"y"}
    assert held_in("sum(a) filter (where x = 'm') / sum(b)") == set()


def test_a_click_in_a_chart_filters_no_other() -> None:
    assert {one["metadata"]["cross_filters_enabled"] for one in _assets("dashboards").values()} == {False}


def test_filters_offer_what_the_charts_hold(samples: psycopg.Connection[Any]) -> None:
    definitions = read_definitions()

    def values(mart: str, columns: list[str], where: str) -> set[tuple[Any, ...]]:
        own = [expression(column, definitions) for column in columns]
        query = f"select distinct {', '.join(own)} from marts.{mart}" + (f" where {where}" if where else "")
        return set(samples.execute(query.encode()).fetchall())

    for dashboard in definitions.dashboards:
        columns = [one.column for one in dashboard.filters]
        offered = values(dashboard.filter_mart, columns, dashboard.filter_where or "")
        held = set().union(
            *(
                values(chart.mart, columns, " and ".join(condition(one, definitions) for one in chart.where))
                for chart in dashboard.charts
            )
        )
        assert offered == held, dashboard.slug


def test_a_bar_without_an_amount_is_not_the_largest(samples: psycopg.Connection[Any]) -> None:
    definitions = read_definitions()
    for dashboard in definitions.dashboards:
        for chart in dashboard.charts:
            if not chart.horizontal or chart.x is None:
                continue
            order = chart.largest_by or chart.metrics[0]
            (by,) = (metric.sql for metric in definitions.metrics[chart.mart] if metric.name == order)
            where = " and ".join(condition(one, definitions) for one in chart.where) or "true"
            groups = f"fiscal_year, kind, scope, {expression(chart.x, definitions)}"
            query = f"select {groups} from marts.{chart.mart} where {where} group by {groups} having {by} is null"
            assert samples.execute(query.encode()).fetchall() == [], (dashboard.slug, chart.key)


def test_columns_of_a_metric_are_told_from_the_words_of_sql() -> None:
    assert columns_in("100 * sum(outturn) filter (where budget is not null) / nullif(sum(budget), 0)") == {
        "outturn",
        "budget",
    }


def test_label_keeps_the_unit() -> None:
    assert label("本年支出（元）：本年支出合计 | Expenditure of the year in yuan") == "本年支出（元）"
    assert label("同类中位数 | Median") == "同类中位数"


def test_code_without_a_name_stays_as_it_is() -> None:
    assert code_names("origin", {"form": "报表"}) == "case origin::text when 'form' then '报表' else origin::text end"


def test_amounts_in_charts_say_their_unit() -> None:
    wrong = [
        (mart, metric.name)
        for mart, metrics in read_definitions().metrics.items()
        for metric in metrics
        if ("万元" in metric.zh) != ("/ 10000" in metric.sql)
        or (metric.sql.startswith("100 *") and "%" not in metric.zh)
    ]
    assert wrong == []


def _unit_of(column: MartColumn, chart: Chart) -> str:
    """What a table's numbers are of: what the column's name says, the chart's unit of what isn't counted, else its type."""
    counted = column.type in ("integer", "bigint")
    return unit_of(label(column.description)) or (column.type if counted or chart.unit is None else chart.unit)


def test_numbers_of_one_unit_are_written_alike_in_charts_and_tables() -> None:
    definitions = read_definitions()
    written: dict[str, set[str]] = {}
    for metrics in definitions.metrics.values():
        for metric in metrics:
            written.setdefault(unit_of(metric.zh), set()).add(metric.format)
    for dashboard in definitions.dashboards:
        for chart in dashboard.charts:
            for column in definitions.marts[chart.mart].columns if chart.kind == "table" else ():
                number = number_format(column, chart.unit)
                if column.name in chart.columns and number is not None:
                    written.setdefault(_unit_of(column, chart), set()).add(number)
    assert {unit: formats for unit, formats in written.items() if len(formats) > 1} == {}
    assert {unit: written[unit] for unit in FORMATS} == {unit: {number} for unit, number in FORMATS.items()}


def test_sources_stand_on_a_tab_of_their_own() -> None:
    for one in _assets("dashboards").values():
        if one["slug"] == INDEX:
            continue
        tabs = [
            part["meta"]["text"]
            for part in one["position"].values()
            if isinstance(part, dict) and part["type"] == "TAB"
        ]
        (dashboard,) = (each for each in read_definitions().dashboards if each.slug == one["slug"])
        assert tabs == (["图表", "数字出处"] if dashboard.sources else [])
        assert not [chart.key for _, charts in dashboard.rows for chart in charts if chart.mart == "subject_source"]


def test_index_says_what_each_dashboard_answers() -> None:
    text = _assets("dashboards")[INDEX]["position"]["MARKDOWN-note"]["meta"]["code"]
    for dashboard in read_definitions().dashboards:
        assert f"[{dashboard.zh}](/superset/dashboard/{dashboard.slug}/) | {dashboard.question} |" in text


def test_no_secret_and_no_host_is_in_the_assets() -> None:
    assert _assets("databases")["gongkai"]["sqlalchemy_uri"] == ADDRESS
    assert ":XXXXXXXXXX@127.0.0.1:" in ADDRESS
    for lock in SUPERSET.glob("*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8")


def test_browser_may_ask_this_server_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret-key").write_text("0" * 40)
    monkeypatch.setenv("GONGKAI_SUPERSET_HOME", str(tmp_path))
    spec = importlib.util.spec_from_file_location("superset_config", SUPERSET / "superset_config.py")
    assert spec is not None
    assert spec.loader is not None
    config = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(config)
    policy = config.TALISMAN_CONFIG["content_security_policy"]
    named = {source for sources in policy.values() for source in ([sources] if isinstance(sources, str) else sources)}
    assert named <= {"'self'", "'none'", "'unsafe-inline'", "'strict-dynamic'", "blob:", "data:"}
    assert "'unsafe-inline'" not in policy["script-src"]
    assert config.TALISMAN_ENABLED


def test_secret_is_kept_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = secret(tmp_path, "admin-password")
    assert len(first) >= 24
    assert secret(tmp_path, "admin-password") == first
    assert secret(tmp_path, "admin-password", "chosen") == "chosen"
    assert stat.S_IMODE((tmp_path / "admin-password").stat().st_mode) == 0o600


def test_a_port_in_use_is_told_before_anything_is_set_up(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "dashboards.serve", "--port", str(port), "--python", str(tmp_path / "none")],
            env={**os.environ, "GONGKAI_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [done.stderr.strip()]
    assert f"127.0.0.1:{port}" in done.stderr
    assert "is in use" in done.stderr
    assert "make dashboards PORT=" in done.stderr
    assert not (tmp_path / "home").exists()


def test_what_it_says_is_chinese_where_people_read_chinese(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dashboards.serve", "--port", "0", "--check"],
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith(("GONGKAI_", "LC_"))},
            "GONGKAI_HOME": str(tmp_path),
            "LANG": "zh_CN.UTF-8",
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "此文件夹中没有数据仓库" in done.stderr


def test_without_a_warehouse_none_is_made_and_the_next_step_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dashboards.serve", "--port", "0", "--check"],
        env={**{k: v for k, v in os.environ.items() if not k.startswith("GONGKAI_")}, "GONGKAI_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1
    assert str(tmp_path) in done.stderr
    assert "gongkai run FILES" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("port", "cause"), [(70000, "can't be used"), (1, "can't be used")])
def test_a_port_that_can_t_be_listened_on_is_told(port: int, cause: str) -> None:
    with pytest.raises(GongkaiError, match=cause):
        check_port(port, "203.0.113.7")


def test_a_free_port_is_no_obstacle() -> None:
    check_port(0, "127.0.0.1")


def test_make_looks_at_the_port_before_it_installs_superset() -> None:
    text = (SUPERSET.parents[1] / "Makefile").read_text(encoding="utf-8")
    rule = text.partition("\ndashboards:")[2].partition("\n\n")[0]
    head, looks, installs, serves = rule.splitlines()
    assert "SUPERSET" not in head
    assert "--check" in looks
    assert "$(SUPERSET)" in installs
    assert "dashboards.serve" in serves


@pytest.mark.usefixtures("server_roles")
def test_superset_reads_as_a_role_of_its_own_and_leaves_the_reader_s_password(
    connection: psycopg.Connection[Any], database: str, tmp_path: Path
) -> None:
    connection.execute("create schema marts; create table marts.agency_year as select 1 as n")
    stored = "select rolname, rolpassword from pg_authid where rolname = any(%s) order by rolname"
    create_roles(connection)
    set_password(connection, READER, "wo-zi-ji-de")
    before = connection.execute(stored, (list(ROLES),)).fetchall()
    url = role_url(database, tmp_path)
    assert connection.execute(stored, (list(ROLES),)).fetchall() == before
    assert urlsplit(url).username == DASHBOARDS
    assert stat.S_IMODE((tmp_path / "warehouse-password").stat().st_mode) == 0o600
    assert role_url(database, tmp_path) == url
    with psycopg.connect(url, autocommit=True) as own:
        assert own.execute("select n from agency_year").fetchone() == (1,)
        assert own.execute("show statement_timeout").fetchone() == ("1min",)
        for hidden in ("core.dim_report", "raw.document"):
            with pytest.raises(InsufficientPrivilege):
                own.execute(f"select * from {hidden}".encode())
        own.execute("set default_transaction_read_only = off")
        with pytest.raises(InsufficientPrivilege):
            own.execute("create temporary table t (n int)")


def test_superset_gets_none_of_the_warehouse_owner_s_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", "postgresql://owner:fen-li-mu@127.0.0.1/gongkai")
    given = environment(tmp_path)
    assert "fen-li-mu" not in " ".join(given.values())
    assert given["SCARF_ANALYTICS"] == "false"
