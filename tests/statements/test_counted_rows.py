"""A label that ends with its unit in brackets tells the unit of its row and of the row's parts, in any form."""

from __future__ import annotations

import pytest

from tests.statements.forms import BUDGET_COVER, only, report

HEADER = """
机构运行经费及国有资产占用情况表
单位：万元
项目|行次|决算数
"""


def units(rows: str) -> dict[str, tuple[str, str, bool]]:
    """Label → (unit, role, has yuan) of a form's figures."""
    statement = only(report(HEADER + rows))
    return {f.row_label: (f.unit, f.role, f.amount_yuan is not None) for f in statement.figures}


def test_a_counted_row_and_its_parts_are_no_money() -> None:
    found = units(
        """
        一、行政经费|1|41.20
        1.办公|2|40.00
        2.差旅|3|1.20
        二、资产|4|
        （一）汽车合计（辆）|5|5
        1.机要用车|6|2
        2.其他用车|7|3
        （二）单价50万元以上设备（台，套）|8|4
        三、房屋（平方米）|9|900
        四、其他经费|10|7.00
        """
    )
    assert [label for label, (_, role, has_yuan) in found.items() if role == "count" and not has_yuan] == [
        "（一）汽车合计（辆）",
        "1.机要用车",
        "2.其他用车",
        "（二）单价50万元以上设备（台，套）",
        "三、房屋（平方米）",
    ]
    assert found["（二）单价50万元以上设备（台，套）"][0] == "台,套"
    assert found["1.办公"] == ("万元", "leaf", True)
    assert found["四、其他经费"] == ("万元", "leaf", True)


def test_parts_without_ordinals_are_counted_while_they_add_up() -> None:
    found = units("汽车（辆）|1|5\n机要用车|2|2\n其他用车|3|3\n行政经费|4|41.20\n")
    assert [unit for unit, _, _ in found.values()] == ["辆", "辆", "辆", "万元"]


def test_rows_that_do_not_add_up_are_no_parts() -> None:
    found = units("汽车（辆）|1|5\n行政经费|2|41.20\n采购支出|3|12.00\n")
    assert [unit for unit, _, _ in found.values()] == ["辆", "万元", "万元"]


def test_a_unit_of_money_in_a_label_goes_before_that_of_the_form() -> None:
    found = units("公务接待费（元）|1|4500.00\n行政经费|2|41.20\n")
    assert [unit for unit, _, _ in found.values()] == ["元", "万元"]


def test_a_bracket_that_is_no_unit_leaves_the_form_s() -> None:
    assert units("培训费（含会议费）|1|4.50\n行政经费|2|41.20\n") == {
        "培训费（含会议费）": ("万元", "leaf", True),
        "行政经费": ("万元", "leaf", True),
    }


def test_a_column_of_money_keeps_its_unit_beside_a_count() -> None:
    statement = only(
        report(
            """
            国有资产占用情况表
            单位：万元
            项目|数量|金额
            车辆（辆）|3|60.00
            """
        )
    )
    assert [(f.unit, f.role == "count") for f in statement.figures] == [("辆", True), ("万元", False)]


def test_a_form_of_staff_counts_people_group_by_group() -> None:
    """No number of it is money, though the other forms of the report say 万元; equal sums under two headings are told apart."""
    money = "支出决算表\n单位：万元\n科目编码|科目名称|合计\n2012601|行政运行|9.00\n"
    staff = """
    人员编制及实有情况表
    单位：人
    单位名称|人员编制数||实有人数||离退休人数
    |小计|行政编制|小计|在职人员|
    合计|58|43|75|63|40
    """
    figures = report(money, staff).statements[1].figures
    assert {(f.role, f.amount_yuan) for f in figures} == {("count", None)}
    assert [f.member for f in figures] == ["人员编制数/小计", "行政编制", "实有人数/小计", "在职人员", "离退休人数"]


@pytest.mark.parametrize("header", ["计量单位", "单位"])
def test_a_column_of_counting_units_tells_the_unit_of_a_quantity(header: str) -> None:
    form = f"""
    政府采购预算表
    单位：万元
    采购项目|{header}|数量|单价|金额
    合计||||30.00
    投影仪|台|5|2.00|10.00
    植保服务|项|1|20.00|20.00
    """
    statement = only(report(form, cover=BUDGET_COVER))
    found = {(f.row_label, f.measure): (f.unit, f.amount_yuan is None) for f in statement.figures}
    assert found["投影仪", "quantity"] == ("台", True)
    assert found["植保服务", "quantity"] == ("项", True)
    assert found["投影仪", "unit_price"] == found["投影仪", "total"] == ("万元", False)
    assert all("unit_name" not in dict(row.attributes) for row in statement.rows)
