"""A subject bears the name of the year: of the official list, else what most reports of the year print, in whatever order they came."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from etl.reference import subjects as reference
from etl.warehouse.rows.subjects import Subjects, economic_row, function_row
from etl.warehouse.writer import ReportRows, forget, write_report, write_reports
from models import DimEconomic, DimFunction, ReportSubject
from tests.warehouse.samples import report, table

Connection = psycopg.Connection[Any]

ITEM = "2101599"
"""An item, whose name no list has."""


def printing(
    text: str, names: dict[str, str], *, year: int = 2024, agency: str = "", doubtful: frozenset[str] = frozenset()
) -> ReportRows:
    """A report of an agency of its own that prints these names, code → name."""
    subjects = Subjects(year, names, doubtful)
    for code in names:
        if code[0] == "2":
            subjects.function(code)
        else:
            subjects.economic(code)
    made = report(text, agency=agency or f"某县{text}局", year=year)
    dimensions = {
        **made.dimensions,
        table(DimFunction): [*made.dimensions[table(DimFunction)], *subjects.functions.values()],
        table(DimEconomic): list(subjects.economics.values()),
    }
    rows = {**made.rows, table(ReportSubject): [*made.rows[table(ReportSubject)], *subjects.printed.values()]}
    return replace(made, dimensions=dimensions, rows=rows)


def names(connection: Connection, code: str) -> dict[int, str | None]:
    """Fiscal year → the name of a code."""
    found = connection.execute("select fiscal_year, name from core.dim_function where code = %s", (code,))
    return dict(found.fetchall())


def empty(connection: Connection) -> None:
    connection.execute(
        "truncate raw.document, raw.paragraph, core.dim_report, core.figure, core.dim_function, core.dim_economic cascade"
    )


def dimension(connection: Connection) -> list[Any]:
    return (
        connection.execute("select * from core.dim_function order by 1").fetchall()
        + connection.execute("select * from core.dim_economic order by 1").fetchall()
    )


def test_the_name_is_what_most_reports_of_the_year_print(connection: Connection) -> None:
    for text, name in (("甲", "其他支出"), ("乙", "其他医保支出"), ("丙", "其他医保支出")):
        write_report(connection, printing(text, {ITEM: name}))
    write_report(connection, printing("丁", {ITEM: "其他支出"}, year=2023))
    assert names(connection, ITEM) == {2024: "其他医保支出", 2023: "其他支出"}


def test_of_names_printed_equally_often_the_least_by_code_point_holds(connection: Connection) -> None:
    write_report(connection, printing("甲", {ITEM: "乙支出"}))
    write_report(connection, printing("乙", {ITEM: "丙支出"}))
    assert names(connection, ITEM)[2024] == min("乙支出", "丙支出")


def test_a_name_read_with_doubt_decides_nothing(connection: Connection) -> None:
    for text in ("甲", "乙"):
        write_report(connection, printing(text, {ITEM: "其他医倮支出"}, doubtful=frozenset({ITEM})))
    assert names(connection, ITEM)[2024] is None
    write_report(connection, printing("丙", {ITEM: "其他医保支出"}))
    assert names(connection, ITEM)[2024] == "其他医保支出"


def test_classes_and_sections_bear_the_official_name_of_the_year(connection: Connection) -> None:
    for year in (2017, 2019, 2024):
        write_report(connection, printing(f"{year}", {"2150101": "行政运行", "215": "照抄的类名"}, year=year))
    found = connection.execute(
        "select fiscal_year, name, named_by, canonical_name from core.dim_function where code = '215' order by 1"
    ).fetchall()
    assert found == [
        (2017, "资源勘探信息等支出", "list", "资源勘探工业信息等支出"),
        (2019, "资源勘探信息等支出", "list", "资源勘探工业信息等支出"),
        (2024, "资源勘探工业信息等支出", "list", "资源勘探工业信息等支出"),
    ]
    above = connection.execute(
        "select d.fiscal_year, d.class_name, p.code, p.fiscal_year from core.dim_function as d "
        "inner join core.dim_function as p on d.parent_key = p.function_key where d.code = '2150101' order by 1"
    ).fetchall()
    assert above == [
        (2017, "资源勘探信息等支出", "21501", 2017),
        (2019, "资源勘探信息等支出", "21501", 2019),
        (2024, "资源勘探工业信息等支出", "21501", 2024),
    ]


def test_a_code_has_one_canonical_name_over_all_years(connection: Connection) -> None:
    write_report(connection, printing("甲", {ITEM: "旧名"}, year=2019))
    write_report(connection, printing("丙", {ITEM: "新名"}, year=2024))
    write_report(connection, printing("乙", {ITEM: "旧名"}, year=2017))
    found = connection.execute(
        "select canonical_code, canonical_name, count(*) from core.dim_function where code = %s group by 1, 2", (ITEM,)
    ).fetchall()
    assert found == [(ITEM, "新名", 3)]


def test_a_subject_that_another_took_the_place_of_is_compared_by_that_one(connection: Connection) -> None:
    write_report(connection, printing("甲", {"20115": "工商行政管理事务"}, year=2018))
    write_report(connection, printing("乙", {"20138": "市场监督管理事务"}, year=2019))
    found = connection.execute(
        "select canonical_code, canonical_name, array_agg(name order by fiscal_year) from core.dim_function "
        "where canonical_code = '20138' group by 1, 2"
    ).fetchall()
    assert found == [("20138", "市场监督管理事务", ["工商行政管理事务", "市场监督管理事务"])]


def test_names_of_those_above_follow_when_more_reports_print_them(connection: Connection) -> None:
    section, item = "21098", "2109801"
    write_report(connection, printing("甲", {item: "行政运行", section: "甲款"}))
    for text in ("乙", "丙"):
        write_report(connection, printing(text, {section: "乙款"}))
    assert connection.execute("select section_name from core.dim_function where code = %s", (item,)).fetchone() == (
        "乙款",
    )


def test_a_report_that_goes_takes_its_word_with_it(connection: Connection) -> None:
    reports = [printing(text, {ITEM: name}) for text, name in (("甲", "甲名"), ("乙", "乙名"), ("丙", "乙名"))]
    for one in reports:
        write_report(connection, one)
    for one in reports[1:]:
        assert forget(connection, str(one.document["sha256"]))
    assert names(connection, ITEM)[2024] == "甲名"


def _some_reports(rng: random.Random) -> list[ReportRows]:
    codes = [ITEM, "21098", "2109801", "208", "20805", "30198", "301", "50198"]
    return [
        printing(
            f"报告{number}",
            {code: rng.choice(["甲", "乙", "丙"]) + code for code in rng.sample(codes, rng.randint(1, 5))},
            year=rng.choice([2017, 2019, 2024]),
            doubtful=frozenset(rng.sample(codes, 2)),
        )
        for number in range(12)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_every_order_and_grouping_of_loads_gives_the_same_rows(connection: Connection, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 — a sequence that anyone can run again
    reports = _some_reports(rng)
    results = []
    for _ in range(3):
        empty(connection)
        rng.shuffle(reports)
        first = rng.randint(1, len(reports) - 1)
        for batch in (reports[:first], *[[one] for one in reports[first:]]):
            assert [one for one in write_reports(connection, batch) if isinstance(one, Exception)] == []
        # One comes again, read by another program, and one goes and comes back.
        again = rng.choice(reports)
        write_report(connection, replace(again, document={**again.document, "loader_version": "2.0"}))
        write_report(connection, replace(again, document={**again.document, "loader_version": "3.0"}))
        forget(connection, str(again.document["sha256"]))
        write_report(connection, again)
        results.append(dimension(connection))
    assert results[0] == results[1] == results[2]


def test_loaders_at_once_end_where_one_after_the_other_does(database: str, connection: Connection) -> None:
    reports = _some_reports(random.Random(7))  # noqa: S311 — as above
    write_reports(connection, reports)
    expected = dimension(connection)
    empty(connection)
    failed: list[Exception] = []

    def load(own: Sequence[ReportRows]) -> None:
        with psycopg.connect(database, autocommit=True) as mine:
            failed.extend(one for one in write_reports(mine, own[:2]) if isinstance(one, Exception))
            for one in own[2:]:
                failed.extend(found for found in write_reports(mine, [one]) if isinstance(found, Exception))

    loaders = [threading.Thread(target=load, args=(reports[start::3],)) for start in range(3)]
    for loader in loaders:
        loader.start()
    for loader in loaders:
        loader.join()
    assert failed == []
    assert dimension(connection) == expected


def test_every_successor_is_a_listed_subject_of_its_year() -> None:
    """What took another's place is listed from that year on, and the other one isn't."""
    content = reference._successor_entries()
    assert content
    for code, entry in content.items():
        since = entry["since"]
        assert reference.canonical_name(entry["successor"], since), code
        assert reference.latest_name(code), code
        assert entry["source"], code
        assert reference.canonical_code(entry["successor"]) == entry["successor"], code


def test_rows_hold_what_the_code_and_the_year_say() -> None:
    row = function_row("2080505", 2018, {"2080505": "机关事业单位基本养老保险缴费支出"})
    assert (row["level"], row["class_name"], row["section_name"], row["item_name"]) == (
        "item",
        "社会保障和就业支出",
        "行政事业单位离退休",
        "机关事业单位基本养老保险缴费支出",
    )
    economic = economic_row("30307", 2017, {})
    assert (economic["system"], economic["name"], economic["canonical_name"]) == ("department", "医疗费", "医疗费补助")
