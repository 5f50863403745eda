"""Facts from performance tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.warehouse.rows.performance import performance_facts
from tests.performance.support import list_rows, tables
from tests.performance.test_forms import SELF_EVALUATION, TARGET


def test_amounts_are_yuan_and_total_score_stands_once() -> None:
    facts = performance_facts(tables(SELF_EVALUATION))
    assert [row["annual_budget"] for row in facts.projects] == [Decimal(225000), Decimal(225000), Decimal(0)]
    assert [row["total_score"] for row in facts.projects] == [Decimal(96), None, None]
    assert {row["project"] for row in (*facts.projects, *facts.indicators)} == {"路灯维护"}


def test_project_goes_by_the_name_of_the_table_of_projects() -> None:
    found = tables("项目绩效目标表\n" + TARGET.format(name="灯维护费", amount="20"))
    facts = performance_facts(found, [("路灯维护费", Decimal(200000)), ("公园养护费", Decimal(350000))])
    assert facts.projects[0]["project"] == "路灯维护费"
    assert facts.projects[0]["project_name"] == "灯维护费"


def test_amount_without_unit_stays_null() -> None:
    found = tables("项目绩效目标表\n" + TARGET.format(name="路灯维护", amount="20").replace(" (万元)", ""))
    facts = performance_facts(found)
    assert all(row["initial_budget"] is None for row in facts.projects)
    assert found[0].money[0].initial_budget == Decimal(20)


def test_department_has_no_project() -> None:
    text = SELF_EVALUATION.replace("项目支出绩效自评表", "部门整体支出绩效自评表").replace("项目名称", "部门名称")
    facts = performance_facts(tables(text))
    assert {(row["project"], row["origin"]) for row in facts.projects} == {(None, "department_performance")}


def test_list_rows_put_budgets_in_target_and_execution_in_actual() -> None:
    rows = [(r["level2"], r["target"], r["actual"], r["weight"], r["unit"]) for r in list_rows(tables(SELF_EVALUATION))]
    assert rows[:4] == [
        ("年初预算数", "20", "", "", "万元"),
        ("全年预算数", "22.5", "", "", "万元"),
        ("全年执行数", "", "18", "", "万元"),
        ("执行率", "", "80", "10", "%"),
    ]


def test_money_keeps_the_decimals_that_it_was_printed_with() -> None:
    facts = performance_facts(tables("项目绩效目标表\n" + TARGET.format(name="公园养护", amount="35.50")))
    kept = [(row["initial_budget_decimals"], row["annual_budget_decimals"]) for row in facts.projects]
    assert (2, None) in kept or (None, 2) in kept
    assert {row["total_score_decimals"] for row in performance_facts(tables(SELF_EVALUATION)).projects} == {0, None}


@pytest.mark.parametrize(
    ("unit", "yuan"), [("元", 20), ("千元", 20_000), ("万元", 200_000), ("百万元", 20_000_000), ("亿元", 2_000_000_000)]
)
def test_amounts_in_every_unit_of_money_are_yuan(unit: str, yuan: int) -> None:
    found = tables("项目绩效目标表\n" + TARGET.format(name="路灯维护", amount="20").replace("万元", unit))
    assert performance_facts(found).projects[0]["initial_budget"] == yuan


@pytest.mark.parametrize("mark", ["①", "¹", "[1]"])
def test_mark_of_a_footnote_is_no_digit_of_an_amount(mark: str) -> None:
    found = tables("项目绩效目标表\n" + TARGET.format(name="路灯维护", amount="20" + mark))
    assert performance_facts(found).projects[0]["initial_budget"] == 200_000
