"""Rows above others that only their sum tells: units, classes without code, types of projects, funds above their parts."""

from decimal import Decimal

import pytest

from etl.documents.model import Document, Paragraph, Span, Table
from etl.statements.interpret import interpret
from tests.statements.forms import BUDGET_COVER, only, report, said


def roles(text: str) -> dict[str, str]:
    statement = only(report(text, cover=BUDGET_COVER))
    return {f.row_label: "leaf" if f.is_lowest else f.role for f in statement.figures if said(f) in {"total", "amount"}}


def test_unit_and_class_without_code_head_the_rows_that_add_up_to_them() -> None:
    found = roles(
        """
        一般公共预算基本支出预算表
        单位：万元
        科目编码||单位代码|单位名称（科目）|合计|人员经费
        类|款||||
        |||合计|9.00|9.00
        |||地名办公室|9.00|9.00
        |||工资福利支出|7.00|7.00
        301|01|512301|基本工资|4.00|4.00
        301|02|512301|津贴补贴|3.00|3.00
        |||商品和服务支出|2.00|2.00
        302|01|512301|办公费|2.00|2.00
        """
    )
    assert [label for label, role in found.items() if role == "leaf"] == ["基本工资", "津贴补贴", "办公费"]


def test_two_projects_of_one_amount_do_not_head_each_other() -> None:
    found = roles(
        """
        项目支出表
        单位：万元
        项目名称|合计
        合计|4.00
        地名普查|2.00
        地名标志|2.00
        """
    )
    assert found == {"合计": "total", "地名普查": "leaf", "地名标志": "leaf"}


def test_sum_of_a_page_repeats_its_rows() -> None:
    found = roles(
        """
        项目支出表
        单位：万元
        项目名称|合计
        合计|5.00
        地名普查|3.00
        本页小计|3.00
        地名标志|2.00
        """
    )
    assert found["本页小计"] == "subtotal"


def test_type_of_projects_heads_its_projects() -> None:
    found = roles(
        """
        项目支出表
        单位：万元
        类型|项目名称|项目单位|合计|一般公共预算
        合计|||5.00|5.00
        31-部门项目|||5.00|5.00
        31-部门项目|地名普查|地名办公室|3.00|3.00
        31-部门项目|地名标志|地名办公室|2.00|2.00
        """
    )
    assert found["31-部门项目"] == "subtotal"


def test_each_unit_of_a_form_has_subjects_of_its_own() -> None:
    statement = only(
        report(
            """
            支出总表
            单位：万元
            科目编码|科目名称|合计
            201|一般公共服务支出|2.00
            20126|档案事务|2.00
            201|一般公共服务支出|3.00
            20126|档案事务|3.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [row.parent for row in statement.rows] == [None, 0, None, 2]


def test_section_that_prints_its_own_two_digits_gets_the_class_in_front() -> None:
    statement = only(
        report(
            """
            部门支出总表
            单位：万元
            科目编码|科目名称|合计|基本支出
            **|**|1|2
            208|社会保障和就业支出|5.00|5.00
            05|行政事业单位养老支出|5.00|5.00
            2080505|机关事业单位基本养老保险缴费支出|5.00|5.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [row.code for row in statement.rows] == ["208", "20805", "2080505"]
    assert {said(f) for f in statement.figures} == {"total", "basic"}


def test_subjects_printed_by_name_only_are_told_by_the_official_list() -> None:
    statement = only(
        report(
            """
            一般公共预算基本支出情况表（按支出经济分类科目）
            单位：万元
            支出项目类别(资金使用单位)|总计|财政拨款
            合计|9.00|9.00
            地名办公室|9.00|9.00
            工资福利支出|7.00|7.00
            基本工资|7.00|7.00
            商品和服务支出|2.00|2.00
            办公费|2.00|2.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert {f.row_code for f in statement.figures} == {""}
    assert [dict(row.attributes).get("named_code") for row in statement.rows] == [
        None,
        None,
        "301",
        "30101",
        "302",
        "30201",
    ]
    assert [f.row_label for f in statement.figures if f.is_lowest and said(f) == "total"] == [
        "基本工资",
        "办公费",
    ]


def test_lines_without_ordinal_below_the_revenue_of_the_year_are_its_parts() -> None:
    found = roles(
        """
        财政拨款收支预算总表
        单位：万元
        收入||支出|
        项目|预算数|项目|预算数
        一、本年收入|5.00|一、本年支出|6.00
        一般公共预算拨款收入|5.00|教育支出|6.00
        二、上年结转|1.00||
        收入总计|6.00|支出总计|6.00
        """
    )
    assert found["一、本年收入"] == "subtotal"
    assert found["一般公共预算拨款收入"] == "leaf"


def test_parts_go_on_after_the_first_that_says_of_which() -> None:
    found = roles(
        """
        部门收支总表
        单位：万元
        收入||支出|
        项目|预算数|项目|预算数
        一、公共财政预算拨款|6.00|一、教育支出|6.00
        其中：经费拨款|4.00||
        纳入预算管理的行政事业性收费|2.00||
        收入总计|6.00|支出总计|6.00
        """
    )
    assert found["一、公共财政预算拨款"] == "leaf"
    assert found["纳入预算管理的行政事业性收费"] == "of_which"


def test_class_code_in_front_of_a_line_is_its_code() -> None:
    statement = only(
        report(
            """
            部门收支总体情况表
            单位：万元
            收入||支出|
            项 目|预算数|功能分类|预算数
            财政拨款（补助）|5.00|208 社会保障和就业支出|5.00
            一般公共预算|5.00||
            收入总计|5.00|支出总计|5.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(f.row_code, f.row_label, f.role) for f in statement.figures] == [
        ("", "财政拨款（补助）", "subtotal"),
        ("208", "社会保障和就业支出", "leaf"),
        ("", "一般公共预算", "leaf"),
        ("", "收入总计", "total"),
        ("", "支出总计", "total"),
    ]


def test_units_without_code_above_their_projects_are_told_by_twice_the_total() -> None:
    found = roles(
        """
        项目支出情况表
        单位：万元
        支出项目类别（资金使用单位）|总计
        合计|9.00
        地名办公室|5.00
        地名普查|3.00
        地名标志|2.00
        地名档案馆|4.00
        馆藏修复|4.00
        """
    )
    assert [label for label, role in found.items() if role == "leaf"] == ["地名普查", "地名标志", "馆藏修复"]


def test_contracts_of_small_firms_are_part_of_all_procurement() -> None:
    statement = only(
        report(
            """
            政府采购支出决算表
            单位：万元
            项目|金额
            政府采购支出合计|9.00
            货物|4.00
            服务|5.00
            其中：授予中小企业合同金额|7.00
            其中：授予小微企业合同金额|6.00
            """
        )
    )
    labels = [row.label for row in statement.rows]
    parents = {row.label: labels[row.parent] for row in statement.rows if row.parent is not None}
    assert parents["其中：授予中小企业合同金额"] == "政府采购支出合计"
    assert parents["其中：授予小微企业合同金额"] == "其中：授予中小企业合同金额"


@pytest.mark.parametrize("headers", ["单位编码|单位名称|科目编码", "序号|项目编码|科目编码"])
def test_total_in_a_column_of_codes_heads_its_row(headers: str) -> None:
    statement = only(
        report(
            f"""
            项目支出明细表
            单位：万元
            {headers}|科目名称|金额
            301001|青山市船闸|2140101|行政运行|40.00
            301001|青山市船闸|2140106|公路养护|100.00
            合计||||140.00
            """,
            cover=BUDGET_COVER,
        )
    )
    assert [(f.row_label, f.value) for f in statement.figures if f.role == "total"] == [("合计", Decimal("140.00"))]


def test_rows_beside_a_class_merged_over_them_are_named_by_themselves() -> None:
    rows = (
        ("类别", "采购品目", "数量", "金额"),
        ("货物", "流速仪", "4", "16.00"),
        ("", "台式机", "10", "5.00"),
        ("合计", "", "14", "21.00"),
    )
    blocks = (
        *(Paragraph(i, line) for i, line in enumerate((*BUDGET_COVER.split(), "政府采购预算表", "单位：万元"))),
        Table(4, 0, rows, spans=(Span(1, 0, 2, 1),)),
    )
    statement = only(interpret(Document("1.pdf", "pdf", "", 0, 1, blocks)))
    assert [(f.row_label, str(f.value)) for f in statement.figures if f.is_lowest] == [
        ("流速仪", "16.00"),
        ("台式机", "5.00"),
    ]


def test_year_beside_a_subject_is_that_of_its_amounts() -> None:
    form = "支出决算表\n单位：万元\n科目编码|科目名称|年度|合计\n|合计|2023|10.00\n|合计|2024|12.00\n213|农林水支出|2022|9.00\n213|农林水支出|2024|12.00\n"
    statement = only(report(form))
    assert [(said(f), str(f.value)) for f in statement.figures] == [
        ("prior_year total", "10.00"),
        ("total", "12.00"),
        ("total", "12.00"),
    ]
    assert [cell.text for cell in statement.left if cell.reason == "not_understood"] == ["9.00"]


def test_year_merged_over_rows_is_that_of_each() -> None:
    form = "支出决算表\n单位：万元\n科目编码|科目名称|年度|合计\n213|农林水支出|2023|9.00\n21301|农业农村||9.00\n213|农林水支出|2024|12.00\n21301|农业农村||12.00\n"
    statement = only(report(form))
    assert [(said(f), str(f.value)) for f in statement.figures] == [
        ("prior_year total", "9.00"),
        ("prior_year total", "9.00"),
        ("total", "12.00"),
        ("total", "12.00"),
    ]


@pytest.mark.parametrize("header", ["年度", "所属年度"])
def test_year_of_a_project_is_not_that_of_its_amount(header: str) -> None:
    found = roles(
        f"项目支出表\n单位：万元\n项目名称|{header}|合计\n合计||60.00\n堤防加固|2022|10.00\n水闸|2023|20.00\n泵站|2024|30.00\n"
    )
    assert found == {"合计": "total", "堤防加固": "leaf", "水闸": "leaf", "泵站": "leaf"}


def test_amounts_of_coming_years_are_none_of_this_year() -> None:
    form = "项目支出表\n单位：万元\n项目名称|年度|合计\n泵站|2024|10.00\n泵站|2025|20.00\n泵站|2026|30.00\n"
    statement = only(report(form, cover=BUDGET_COVER))
    assert [str(f.value) for f in statement.figures] == ["10.00"]
    assert [cell.text for cell in statement.left if cell.reason == "not_understood"] == ["20.00", "30.00"]
