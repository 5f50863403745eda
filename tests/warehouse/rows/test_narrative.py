"""Statements → rows of facts."""

from __future__ import annotations

from decimal import Decimal

from etl.warehouse.rows.narrative import Row, narrative_rows
from tests.narrative.prose import head, read


def rows(table: str, *lines: str, kind: str = "final_account") -> list[Row]:
    return narrative_rows(read(*lines, kind=kind), head(kind))[table]


def test_last_years_amount_is_this_years_less_the_change_and_marked_as_derived() -> None:
    (revenue, expenditure) = rows(
        "fact_year_change",
        "一、收入支出决算总体情况说明",
        "收入总计、支出总计均为50.00万元，比上年减少5.00万元，下降9.09%，主要原因是项目减少。",
    )
    assert revenue["subject_kind"] == "revenue_total"
    assert expenditure["subject_kind"] == "expenditure_total"
    assert (revenue["amount"], revenue["change_amount"], revenue["prior_amount"]) == (500_000, -50_000, 550_000)
    assert (revenue["prior_is_derived"], revenue["direction"], revenue["reason"]) == ("derived", "decrease", "项目减少")


def test_last_years_amount_from_a_percent_alone_is_as_exact_as_it_is_printed() -> None:
    (row,) = rows("fact_year_change", "一、收入决算情况说明", "财政拨款收入90.00万元，比上年下降10%。")
    assert row["prior_amount"] == Decimal("1000000")
    (gone,) = rows("fact_year_change", "一、收入决算情况说明", "财政拨款收入0万元，比上年下降100%。")
    assert (gone["prior_amount"], gone["prior_is_derived"]) == (None, "none")


def test_a_change_takes_the_only_amount_that_its_section_states() -> None:
    lines = ("七、财政拨款“三公”经费支出决算情况说明", "（一）总体情况说明", "公务接待费支出决算5.00万元，占100%。")
    change = ("（三）增减变化情况说明", "公务接待费支出决算数比上年减少1.00万元，下降16.67%。")
    (row,) = rows("fact_year_change", *lines, *change)
    assert (row["amount"], row["prior_amount"]) == (50_000, 60_000)
    (other,) = rows("fact_year_change", *lines, "公务接待费支出决算6.00万元，占100%。", *change)
    assert (other["amount"], other["prior_is_derived"]) == (None, "none")


def test_a_joint_total_is_the_change_of_both_sides() -> None:
    found = rows("fact_year_change", "一、收入支出决算总体情况说明", "收入支出总计50.00万元，比上年增加5.00万元。")
    assert [row["subject_kind"] for row in found] == ["revenue_total", "expenditure_total"]
    assert found[0]["group_no"] == found[1]["group_no"]


def test_not_comparable_is_a_row_without_change() -> None:
    (row,) = rows(
        "fact_year_change",
        "（1）支出按经济分类的说明",
        "工资福利支出（301）4.00万元，较上年不可比，不可比的主要原因是：新增。",
        kind="budget",
    )
    assert (row["direction"], row["change_amount"], row["economic_code"], row["reason"]) == (
        "not_comparable",
        None,
        "301",
        "新增",
    )


def test_a_change_against_last_years_budget_takes_that_and_not_its_outturn() -> None:
    path = (
        "“教育支出（类）进修及培训（款）培训支出（项）”2024年度预算6万元，2023年度预算5万元，2023年预算执行数为4万元，"
    )
    (row,) = rows("fact_year_change", "一、编制说明", f"1. {path}比2023年预算增加1万元。", kind="budget")
    assert (row["amount"], row["prior_amount"], row["prior_is_derived"]) == (60_000, 50_000, "stated")
    (row,) = rows("fact_year_change", "一、编制说明", f"1. {path}比2023年预算执行数增加2万元。", kind="budget")
    assert (row["amount"], row["prior_amount"], row["prior_is_derived"]) == (60_000, 40_000, "stated")
    assert rows("fact_budget_execution", "一、编制说明", f"1. {path}比2023年预算执行数增加2万元。", kind="budget") == []


def test_execution_has_both_amounts_the_rate_and_the_reason() -> None:
    (row,) = rows(
        "fact_budget_execution",
        "五、支出决算情况说明",
        "1. 教育支出（类）进修及培训（款）培训支出（项）年初预算数为2万元，决算支出3万元，为年初预算的150%，决算数大于年初预算数，主要是追加。",
    )
    assert (row["function_code"], row["budget"], row["outturn"], row["completion_percent"]) == (
        "2050803",
        20_000,
        30_000,
        150,
    )
    assert (row["budget_basis"], row["direction"], row["reason"]) == ("initial", "increase", "追加")


def test_an_outturn_without_a_budget_is_no_execution() -> None:
    assert rows("fact_budget_execution", "七、“三公”经费支出决算情况说明", "公务接待费支出决算5.00万元，占100%。") == []


def test_nothing_of_no_budget_is_no_underspending() -> None:
    (row,) = rows(
        "fact_budget_execution", "七、“三公”经费支出决算情况说明", "因公出国（境）费决算为0.00万元，完成预算的0.00%。"
    )
    assert row["direction"] == ""


def test_procurement_is_its_total_and_its_parts() -> None:
    found = rows(
        "fact_procurement",
        "十一、政府采购支出情况说明",
        "政府采购支出总额3.00万元，其中：货物类采购支出1.00万元、工程类采购支出0万元、服务类采购支出2.00万元。授予中小企业合同金额3.00万元，占政府采购支出总额的100%。",
    )
    assert [row["category"] for row in found] == ["total", "goods", "works", "services", "sme"]
    assert sum(row["amount"] for row in found if row["category"] in ("goods", "works", "services")) == 30_000
    (alone,) = rows("fact_procurement", "（三）政府采购情况", "政府采购预算总额9.00万元。", kind="budget")
    assert (alone["category"], alone["phase"], alone["amount"]) == ("total", "budget", 90_000)


def test_people_and_things() -> None:
    lines = ("三、部门人员情况", "人员编制20人，其中行政编制12人；实有人员14人；离退休人员0人。")
    assert [(r["measure"], r["staff_kind"], r["people"]) for r in rows("fact_staffing", *lines)] == [
        ("posts", "total", 20),
        ("posts", "administrative", 12),
        ("people", "total", 14),
        ("retired", "total", 0),
    ]
    asset = rows("fact_asset", "三、国有资产情况", "共有车辆2辆，单价50万元以上的通用设备1台（套）；当年购置车辆0辆。")
    assert [(r["asset"], r["movement"], r["asset_kind"], r["threshold_yuan"]) for r in asset] == [
        ("vehicle", "held", "total", None),
        ("equipment", "held", "单价50万元以上的通用设备", 500_000),
        ("vehicle", "purchased", "total", None),
    ]


def test_last_years_amount_is_taken_as_stated_where_it_is() -> None:
    (row,) = rows(
        "fact_year_change",
        "二、收入预算情况说明",
        "2024年收入预算13.00万元，比2023年12.00万元增加1.00万元。",
        kind="budget",
    )
    assert (row["prior_amount"], row["prior_is_derived"]) == (120_000, "stated")


def test_a_part_by_a_name_of_its_own_has_no_item_or_kind_of_its_whole() -> None:
    lines = ("六、“三公”经费支出决算情况说明", "公务接待费5万元，其中：上级检查3万元，较上年增加1万元。")
    (row,) = rows("fact_year_change", *lines)
    assert (row["amount"], row["subject_kind"], row["three_public_item"]) == (30_000, "other", "")
    vehicles = "公务用车购置及运行维护费10万元，其中：小轿车4万元，执法车3万元，完成预算的90%。"
    (row,) = rows("fact_budget_execution", lines[0], vehicles)
    assert (row["outturn"], row["subject_kind"], row["three_public_item"]) == (30_000, "other", "")
    operating = "机关运行经费支出44万元，其中：局机关30万元，比上年增加2万元。"
    (row,) = rows("fact_year_change", "七、机关运行经费支出说明", operating)
    assert (row["amount"], row["subject_kind"]) == (300_000, "other")


def test_nothing_follows_from_a_rate_in_tenths() -> None:
    (row,) = rows("fact_year_change", "七、机关运行经费支出说明", "机关运行经费支出44万元，比上年增长1.3倍。")
    assert (row["amount"], row["prior_amount"], row["prior_is_derived"]) == (440_000, None, "none")
