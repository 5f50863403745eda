"""Marts against the totals that the reports print, found by the words beside them and not by the catalogue that the marts follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import find_files
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.engine import connect
from tests.pipeline.acceptance import REPORTS, needs_reports

_SUMMARY = "^(部门(综合预算)?收支总表|收入支出决算总表)$"
_SPENT = "^(支出决算表|部门支出总表)$"


@dataclass(frozen=True, slots=True)
class Printed:
    """Where a total is printed: patterns of the form's title, of the row's label and of the column's path."""

    title: str
    row: str
    column: str


TOTALS: dict[str, tuple[Printed, ...]] = {
    "revenue": (Printed(_SUMMARY, "^本年收入合计$", "^收入/"),),
    "expenditure": (Printed(_SUMMARY, "^本年支出合计$", "^支出/"), Printed(_SPENT, "^合计$", "^(本年支出)?合计$")),
    "revenue_total": (Printed(_SUMMARY, "^(收入)?总计$", "^收入/"),),
    "expenditure_total": (Printed(_SUMMARY, "^(支出)?总计$", "^支出/"),),
    "basic": (Printed(_SPENT, "^合计$", "^基本支出(/小计)?$"),),
    "project_expenditure": (Printed(_SPENT, "^合计$", "^项目支出$"),),
    "general_public_expenditure": (
        Printed("^一般公共预算(财政拨款)?支出(决算)?表$", "^合计$", "^(合计|本年支出/小计|[0-9]{4}年预算数/小计)$"),
    ),
    "three_public": (
        Printed("三公.*支出决算表$", "^决算数$", "合计"),
        Printed("三公.*支出表$", "^预算数$", "合计"),
    ),
    "procurement": (Printed("^政府采购(决算|支出情况)表$", "合计$", "金额"),),
}
"""Column of `agency_year` → where reports print it."""

FEN = Decimal("0.005")


@pytest.fixture(scope="module")
def published(module_database: str, home_with_builds: Path) -> Iterator[psycopg.Connection[Any]]:
    """A warehouse of the published reports."""
    settings = Settings(database_url=SecretStr(module_database), home=home_with_builds)
    assert REPORTS is not None
    with connect(module_database) as connection:
        assert not failures(load_files(find_files([REPORTS]), connection))
    result = build(settings)
    assert result.errors == ()
    assert result.left_out == ()
    with psycopg.connect(module_database, autocommit=True) as opened:
        yield opened


def printed_and_shown(connection: psycopg.Connection[Any], column: str) -> list[tuple[Any, ...]]:
    """Agency, year, kind, scope, the amounts printed, the amount in the mart: of each report that prints one."""
    rows: list[tuple[Any, ...]] = []
    for place in TOTALS[column]:
        rows += connection.execute(
            f"""
            select mart.agency, mart.fiscal_year, mart.kind, mart.scope, array_agg(distinct printed.amount_yuan), mart.{column}
            from marts.agency_year as mart
            inner join core.published_figure as printed using (report_key)
            where printed.statement_title ~ %(title)s and printed.row_label ~ %(row)s and printed.column_path ~ %(column)s
                and printed.amount_yuan is not null and printed.role <> 'of_which'
                -- A form that prints the halves of its line on two sides shows a total for each.
                and (printed.column_path !~ '^(收入|支出)/' or starts_with(%(column)s, '^' || left(printed.column_path, 2)))
            group by mart.report_key, mart.agency, mart.fiscal_year, mart.kind, mart.scope, mart.{column}
            """.encode(),
            {"title": place.title, "row": place.row, "column": place.column},
        ).fetchall()
    return rows


def check_totals(connection: psycopg.Connection[Any], column: str) -> None:
    compared = printed_and_shown(connection, column)
    assert compared
    assert [row for row in compared if row[-1] not in row[-2]] == []


@pytest.mark.parametrize("column", TOTALS)
def test_totals_of_samples_are_those_printed(column: str, samples: psycopg.Connection[Any]) -> None:
    check_totals(samples, column)


@needs_reports
@pytest.mark.reports
@pytest.mark.parametrize("column", TOTALS)
def test_totals_of_published_reports_are_those_printed(column: str, request: pytest.FixtureRequest) -> None:
    check_totals(request.getfixturevalue("published"), column)


_ADDED: dict[str, str] = {
    "spending": "select report_key, sum(amount) as amount, count(*) as rows from marts.spending group by report_key",
    "classes": "select report_key, sum(amount) as amount, count(*) as rows from marts.function_comparison"
    " where level = 'class' group by report_key",
    "items": "select report_key, sum(amount) as amount, count(*) as rows from marts.function_comparison"
    " where level = 'item' group by report_key",
    "basic and project": "select report_key, basic + project_expenditure as amount, 2 as rows from marts.agency_year"
    " where basic_fund = project_fund and basic_fund = 'all'",
}
"""What should add up to the expenditure of the year; rows: how many rounded numbers were added."""


def check_sums(connection: psycopg.Connection[Any], added: str) -> None:
    """Within half of the last digit printed for each number that was rounded: of 万元 with two decimals 50 yuan."""
    rows = connection.execute(
        f"""
        select mart.agency, mart.fiscal_year, mart.kind, mart.scope, mart.expenditure, added.amount,
            (added.rows + 1) * case report.unit when '万元' then 50 else {FEN} end as tolerance
        from ({_ADDED[added]}) as added
        inner join marts.agency_year as mart using (report_key)
        inner join marts.coverage as report using (report_key)
        where mart.expenditure is not null
        """.encode()
    ).fetchall()
    assert rows
    assert [row for row in rows if abs(row[4] - row[5]) > row[6]] == []


@pytest.mark.parametrize("added", _ADDED)
def test_rows_of_samples_add_up_to_the_expenditure(added: str, samples: psycopg.Connection[Any]) -> None:
    check_sums(samples, added)


@needs_reports
@pytest.mark.reports
@pytest.mark.parametrize("added", _ADDED)
def test_rows_of_published_reports_add_up_to_the_expenditure(added: str, request: pytest.FixtureRequest) -> None:
    check_sums(request.getfixturevalue("published"), added)


def check_blind_sums(connection: psycopg.Connection[Any]) -> None:
    """A plain sum of either blind mart over a year and kind, rows that count once, is that of the other: the same reports, the same money."""
    for counts in ("counts_once", "counts_in_kind"):
        check_blind_sum(connection, counts)


def check_blind_sum(connection: psycopg.Connection[Any], counts: str) -> None:
    """The same of one of the columns that say which rows count."""
    rows = connection.execute(
        f"""
        select coalesce(year.report_key, spent.report_key), year.expenditure, spent.amount, (spent.rows + 1)
            * case report.unit when '万元' then 50 else {FEN} end as tolerance
        from (select report_key, expenditure from marts.agency_year where {counts} and expenditure is not null) as year
        full join (
            select report_key, sum(amount) as amount, count(*) as rows from marts.spending where {counts} group by report_key
        ) as spent using (report_key)
        left join marts.coverage as report on report.report_key = coalesce(year.report_key, spent.report_key)
        """.encode()
    ).fetchall()
    assert rows
    assert [row for row in rows if None in row or abs(row[1] - row[2]) > row[3]] == []


def test_blind_sums_of_samples_agree(samples: psycopg.Connection[Any]) -> None:
    check_blind_sums(samples)


@needs_reports
@pytest.mark.reports
def test_blind_sums_of_published_reports_agree(request: pytest.FixtureRequest) -> None:
    check_blind_sums(request.getfixturevalue("published"))


def test_of_a_department_and_its_units_every_yuan_counts_once(samples: psycopg.Connection[Any]) -> None:
    rows = samples.execute(
        "select agency, scope, kind, fiscal_year, expenditure from marts.agency_year where counts_once order by 4, 1"
    ).fetchall()
    assert len({(row[0], row[3]) for row in rows}) == len(rows)
    # A bureau's budget as a department covers its own office and its museum, whose budgets are there too.
    counted = {(row[0], row[1]) for row in rows}
    assert ("云泽省白沙县文物局", "department") in counted
    assert ("云泽省白沙县文物局", "unit") not in counted
    assert ("云泽省白沙县博物馆", "unit") not in counted


def test_sums_of_budgets_hold_those_of_agencies_with_a_final_account(samples: psycopg.Connection[Any]) -> None:
    rows = samples.execute(
        "select agency_key, scope, kind, fiscal_year from marts.agency_year where counts_in_kind"
    ).fetchall()
    years = {row[0::3] for row in rows if row[2] == "budget"} & {row[0::3] for row in rows if row[2] == "final_account"}
    assert years  # (agency, year) of which both are loaded
    assert len({(row[0], row[2], row[3]) for row in rows}) == len(rows)


def test_a_total_is_found_in_most_reports(samples: psycopg.Connection[Any]) -> None:
    reports = samples.execute("select count(*) from marts.agency_year").fetchone()
    assert reports is not None
    assert len(printed_and_shown(samples, "expenditure")) >= reports[0]
