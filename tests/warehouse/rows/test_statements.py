"""Forms → facts: leaves only, each amount once."""

from __future__ import annotations

from typing import Any

from etl.statements.catalogue_entries import load_catalogue
from etl.statements.model import Interpretation
from etl.warehouse.rows.statements import StatementFacts, once, register_rows
from etl.warehouse.rows.subjects import Subjects
from tests.statements.forms import BUDGET_COVER, report

REVENUE = """
    收入决算表
    单位：万元
    项目||本年收入合计|财政拨款收入|上级补助收入|事业收入||其他收入
    科目代码|科目名称||||小计|其中：教育收费|
    合计||12.00|9.00||2.00|1.50|1.00
    205|教育支出|12.00|9.00||2.00|1.50|1.00
    2050201|学前教育|12.00|9.00||2.00|1.50|1.00
"""


def facts(interpretation: Interpretation) -> dict[str, list[dict[str, Any]]]:
    builder = StatementFacts(load_catalogue(), Subjects(2024, interpretation.subject_names))
    for statement in once(interpretation.statements):
        builder.add(statement)
    return builder.rows


def test_revenue_adds_up_over_sources_and_leaves_parts_marked_as_such_out() -> None:
    rows = facts(report(REVENUE))["fact_revenue"]
    assert {(row["source"], int(row["amount"])) for row in rows} == {
        ("fiscal", 90_000),
        ("operating_activity", 20_000),
        ("other", 10_000),
    }


def test_source_is_unspecified_where_only_the_total_is_printed() -> None:
    rows = facts(report(REVENUE.replace("|9.00||2.00|1.50|1.00", "|||||")))["fact_revenue"]
    assert [(row["source"], int(row["amount"])) for row in rows] == [("unspecified", 120_000)]


def test_form_printed_twice_is_in_the_facts_once() -> None:
    unit = REVENUE.replace("收入决算表\n", "收入决算表\n    编制单位：青山市白石区档案馆\n").replace("12.00", "5.00")
    interpretation = report(REVENUE, "二、下属单位\n\n" + unit)
    assert len(interpretation.statements) == 2
    assert {row["statement_seq"] for row in facts(interpretation)["fact_revenue"]} == {0}


def test_halves_of_one_form_are_both_in_the_facts() -> None:
    half = """
        一般公共预算基本支出表-{name}
        单位：万元
        部门预算支出经济分类科目||基本支出
        科目编码|科目名称|合计
        {rows}
    """
    personnel = half.format(name="人员经费", rows="301|工资福利支出|5.00\n        30101|基本工资|5.00")
    public = half.format(name="公用经费", rows="302|商品和服务支出|2.00\n        30201|办公费|2.00")
    rows = facts(report(personnel, public, cover=BUDGET_COVER))["fact_economic_expenditure"]
    assert sorted(int(row["total"]) for row in rows) == [20_000, 50_000]


def test_class_lines_of_a_summary_know_their_subject() -> None:
    interpretation = report("""
        收入支出决算总表
        单位：万元
        收入||支出|
        项目|决算数|项目|决算数
        一、一般公共预算财政拨款收入|9.00|八、社会保障和就业支出|9.00
        总计|9.00|总计|9.00
    """)
    subjects = Subjects(2024, {})
    builder = StatementFacts(load_catalogue(), subjects)
    builder.add(interpretation.statements[0])
    (row,) = [row for row in builder.rows["fact_balance"] if row["side"] == "expenditure"]
    assert subjects.functions[row["function_key"]]["code"] == "208"


def test_revenue_printed_a_row_a_source_is_by_source() -> None:
    text = """
        部门收入总体情况表
        单位：万元
        项目|预算数
        一、一般公共预算财政拨款收入|12.00
        二、事业收入|3.00
        本年收入合计|15.00
        上年结转|4.00
        收入总计|19.00
    """
    rows = facts(report(text, cover=BUDGET_COVER))["fact_revenue"]
    assert [(row["source"], int(row["amount"])) for row in rows] == [
        ("general_public", 120_000),
        ("operating_activity", 30_000),
        ("opening", 40_000),
    ]


def test_a_source_that_no_code_has_keeps_the_name_that_the_form_prints() -> None:
    by_line = """
        部门收入总体情况表
        单位：万元
        项目|预算数
        一、一般公共预算财政拨款收入|12.00
        二、渡运附加收入|3.00
        本年收入合计|15.00
        上年结转|4.00
        收入总计|19.00
    """
    by_column = """
        收入决算表
        单位：万元
        科目编码|科目名称|本年收入合计|财政拨款收入|渡运附加收入
        2140101|行政运行|15.00|12.00|3.00
        合计||15.00|12.00|3.00
    """
    for interpretation in (report(by_line, cover=BUDGET_COVER), report(by_column)):
        rows = facts(interpretation)["fact_revenue"]
        assert [(row["source"], row["source_label"]) for row in rows][1] == ("unlisted", "渡运附加收入")


def test_sources_within_a_units_own_funds_stand_for_them() -> None:
    text = """
        部门收入预算表
        单位：万元
        单位代码|单位名称|合计|本年收入|||
        |||小计|一般公共预算|单位资金|
        |||||小计|事业收入
        128001|档案馆|7.00|7.00|5.00|2.00|2.00
    """
    rows = facts(report(text, cover=BUDGET_COVER))["fact_revenue"]
    assert {row["source"]: int(row["amount"]) for row in rows} == {
        "general_public": 50_000,
        "operating_activity": 20_000,
    }


def test_second_classification_of_the_same_money_is_in_the_register_only() -> None:
    text = """
        一般公共预算基本支出表
        单位：万元
        部门预算支出经济分类|||政府预算支出经济分类||
        科目编码|科目名称|金额|科目编码|科目名称|金额
        30101|基本工资|6.00|50101|工资奖金津补贴|6.00
        30102|津贴补贴|2.00|50101|工资奖金津补贴|2.00
        合计||8.00|合计||8.00
    """
    rows = facts(report(text, cover=BUDGET_COVER))["fact_economic_expenditure"]
    assert sum(int(row["total"]) for row in rows) == 80_000


def test_the_form_that_names_the_general_public_budget_is_it_beside_one_of_all_appropriations() -> None:
    rows = "科目编码|科目名称|金额\n        合计||{0}\n        30101|基本工资|{1}\n        30201|办公费|{2}\n"
    found = facts(
        report(
            "财政拨款基本支出决算表\n        单位：万元\n        " + rows.format("9.00", "6.00", "3.00"),
            "一般公共预算财政拨款基本支出决算表\n        单位：万元\n        " + rows.format("8.00", "6.00", "2.00"),
        )
    )["fact_economic_expenditure"]
    assert sum(int(row["total"]) for row in found) == 80_000


def test_a_leaf_that_is_in_no_fact_says_why() -> None:
    text = """
        收入决算表
        单位：万元
        科目代码|科目名称|本年收入合计|财政拨款收入
        合计||9.00|9.00
        2050201|学前教育|9.00|9.00
    """
    interpretation = report(text, text)
    builder = StatementFacts(load_catalogue(), Subjects(2024, interpretation.subject_names))
    for statement in once(interpretation.statements):
        builder.add(statement)
    leaves = [row for row in register_rows(interpretation, builder)["figure"] if row["role"] == "leaf"]
    assert [(row["fact"], row["left_reason"]) for row in leaves] == [("fact_revenue", ""), ("", "repeated")]
    assert builder.taken_twice == []


def test_form_of_the_three_public_expenses_without_a_unit_gives_no_facts_of_money() -> None:
    form = """
        “三公”经费支出决算表
        项目|预算数|决算数
        合计|12.00|9.00
        因公出国（境）费|4.00|3.00
        公务用车购置及运行维护费|5.00|4.00
        公务接待费|3.00|2.00
        国内公务接待批次（批）|9|8
    """
    interpretation = report(form)
    assert len(interpretation.statements[0].figures) == 10
    rows = facts(interpretation)["fact_three_public"]
    assert {(row["item"], row["amount"], row["count"]) for row in rows} == {
        ("reception_groups", None, 9),
        ("reception_groups", None, 8),
    }
