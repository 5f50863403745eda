"""Rows that sum the rows below them are subtotals, though neither code nor ordinal says it: their sums do."""

from __future__ import annotations

from tests.statements.forms import BUDGET_COVER, only, report, said


def leaves(text: str) -> list[tuple[str, str]]:
    statement = only(report(text, cover=BUDGET_COVER))
    return [(f.row_label, str(f.value)) for f in statement.figures if f.role == "leaf"]


def test_unit_and_class_of_goods_in_text_columns_keep_their_label_and_are_no_leaves() -> None:
    text = """
        政府采购支出预算表
        单位：万元
        采购品目大类|专项名称|采购品目名称|采购组织形式|总计
        合计||||9.00
        地名馆本级||||5.00
        货物||||5.00
        |设备购置|书架|自行采购|2.00
        |设备购置|书桌|自行采购|3.00
        地名馆分馆||||4.00
        服务||||4.00
        |物业|保洁|集中采购|4.00
        """
    statement = only(report(text, cover=BUDGET_COVER))
    assert [(f.row_label, f.role) for f in statement.figures] == [
        ("合计", "total"),
        ("地名馆本级", "subtotal"),
        ("货物", "subtotal"),
        ("书架", "leaf"),
        ("书桌", "leaf"),
        ("地名馆分馆", "subtotal"),
        ("服务", "subtotal"),
        ("保洁", "leaf"),
    ]


def test_levels_in_one_column_of_names_are_told_by_the_total() -> None:
    assert leaves(
        """
        政府采购预算表
        单位：万元
        采购项目|总计
        合计|9.00
        地名馆本级|5.00
        货物|5.00
        书架|2.00
        书桌|3.00
        地名馆分馆|4.00
        保洁|4.00
        """
    ) == [("书架", "2.00"), ("书桌", "3.00"), ("保洁", "4.00")]


def test_a_subject_above_its_projects_under_one_code_is_their_sum() -> None:
    form = """
        一般公共预算项目支出预算表
        单位：万元
        科目编码|||单位代码|单位名称（科目）|金额
        类|款|项|||
        ||||合计|9.00
        |||311001|地名馆|9.00
        206|07|02|311001|科普活动|{subject}
        206|07|02|311001|地名讲座|4.00
        206|07|02|311001|地名展览|{last}
        """
    assert leaves(form.format(subject="9.00", last="5.00")) == [("地名讲座", "4.00"), ("地名展览", "5.00")]
    assert ("科普活动", "8.00") in leaves(form.format(subject="8.00", last="5.00"))


def test_rows_that_add_up_to_the_total_stay_what_they_are() -> None:
    assert leaves(
        """
        政府采购预算表
        单位：万元
        采购项目|总计
        合计|8.00
        书架|4.00
        书桌|2.00
        椅子|2.00
        """
    ) == [("书架", "4.00"), ("书桌", "2.00"), ("椅子", "2.00")]


def test_a_total_in_the_last_header_row_leaves_the_columns_their_measures() -> None:
    statement = only(
        report(
            """
            政府性基金预算财政拨款收入支出决算表
            单位：万元
            项目||年初结转和结余|本年收入|本年支出|||年末结转和结余
            功能分类科目编码|科目名称||||||
            合计|||9.00|合计|基本支出|项目支出|
            212|城乡社区支出||9.00|9.00|4.00|5.00|
            """
        )
    )
    assert [(f.row_label, said(f), str(f.value)) for f in statement.figures] == [
        ("合计", "received total", "9.00"),
        ("城乡社区支出", "received total", "9.00"),
        ("城乡社区支出", "total", "9.00"),
        ("城乡社区支出", "basic", "4.00"),
        ("城乡社区支出", "project", "5.00"),
    ]
    assert statement.unmapped_columns == ()


def test_amounts_beside_a_total_are_amounts() -> None:
    statement = only(
        report(
            """
            政府性基金预算财政拨款收入支出决算表
            单位：万元
            项目||本年收入|本年支出||
            功能分类科目编码|科目名称||合计|基本支出|项目支出
            合计||9.00|9.00|4.00|5.00
            212|城乡社区支出|9.00|9.00|4.00|5.00
            """
        )
    )
    assert [(said(f), str(f.value)) for f in statement.figures][:4] == [
        ("received total", "9.00"),
        ("total", "9.00"),
        ("basic", "4.00"),
        ("project", "5.00"),
    ]
