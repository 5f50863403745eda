"""Metrics against the marts that they are made of, on the samples."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from etl.errors import WarehouseError
from etl.metrics.query import Metrics
from etl.settings import Settings

FEN = Decimal("0.01")


@pytest.fixture(scope="module")
def metrics(samples: psycopg.Connection[Any], samples_home: Path) -> Metrics:
    return Metrics(Settings(database_url=None, home=samples_home))


def asked(metrics: Metrics, connection: psycopg.Connection[Any], name: str, *by: str) -> dict[Any, Any]:
    """Group → value, without the groups that have none."""
    rows = metrics.query(connection, metrics.sql([name], by)).rows
    return {row[:-1] if len(by) > 1 else row[0]: row[-1] for row in rows if row[-1] is not None}


def in_mart(connection: psycopg.Connection[Any], query: str) -> dict[Any, Any]:
    rows = connection.execute(query).fetchall()  # type: ignore[arg-type]
    return {row[0]: row[1] for row in rows if row[1] is not None}


def test_every_metric_is_answered_by_the_marts(metrics: Metrics, samples: psycopg.Connection[Any]) -> None:
    for metric in metrics.all():
        assert metric.label, metric.name
        assert " | " in metric.description, metric.name
        assert asked(metrics, samples, metric.name, "metric_time__year"), metric.name


@pytest.mark.parametrize(
    ("metric", "column"),
    [("expenditure", "expenditure"), ("revenue", "revenue"), ("three_public", "three_public"), ("people", "people")],
)
def test_amounts_are_those_of_the_mart(
    metrics: Metrics, samples: psycopg.Connection[Any], metric: str, column: str
) -> None:
    found = asked(metrics, samples, metric, "report__province")
    wanted = in_mart(
        samples, f"select province, sum({column}) from marts.agency_year where kind = 'final_account' group by province"
    )
    assert found == wanted
    assert found


@pytest.mark.parametrize(
    ("metric", "column"),
    [
        ("project_share", "project_share_percent"),
        ("basic_share", "basic_share_percent"),
        ("basic_per_head", "basic_per_head"),
        ("expenditure_per_head", "expenditure_per_head"),
    ],
)
def test_ratios_are_those_of_the_mart(
    metrics: Metrics, samples: psycopg.Connection[Any], metric: str, column: str
) -> None:
    found = asked(metrics, samples, metric, "report")
    wanted = in_mart(samples, f"select report_key, {column} from marts.agency_year where kind = 'final_account'")
    assert found.keys() == wanted.keys()
    assert found
    for key, value in wanted.items():
        assert Decimal(found[key]).quantize(FEN) == value.quantize(FEN)


def test_completion_is_that_of_the_mart(metrics: Metrics, samples: psycopg.Connection[Any]) -> None:
    found = asked(metrics, samples, "budget_completion", "report")
    wanted = in_mart(
        samples,
        "select report_key, completion_percent from marts.budget_execution where subject_key = 'expenditure_total'",
    )
    assert found.keys() == wanted.keys()
    assert found
    for key, value in wanted.items():
        assert Decimal(found[key]).quantize(FEN) == value.quantize(FEN)


def test_change_on_the_year_before_is_that_of_the_mart(metrics: Metrics, samples: psycopg.Connection[Any]) -> None:
    found = asked(metrics, samples, "expenditure_year_over_year", "report")
    wanted = in_mart(
        samples,
        "select report_key, change_percent from marts.agency_year_over_year"
        " where is_expenditure_change and kind = 'final_account'",
    )
    assert found.keys() == wanted.keys()
    assert found
    for key, value in wanted.items():
        assert Decimal(found[key]).quantize(FEN) == value.quantize(FEN)


def test_change_is_answered_where_one_year_is_loaded(metrics: Metrics, samples: psycopg.Connection[Any]) -> None:
    found = asked(metrics, samples, "expenditure_year_over_year", "report")
    single = samples.execute(
        "select report_key from marts.agency_year_over_year where kind = 'final_account' and prior_source = 'disclosed'"
        " and is_expenditure_change and prior_amount <> 0"
    ).fetchall()
    assert len(single) >= 3
    assert {key for (key,) in single} <= found.keys()


def test_growth_compares_the_reports_of_two_years(metrics: Metrics, samples: psycopg.Connection[Any]) -> None:
    found = asked(metrics, samples, "expenditure_growth", "metric_time__year", "report__agency")
    wanted = samples.execute(
        "select agency, fiscal_year, change_percent from marts.agency_year_over_year"
        " where headline = 'expenditure' and kind = 'final_account' and prior_source = 'report'"
    ).fetchall()
    assert {(when.year, agency): Decimal(value).quantize(FEN) for (when, agency), value in found.items()} == {
        (year, agency): percent.quantize(FEN) for agency, year, percent in wanted
    }
    assert found


@pytest.mark.parametrize("level", ["class", "section", "item"])
def test_metric_of_a_level_adds_up_that_level_alone(
    metrics: Metrics, samples: psycopg.Connection[Any], level: str
) -> None:
    found = asked(metrics, samples, f"function_expenditure_by_{level}", "report")
    assert found == in_mart(
        samples,
        "select report_key, sum(amount) from marts.function_comparison"
        f" where kind = 'final_account' and level = '{level}' group by report_key",
    )
    assert found


def test_unknown_name_is_refused_with_what_is_meant(metrics: Metrics) -> None:
    with pytest.raises(WarehouseError, match="'expenditure'"):
        metrics.sql(["expendture"])
    with pytest.raises(WarehouseError, match="report__agency"):
        metrics.sql(["expenditure"], ["report__agenc"])


def test_metrics_of_marts_that_were_never_built_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="gongkai build"):
        Metrics(Settings(database_url=None, home=tmp_path))
