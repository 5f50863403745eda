"""Superset shows what the marts hold: each chart draws, filters filter, clicks empty nothing, nothing fails, nothing is asked of another host.

`make test-dashboards` installs Superset and the browser's driver, names their Python in GONGKAI_SUPERSET_PYTHON and runs this. GONGKAI_SCREENSHOTS
names a folder for pictures of the dashboards. Everything is looked at once; the tests judge what was seen.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from PIL import Image

from dashboards.assets import INDEX
from dashboards.definition import MADE, Chart, Dashboard, read_definitions
from dashboards.serve import SUPERSET, pages_folder, role_url
from dashboards.trace import condition, dimensions, expression
from etl.site.page import Sheet, sources_page
from etl.site.places import Paged, Place
from tests.deploy.compose import ROOT, entrypoint_of, read, start, variables_of

PYTHON = os.environ.get("GONGKAI_SUPERSET_PYTHON")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.dashboards,
    pytest.mark.skipif(PYTHON is None, reason="Superset isn't installed: make test-dashboards"),
    pytest.mark.timeout(1800),
]

CHOSEN = {
    "overview": {"年度": "2021"},
    "agency": {"部门": "西安市莲湖区医疗保障局"},
    "series": {"报告种类": "预算"},
    "flow": {"部门": "陕西省医疗保障局"},
    "peers": {"部门": "西安市莲湖区医疗保障局"},
    "execution": {"部门类型": "医疗保障局"},
    "three-public": {"部门": "陕西省医疗保障局"},
    "quality": {"年度": "2021"},
    "coverage": {"年度": "2021"},
}
PAGED = "西安市莲湖区医疗保障局"
MARKUP = "<b>原样</b><img src=x>"
DRILLED = {"flow": {"功能分类：类、款、项（万元）": "部门"}}
COLUMNS = {
    "报告种类": "kind_zh",
    "部门": "agency",
    "部门类型": "agency_type",
    "年度": "fiscal_year_text",
}
DEFINITIONS = read_definitions()
DASHBOARDS = DEFINITIONS.dashboards


@pytest.fixture(scope="module")
def seen(
    samples: psycopg.Connection[Any], server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Any]]:
    """What a browser saw of each dashboard: at first, and after a value was chosen in a filter."""
    assert PYTHON is not None
    assert CHROMIUM is not None, "no Chromium: name its program in CHROMIUM"
    folder = tmp_path_factory.mktemp("superset")
    python = Path(PYTHON)
    address = urlsplit(server_url)._replace(path=f"/{samples.info.dbname}").geturl()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secrets = {name: name.lower() for name in variables_of(ROOT / ".env.example") if name.endswith("_PASSWORD")}
    service = read(secrets)["services"]["dashboards"]
    # As the team's server runs it, but for where things are.
    replace = {
        f"postgresql://gongkai_superset:{secrets['SUPERSET_PASSWORD']}@postgres:5432/gongkai": role_url(
            address, folder
        ),
        "/opt/superset/bin/python": str(python),
        "0.0.0.0": "127.0.0.1",  # noqa: S104 - what the container listens on is what is replaced
        "8088": str(port),
    }
    password = secrets["DASHBOARDS_PASSWORD"]
    server = start(service, folder, replace, entrypoint_of("dashboards"))
    said: list[str] = []
    for stream in (server.stdout, server.stderr):
        assert stream is not None
        threading.Thread(target=said.extend, args=(stream,), daemon=True).start()
    pages = _made_pages(pages_folder(folder / "superset"))
    try:
        _wait(service["healthcheck"]["test"], replace, server, said)
        pictures = os.environ.get("GONGKAI_SCREENSHOTS")
        if pictures:
            Path(pictures).mkdir(parents=True, exist_ok=True)
        wanted = {
            "url": f"http://127.0.0.1:{port}",
            "password": password,
            "chromium": CHROMIUM,
            "folder": pictures and str(Path(pictures).absolute()),
            "dashboards": [
                {"slug": slug, "choose": choice, "drill": DRILLED.get(slug, {})} for slug, choice in CHOSEN.items()
            ],
            "index": INDEX,
            "viewer_password": secrets["VIEWER_PASSWORD"],
            "pages": pages,
        }
        with _on_pages(address):
            run = subprocess.run(
                [PYTHON, str(SUPERSET / "look.py")],
                input=json.dumps(wanted),
                capture_output=True,
                text=True,
                check=False,
            )
        assert run.returncode == 0, run.stderr
        yield json.loads(run.stdout, parse_float=Decimal)
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def _on_pages(address: str) -> Iterator[None]:
    """The samples are text and have no pages: while the block runs, the figures of one agency stand on page 7, and look like markup."""
    page = "select page, printed, source_no, report_key from marts.subject_source where agency = %s and figure_no is not null"
    with psycopg.connect(address, autocommit=True) as connection:
        before = connection.execute(page, (PAGED,)).fetchall()
        assert before
        changed = "update marts.subject_source set page = %s, printed = %s where source_no = %s and report_key = %s"
        with connection.cursor() as cursor:
            cursor.executemany(changed, [(7, MARKUP, number, report) for _, _, number, report in before])
            try:
                yield
            finally:
                cursor.executemany(changed, before)


def _made_pages(folder: Path) -> list[str]:
    """Pages of profiles in the folder that Superset shows; the addresses of one that is there, one that isn't, and one that is nobody's."""
    (folder / "sources").mkdir(parents=True)
    (folder / "pages").mkdir()
    (folder / "assets").mkdir()
    Image.new("RGB", (60, 80)).save(folder / "pages" / "a-7.webp", "WEBP")
    (folder / "assets" / "page.css").write_text("body { max-width: 321px; }", encoding="utf-8")
    (folder / "made.json").write_text("{}", encoding="utf-8")
    place = Place("f3", ("本年支出",), "收入支出决算总表", "1.00", 7, "report.pdf", "a" * 64, "pdf", None)
    sheet = Sheet(
        "p1", "report.pdf", 7, (place,), "../pages/a-7.webp", 60, 80, (("f3", "本年支出", (1.0, 1.0, 2.0, 2.0)),)
    )
    report = Paged("a" * 13, "b" * 13, PAGED, 2024, "决算", "部门")
    (folder / "sources" / "aaaaaaaaaaaaa.html").write_text(sources_page(report, [sheet], ""), encoding="utf-8")
    return ["/profiles/sources/aaaaaaaaaaaaa.html#f3", "/profiles/sources/bbbbbbbbbbbbb.html", "/profiles/made.json"]


def _wait(check: list[str], replace: Mapping[str, str], server: subprocess.Popen[str], said: list[str]) -> None:
    """Until the service's own health check says yes."""
    kind, program, *words = check
    assert (kind, program) == ("CMD", "python")
    for there, here in replace.items():
        words = [word.replace(there, here) for word in words]
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline:
        assert server.poll() is None, "".join(said)
        if subprocess.run([sys.executable, *words], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(1)
    raise AssertionError("Superset doesn't answer: " + "".join(said))


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.slug)
def test_every_chart_draws(seen: Mapping[str, Any], dashboard: Any) -> None:
    for state in ("first", "chosen"):
        found = seen[dashboard.slug][state]
        charts = [(chart["title"], chart) for chart in found["charts"]]
        assert [title for title, _ in charts] == [chart.zh for chart in dashboard.charts]
        assert [(title, chart["error"]) for title, chart in charts if chart["error"] or chart["loading"]] == []
        assert found["toasts"] == []
        assert found["failed"] == []
    # An agency without a final account has no chart of final accounts: what is empty in one state must draw in the other.
    states = [seen[dashboard.slug][state]["charts"] for state in ("first", "chosen")]
    undrawn = [
        chart.zh
        for chart, *shown in zip(dashboard.charts, *states, strict=True)
        if not any(_is_drawn(chart, one) for one in shown)
    ]
    assert undrawn == []


def _is_drawn(chart: Chart, shown: Mapping[str, Any]) -> bool:
    if chart.kind == "number":
        return any(letter.isdigit() for letter in shown["number"])
    if chart.kind in ("table", "matrix"):
        return int(shown["rows"]) > 0
    return int(shown["colours"]) > 1 and not shown["empty"]


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.slug)
def test_a_click_in_a_chart_empties_no_other(seen: Mapping[str, Any], dashboard: Any) -> None:
    first, clicks = seen[dashboard.slug]["first"]["charts"], seen[dashboard.slug]["clicked"]
    assert [click["title"] for click in clicks] == [chart.zh for chart in dashboard.charts]
    # The bands of a flow are no places to click.
    drawn = [
        chart.zh
        for chart, shown in zip(dashboard.charts, first, strict=True)
        if _is_drawn(chart, shown) and chart.kind != "flow"
    ]
    flows = {chart.zh for chart in dashboard.charts if chart.kind == "flow"}
    assert [click["title"] for click in clicks if click["hit"] and click["title"] not in flows] == drawn
    drew = {chart.zh: (chart, before) for chart, before in zip(dashboard.charts, first, strict=True)}
    # What is on the other tab isn't there to be looked at.
    broken = [
        (click["title"], after["title"])
        for click in clicks
        for after in click["charts"]
        for chart, before in [drew[after["title"]]]
        if (_is_drawn(chart, before) and not _is_drawn(chart, after)) or (after["error"] and not before["error"])
    ]
    assert broken == []


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.slug)
def test_filters_filter(seen: Mapping[str, Any], dashboard: Any) -> None:
    # Filters that find no room in the bar are behind a button.
    shown_names = seen[dashboard.slug]["first"]["filters"]
    assert shown_names == [one.zh for one in dashboard.filters][: len(shown_names)]
    assert len(shown_names) >= 3
    ((name, value),) = CHOSEN[dashboard.slug].items()
    column = COLUMNS[name]
    asked = [one for one in seen[dashboard.slug]["chosen"]["asked"] if one["slice"] and not one["native"]]
    assert asked
    without = [
        one["sql"]
        for one in asked
        if not any(f["col"] == column and value in f["val"] for f in one["filters"] if "val" in f)
    ]
    assert without == []
    shown = {row[column] for one in asked if column in one["columns"] for row in one["rows"]}
    assert shown <= {value}


def test_a_filter_that_always_holds_a_value_takes_one_that_occurs(
    seen: Mapping[str, Any], samples: psycopg.Connection[Any]
) -> None:
    occurs = "select distinct kind_zh, scope_zh from marts.agency_year where fiscal_year = %s"
    ((kind, scope),) = samples.execute(occurs, (CHOSEN["overview"]["年度"],)).fetchall()
    held = {
        (f["col"], *f["val"])
        for one in seen["overview"]["chosen"]["asked"]
        for f in one["filters"]
        if one["slice"] and not one["native"] and f["col"] in ("kind_zh", "scope_zh")
    }
    assert scope != "部门", "nothing had to follow the year"
    assert held == {("kind_zh", kind), ("scope_zh", scope)}


@pytest.mark.parametrize("state", ["first", "chosen"])
@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda one: one.slug)
def test_numbers_of_every_chart_are_those_of_the_marts(
    seen: Mapping[str, Any], samples: psycopg.Connection[Any], dashboard: Dashboard, state: str
) -> None:
    answered: dict[str, list[Mapping[str, Any]]] = {}
    for one in seen[dashboard.slug][state]["asked"]:
        if one["slice"] and not one["native"]:
            answered.setdefault(one["chart"], []).append(one)
    compared = 0
    for chart in dashboard.charts:
        for one in answered.get(chart.zh, ()) if chart.kind != "table" else ():
            wanted = _asked_of_the_mart(dashboard, chart, one, samples)
            for row in one["rows"]:
                # A matrix is answered with its columns' Chinese name.
                names = [
                    name if name in one["columns"] else MADE[name][0]
                    for name in dimensions(chart)
                    if chart.kind == "matrix" or name in one["columns"]
                ]
                key = tuple(row[name] for name in names)
                for name, value in row.items():
                    if name in names or name.startswith("by_"):
                        continue
                    assert _agree(value, wanted[key, name]), (chart.zh, key, name, value, wanted[key, name])
                    compared += 1
    assert compared


def _agree(shown: Any, wanted: Any) -> bool:
    if shown is None or wanted is None or isinstance(wanted, str):
        return bool(shown == wanted)
    return abs(Decimal(shown) - wanted) <= abs(wanted) * Decimal("1e-9")


def _asked_of_the_mart(
    dashboard: Dashboard, chart: Chart, one: Mapping[str, Any], samples: psycopg.Connection[Any]
) -> dict[tuple[tuple[Any, ...], str], Any]:
    """The chart's numbers by SQL of our own: its definition and what the filters hold; by what names a bar, and the column answered."""
    names = list(dimensions(chart))
    metrics = [metric for metric in DEFINITIONS.metrics[chart.mart] if metric.name in chart.metrics]
    where = [condition(each, DEFINITIONS) for each in chart.where]
    values: list[Any] = []
    filters = {each.column for each in dashboard.filters}
    for held in one["filters"]:
        if held["op"] == "IN" and held["col"] in filters:
            where.append(f"{expression(held['col'], DEFINITIONS)} = any(%s)")
            values.append(held["val"])
    made = [*(expression(name, DEFINITIONS) for name in names), *(metric.sql for metric in metrics)]
    query = f"select {', '.join(made)} from marts.{chart.mart}" + (f" where {' and '.join(where)}" if where else "")
    if names:
        query += " group by " + ", ".join(str(number) for number in range(1, len(names) + 1))
    found: dict[tuple[tuple[Any, ...], str], Any] = {}
    for row in samples.execute(query.replace("%", "%%").replace("any(%%s)", "any(%s)").encode(), values):
        key, numbers = row[: len(names)], row[len(names) :]
        for metric, number in zip(metrics, numbers, strict=True):
            found[key, metric.name] = found[key, metric.zh] = number
            if chart.kind == "bar" and chart.group:
                # Parts of a bar are columns named after the part.
                found[key[:1], str(key[1])] = number
    return _Nothing(found)


class _Nothing(dict[tuple[tuple[Any, ...], str], Any]):
    """Parts that a bar hasn't are answered with null."""

    def __missing__(self, key: tuple[tuple[Any, ...], str]) -> None:
        return None


def test_drilling_down_asks_for_the_parts_of_a_box_and_for_its_rows(seen: Mapping[str, Any]) -> None:
    for slug, titles in DRILLED.items():
        for title in titles:
            drilled = seen[slug]["drilled"][title]
            assert drilled["by"]["colours"] > 1, drilled
            assert drilled["detail"]["count"] > 1, drilled


def test_index_leads_to_every_dashboard(seen: Mapping[str, Any]) -> None:
    links = seen[INDEX]["links"]
    assert [link["text"] for link in links] == [dashboard.zh for dashboard in DASHBOARDS]
    assert [link["arrives"] for link in links] == [dashboard.zh for dashboard in DASHBOARDS]
    assert all(dashboard.question in seen[INDEX]["text"] for dashboard in DASHBOARDS)


def test_rows_of_sources_link_to_the_page_and_what_is_printed_is_text(
    seen: Mapping[str, Any], samples: psycopg.Connection[Any]
) -> None:
    reports = {
        key
        for (key,) in samples.execute(
            "select distinct report_key from marts.subject_source where agency = %s", (PAGED,)
        )
    }
    found = [
        (chart, link)
        for chart in seen["agency"]["chosen"]["charts"]
        for link in chart["links"]
        if chart["title"].startswith("数字出处")
    ]
    assert found
    for chart, link in found:
        assert (link["text"], link["in"]) == ("第 7 页", "_blank")
        assert link["to"].startswith("/profiles/sources/"), link
        report, _, anchor = link["to"].removeprefix("/profiles/sources/").partition(".html#")
        assert report in reports
        assert anchor.startswith("f")
        assert chart["markup"] == []
        assert "＜b>原样＜/b>＜img src=x>" in chart["words"]


def test_a_link_arrives_at_the_page_with_its_picture_for_who_has_signed_in(seen: Mapping[str, Any]) -> None:
    there, missing, nobodys = seen["viewer"]["pages"].values()
    assert (there["status"], there["pictures"], there["style"], there["refused"]) == (200, 1, "321px", [])
    # What a browser asks of every site, and no page names.
    assert set(there["failed"]) <= {"404 /favicon.ico"}
    assert PAGED in there["title"]
    assert missing["status"] == nobodys["status"] == 404
    assert "gongkai profile --all" in missing["text"]
    assert seen["stranger"] == [302, 302, 302]


def test_viewer_looks_and_makes_nothing(seen: Mapping[str, Any]) -> None:
    viewer = seen["viewer"]
    assert {name: status for name, status in viewer["asked"].items() if status in (200, 201)} == {"dashboards": 200}
    assert viewer["drawn"]
    assert viewer["failed"] == []
    assert "SQL" not in viewer["menu"]


def test_no_row_is_cut(seen: Mapping[str, Any]) -> None:
    cut = [
        (one.slug, chart["title"]) for one in DASHBOARDS for chart in seen[one.slug]["first"]["charts"] if chart["cut"]
    ]
    assert cut == []


def test_nothing_is_shown_without_a_word_for_it(seen: Mapping[str, Any]) -> None:
    """No value is `—`, and no key of a column, metric or code stands where a name should."""
    keys = {metric.name for metrics in DEFINITIONS.metrics.values() for metric in metrics}
    keys |= set(MADE)
    keys |= {column.name for mart in DEFINITIONS.marts.values() for column in mart.columns if "_" in column.name}
    for dashboard in DASHBOARDS:
        text = seen[dashboard.slug]["first"]["text"]
        assert "N/A" not in text, dashboard.slug
        assert {key for key in keys if "_" in key and key in text} == set(), dashboard.slug


def test_reports_are_counted_and_not_added_up(seen: Mapping[str, Any], samples: psycopg.Connection[Any]) -> None:
    (year,) = samples.execute("select max(fiscal_year) from marts.agency_year").fetchone() or (None,)
    row = samples.execute(
        """
        select count(distinct agency), count(*), count(people)
        from marts.agency_year
        where fiscal_year = %s and kind = 'final_account'
        """,
        (year,),
    ).fetchone()
    assert row is not None
    numbers = {c["title"]: c["number"].replace(",", "") for c in seen["overview"]["first"]["charts"] if c["number"]}
    shown = (numbers["部门（个）"], numbers["报告（份）"], numbers["公开实有人数的报告（份）"])
    assert shown == tuple(map(str, row))


def test_three_public_expenses_are_of_one_year_kind_and_scope(
    seen: Mapping[str, Any], samples: psycopg.Connection[Any]
) -> None:
    held = "fiscal_year = (select max(fiscal_year) from marts.agency_year where three_public is not null or procurement is not null)"
    held += " and kind = 'final_account' and scope = 'department'"
    drawn = {
        ("agency_text", "budget_wan", "outturn_wan"): (
            f"select agency, budget, outturn from marts.three_public where item = 'total' and {held}"
        ),
        ("agency_text", "vehicle_running_wan"): (
            "select agency, max(outturn) filter (where item = 'vehicle_running') from marts.three_public"
            f" where item in ('abroad', 'vehicle_purchase', 'vehicle_running', 'reception') and {held} group by agency"
        ),
        ("category_zh", "amount_wan"): (
            f"select category_zh, sum(amount) from marts.procurement where adds_up and phase = 'outturn' and {held} group by 1"
        ),
    }
    for columns, query in drawn.items():
        shown = [
            tuple(row[column] for column in columns)
            for one in seen["three-public"]["first"]["asked"]
            if set(columns) <= set(one["columns"])
            for row in one["rows"]
        ]
        wanted = [
            (name, *(amount and amount / 10000 for amount in amounts))
            for name, *amounts in samples.execute(query.encode())
        ]
        assert wanted
        assert sorted(shown, key=str) == sorted(wanted, key=str)


def test_pages_are_in_chinese(seen: Mapping[str, Any]) -> None:
    for dashboard in DASHBOARDS:
        text = seen[dashboard.slug]["first"]["text"]
        assert dashboard.zh in text
        assert "编辑看板" in text
        assert ("数字出处" in text) == bool(dashboard.sources)
        assert "Edit dashboard" not in text


def test_nothing_is_asked_of_another_host(seen: Mapping[str, Any]) -> None:
    assert seen["hosts"] == ["127.0.0.1"]


def test_only_refused_requests_and_known_words_are_on_the_console(seen: Mapping[str, Any]) -> None:
    said = {
        line
        for dashboard in DASHBOARDS
        for state in ("first", "chosen")
        for line in seen[dashboard.slug][state]["console"]
        if "violates the following Content Security Policy directive" not in line
    }
    assert said == set()
