"""core.published_performance gives what the tables print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import psycopg

from etl.warehouse.rows.performance import performance_facts
from etl.warehouse.writer import write_report
from models import FactPerformanceIndicator, FactProject
from tests.performance.support import list_rows, tables
from tests.performance.test_forms import SELF_EVALUATION, TARGET
from tests.warehouse.samples import report, table

Connection = psycopg.Connection[Any]


def _rows(facts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Facts as rows, numbered; without dim_project, whose keys the pipeline gives."""
    return [
        {key: value for key, value in fact.items() if key != "project"} | {"fact_no": number, "project_key": None}
        for number, fact in enumerate(facts)
    ]


def _plain(value: Any) -> str:
    text = "" if value is None else str(value)
    return str(Decimal(text).normalize()) if text.replace(".", "").isdigit() else text


def test_view_gives_money_indicators_and_total_as_printed(connection: Connection) -> None:
    found = tables(SELF_EVALUATION + "\n项目绩效目标表\n" + TARGET.format(name="公园养护", amount="35.50"))
    facts = performance_facts(found)
    sample = report()
    write_report(
        connection,
        replace(
            sample,
            part={"table_count": 10},
            rows={
                **sample.rows,
                table(FactProject): _rows(facts.projects),
                table(FactPerformanceIndicator): _rows(facts.indicators),
            },
        ),
    )
    columns = ("table_title", "project", "level1", "level2", "indicator", "target", "actual", "weight", "score", "unit")
    printed = connection.execute(
        f"select {', '.join(columns)} from core.published_performance where file_name = '第一版.txt'"
    ).fetchall()
    wanted = [tuple(row.values()) for row in list_rows(found)]
    assert sorted(tuple(map(_plain, row)) for row in printed) == sorted(tuple(map(_plain, row)) for row in wanted)
    assert len(wanted) == 17
