"""Performance tables → rows of `fact_project` and `fact_performance_indicator`, without keys: projects are given by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from etl.performance.model import OF_DEPARTMENTS, Indicator, PerformanceTable, ProjectMoney
from etl.performance.projects import same_project
from etl.performance.targets import reached
from etl.performance.vocabulary import vocabulary
from etl.words.names import bare_name
from etl.words.units import YUAN


@dataclass(frozen=True, slots=True)
class PerformanceFacts:
    """Rows by column name, in reading order. `project` is the name for dim_project, None for a whole department; the other
    names are columns of the fact tables. Amounts are yuan.
    """

    projects: tuple[Mapping[str, Any], ...]
    indicators: tuple[Mapping[str, Any], ...]


def performance_facts(
    tables: Sequence[PerformanceTable], known: Sequence[tuple[str, Decimal | None]] = ()
) -> PerformanceFacts:
    """Map performance tables to facts.

    `known` are the projects of the report's table of projects, (name, yuan): a project that is one of them goes by that name in
    `project`, and keeps the name that its own table prints in `project_name`. Amounts whose unit no table states stay null.
    """
    projects: list[Mapping[str, Any]] = []
    indicators: list[Mapping[str, Any]] = []
    for table in tables:
        if table.is_empty:
            continue
        department = table.kind in OF_DEPARTMENTS
        project = None if department or not table.project else known_name(table, known)
        common = {
            "project": project,
            "project_name": table.project,
            "performance_kind": table.kind,
            "title": table.title,
        }
        projects.extend(_project_rows(table, common, department=department))
        indicators.extend(
            common
            | {
                "table_index": indicator.table_index,
                "row_index": indicator.row,
                "level1": indicator.level1,
                "level2": indicator.level2,
                "indicator": indicator.name,
                "target": indicator.target,
                "actual": indicator.actual,
                "weight": indicator.weight,
                "score": indicator.score,
                "reason": indicator.reason,
                "remark": indicator.remark,
                **_reached(indicator),
            }
            for indicator in table.indicators
        )
    return PerformanceFacts(tuple(projects), tuple(indicators))


def _reached(indicator: Indicator) -> dict[str, Any]:
    found = reached(indicator.target, indicator.actual, indicator.level2)
    return {
        "target_relation": found.relation if found else "",
        "target_value": found.target if found else None,
        "actual_value": found.actual if found else None,
        "target_unit": found.unit if found else "",
    }


def known_name(table: PerformanceTable, known: Sequence[tuple[str, Decimal | None]]) -> str:
    """The name under which the report's table of projects lists a table's project, else its own."""
    amounts = [
        yuan
        for line in table.money
        if line.is_total_of_year and (yuan := in_yuan(line.initial_budget or line.annual_budget, line.unit)) is not None
    ]
    amount = amounts[0] if amounts else None
    exact = [name for name, _ in known if same_project(table.project, name, None, None)]
    alike = [name for name, listed in known if same_project(table.project, name, amount, listed)]
    for names in (exact, alike):
        if len(set(names)) == 1:
            return names[0]
    return table.project


def in_yuan(amount: Decimal | None, unit: str) -> Decimal | None:
    """An amount in yuan; None where the amount or its unit isn't known."""
    factor = YUAN.get(unit)
    return None if amount is None or factor is None else amount * factor


def decimals(number: Decimal | None) -> int | None:
    """The decimals that a number was printed with; None where there is none."""
    return None if number is None else max(0, -int(number.as_tuple().exponent))


def _project_rows(table: PerformanceTable, common: Mapping[str, Any], *, department: bool) -> list[dict[str, Any]]:
    """A row a line of the table's money; one without amounts for a table that states a goal or a score alone. What is said once a table
    stands in the first."""
    said = table.total_score is not None or table.total_weight is not None or bool(table.expected_goal)
    alone = ProjectMoney("total", "", table.table_indexes[0], table.total_row or 0, "")
    lines = table.money or ((alone,) if said else ())
    of_table = {
        "bare_name": bare_name(table.project),
        "origin": "department_performance" if department else "performance",
        "unit_name": table.implementer,
        "total_score": None,
        "total_weight": None,
        "total_label": "",
        "total_score_decimals": None,
        "summary": "",
    }
    once = {
        "total_score": table.total_score,
        "total_weight": table.total_weight,
        "total_label": table.total_label,
        "total_score_decimals": decimals(table.total_score),
        "summary": table.expected_goal,
    }
    return [dict(common) | of_table | (once if i == 0 else {}) | _amounts_of(line) for i, line in enumerate(lines)]


def _amounts_of(line: ProjectMoney) -> dict[str, Any]:
    return {
        "table_index": line.table_index,
        "row_index": line.row,
        "task": line.task,
        "is_task_total": line.task in vocabulary().task_sum,
        "source": line.source,
        "span": line.span,
        "initial_budget": in_yuan(line.initial_budget, line.unit),
        "annual_budget": in_yuan(line.annual_budget, line.unit),
        "executed": in_yuan(line.executed, line.unit),
        "execution_rate": line.execution_rate,
        "weight": line.weight,
        "score": line.score,
        "is_sum": line.is_sum,
        "section": line.section,
        "label": line.label,
        "budget_label": line.budget_label,
        "unit": line.unit,
        "initial_budget_decimals": decimals(line.initial_budget),
        "annual_budget_decimals": decimals(line.annual_budget),
        "executed_decimals": decimals(line.executed),
        "execution_rate_decimals": decimals(line.execution_rate),
        "score_decimals": decimals(line.score),
    }
