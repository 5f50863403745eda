"""Small documents for tests, and the rows that the acceptance lists use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from etl.documents.model import Document
from etl.documents.plain.reader import read_text
from etl.performance import read_performance
from etl.performance.model import PerformanceTable
from etl.warehouse.rows.performance import performance_facts
from etl.words.units import YUAN


def document(text: str) -> Document:
    """A text document; `|` stands for the tab between cells, blank lines part tables."""
    return read_text(Path("report.txt"), text.replace("|", "\t").encode())


def tables(text: str) -> tuple[PerformanceTable, ...]:
    """The performance tables of such a document."""
    return read_performance(document(text))


def one(text: str) -> PerformanceTable:
    """The only performance table of such a document."""
    (table,) = tables(text)
    return table


def list_rows(found: Sequence[PerformanceTable]) -> list[dict[str, str]]:
    """The rows of core.published_performance, made from the facts as the view makes them."""
    facts = performance_facts(found)
    rows: list[dict[str, str]] = []
    for fact in facts.projects:
        rows += list(_money(fact))
    for fact in facts.indicators:
        rows.append(_row(fact, fact["level1"], fact["level2"], fact["indicator"], fact["target"], fact["actual"], fact))
    return rows


def _money(fact: Mapping[str, Any]) -> list[dict[str, str]]:
    part = f"-{fact['label']}" if fact["task"] else ""
    name = fact["task"] or fact["label"]
    factor = YUAN.get(fact["unit"], Decimal(1))
    rows = []
    initial, annual, executed = fact["initial_budget"], fact["annual_budget"], fact["executed"]
    if initial is not None:
        column = fact["budget_label"] or ("" if fact["performance_kind"].endswith("target") else "年初预算数")
        rows.append(
            _row(
                fact,
                fact["section"],
                column + (part if column else ""),
                name,
                str(initial / factor),
                "",
                {},
                fact["unit"],
            )
        )
    if annual is not None:
        column = fact["budget_label"] or "全年预算数"
        rows.append(_row(fact, fact["section"], column + part, name, str(annual / factor), "", {}, fact["unit"]))
    if executed is not None:
        rows.append(
            _row(fact, fact["section"], "全年执行数" + part, name, "", str(executed / factor), {}, fact["unit"])
        )
    if any(fact[key] is not None for key in ("execution_rate", "weight", "score")):
        rate = "" if fact["execution_rate"] is None else str(fact["execution_rate"])
        rows.append(_row(fact, fact["section"], "执行率", name, "", rate, fact, "%"))
    if fact["total_label"]:
        rows.append(
            _row(
                fact,
                "",
                "",
                fact["total_label"],
                "",
                "",
                {"weight": fact["total_weight"], "score": fact["total_score"]},
            )
        )
    return rows


def _row(
    fact: Mapping[str, Any],
    level1: str,
    level2: str,
    indicator: str,
    target: str,
    actual: str,
    points: Mapping[str, Any],
    unit: str = "",
) -> dict[str, str]:
    return {
        "table": fact["title"],
        "project": fact["project_name"],
        "level1": level1,
        "level2": level2,
        "indicator": indicator,
        "target": target,
        "actual": actual,
        "weight": _text(points.get("weight")),
        "score": _text(points.get("score")),
        "unit": unit,
    }


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)
