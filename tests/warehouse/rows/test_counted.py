"""Forms that count people, vehicles and equipment → facts: each thing once, and every row leads to its form."""

from __future__ import annotations

from typing import Any

from tests.statements.forms import BUDGET_COVER, report
from tests.warehouse.rows.test_statements import REVENUE, facts

BY_KIND = """
    基本数字表
    单位：人
    项目|编制人数|年末实有人数|||由养老保险基金发放养老金的离退休人员
    ||小计|在职人员|离休人员|
    合计|58|60|55|5|20
    一、行政机关|40|42|38|4|12
    二、事业单位|18|18|17|1|8
"""
BY_UNIT = """
    人员编制及实有情况表
    单位：人、辆
    单位名称|人员编制数|||实有人数|||离休人数|退休人数|车辆实有数
    |小计|行政编制|事业编制|小计|在职行政|在职事业|||
    合计|43|30|13|41|28|13|2|9|6
    青山市渡口局本级|30|30||28|28||2|9|4
    青山市渡口服务中心|13||13|13||13|||2
"""


def people(form: str) -> list[tuple[str, str, int]]:
    rows = facts(report(REVENUE, form))["fact_staffing"]
    assert all(row["statement_seq"] == 1 and row["group_no"] is None for row in rows)
    return [(row["measure"], row["staff_kind"], row["people"]) for row in rows]


def test_a_form_with_a_row_a_kind_of_unit_gives_each_headcount_once() -> None:
    assert sorted(people(BY_KIND)) == [
        ("people", "administrative", 38),
        ("people", "institution", 17),
        ("people", "total", 55),
        ("posts", "administrative", 40),
        ("posts", "institution", 18),
        ("posts", "total", 58),
        ("retired", "administrative", 12),
        ("retired", "institution", 8),
        ("retired", "total", 20),
    ]


def test_of_a_form_by_units_the_row_for_all_counts() -> None:
    """Kinds stand in columns; people without 小计 for those who serve, and the retired in two columns, are added up."""
    assert sorted(people(BY_UNIT)) == [
        ("people", "administrative", 28),
        ("people", "institution", 13),
        ("people", "total", 41),
        ("posts", "administrative", 30),
        ("posts", "institution", 13),
        ("posts", "total", 43),
        ("retired", "total", 11),
    ]


def held(form: str) -> list[tuple[Any, ...]]:
    rows = facts(report(REVENUE, form))["fact_asset"]
    return [
        (row["asset"], row["movement"], row["asset_kind"], int(row["quantity"]), row["threshold_yuan"]) for row in rows
    ]


def test_vehicles_and_equipment_of_a_form_of_assets_are_counted_and_its_money_is_not() -> None:
    form = """
        国有资产占用情况表
        单位：台、辆、万元
        项目|数量|金额
        一、车辆合计（台、辆）|5|90.00
        1.机要通信用车|2|30.00
        2.其他用车|3|60.00
        二、单价100万元（含）以上设备（台、套）|1|120.00
        三、房屋（平方米）|800|300.00
    """
    assert held(form) == [
        ("vehicle", "held", "total", 5, None),
        ("vehicle", "held", "机要通信用车", 2, None),
        ("vehicle", "held", "其他用车", 3, None),
        ("equipment", "held", "单价100万元（含）以上设备", 1, 1_000_000),
    ]


def test_what_is_held_is_counted_at_the_end_of_the_year() -> None:
    form = """
        国有资产占用情况表
        单位：万元
        项目|计量单位|期初数量|期初价值|期末数量|期末价值
        二、车辆|辆|4|90.00|5|112.00
    """
    assert held(form) == [("vehicle", "held", "total", 5, None)]


def test_what_a_budget_is_to_buy_is_purchased() -> None:
    form = """
        新增资产配置表
        单位：万元
        资产名称|数量|单价|金额
        合计|5||3.50
        台式计算机|4|0.50|2.00
        越野车|1|1.50|1.50
    """
    budget = REVENUE.replace("收入决算表", "收入预算总表")
    rows = facts(report(budget, form, cover=BUDGET_COVER))["fact_asset"]
    assert [(row["asset"], row["movement"], row["asset_kind"], int(row["quantity"])) for row in rows] == [
        ("equipment", "purchased", "台式计算机", 4),
        ("vehicle", "purchased", "越野车", 1),
    ]
