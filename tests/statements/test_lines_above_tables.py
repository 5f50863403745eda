"""Lines between a form's title and its table say whose it is; a title need not end in 表 where the catalogue knows it."""

from __future__ import annotations

import pytest

from etl.statements.surroundings import counted_in, is_continuation, is_title, preparer_in, unit_in, unit_of_note
from tests.statements.forms import BUDGET_COVER, only, report

TABLE = "科目编码|科目名称|合计|基本支出|项目支出\n206|科学技术支出|9.00|5.00|4.00\n"


@pytest.mark.parametrize(
    "line",
    [
        "部门编码及名称：[312]青山市文化局　单位编码及名称：[312005]青山市地名馆",
        "单位代码：312005　单位名称：青山市地名馆",
        "预算单位名称及代码：青山市地名馆（312005）",
        "制表日期：2月　页码：1",
        "年度：本年　版本：公开　制表人：甲　审核人：乙",
    ],
)
def test_a_line_of_pairs_between_title_and_table_leaves_the_title(line: str) -> None:
    statement = only(report(f"支出总表\n{line}\n单位：万元\n{TABLE}", cover=BUDGET_COVER))
    assert (statement.title, statement.form, len(statement.figures)) == ("支出总表", "budget_expenditure", 3)


@pytest.mark.parametrize("line", ["支出总表 单位：万元", "支出总表（金额单位：万元）", "支出总表　　　　　单位:万元"])
def test_title_and_unit_may_share_a_line(line: str) -> None:
    statement = only(report(f"{line}\n{TABLE}", cover=BUDGET_COVER))
    assert (statement.title, statement.unit, len(statement.figures)) == ("支出总表", "万元", 3)
    assert is_title(line)


@pytest.mark.parametrize(
    "line",
    [
        "支出总表（元）",
        "支出总表(万元)",
        "支出总表（2023年，千元）",
        "支出总表（以元为单位）",
        "支出总表（人民币元）",
        "支出总表 元",
        "支出总表（元）（续表）",
    ],
)
def test_a_title_s_bracket_says_the_unit_beside_forms_in_another(line: str) -> None:
    other = "收入总表\n单位：百万元\n项目|合计\n财政拨款收入|12.00\n合计|12.00\n"
    found = {
        statement.title: statement.unit
        for statement in report(other, f"{line}\n{TABLE}", cover=BUDGET_COVER).statements
    }
    unit = next(unit for unit in ("千元", "万元", "元") if unit in line)
    assert found == {"收入总表": "百万元", "支出总表": unit}
    assert is_title(line)


@pytest.mark.parametrize(
    ("begun", "title", "form"),
    [
        ("2024年一般公共预算", "2024年一般公共预算支出总表", "budget_general_public_by_function"),
        ("一般公共预算安排情况", "支出总表", "budget_expenditure"),
    ],
)
def test_a_title_broken_behind_its_fund_is_of_that_fund(begun: str, title: str, form: str) -> None:
    statement = only(report(f"{begun}\n支出总表\n单位：万元\n{TABLE}", cover=BUDGET_COVER))
    assert (statement.title, statement.form) == (title, form)


@pytest.mark.parametrize("line", ["公开03表 单位：万元", "公开03表单位：万元", "公开03表　　金额单位：万元"])
def test_number_of_the_form_and_unit_may_share_a_line(line: str) -> None:
    statement = only(report(f"支出总表\n{line}\n{TABLE}", cover=BUDGET_COVER))
    assert (statement.title, statement.number, statement.unit) == ("支出总表", "公开03表", "万元")


def test_a_sentence_between_title_and_table_ends_the_heading() -> None:
    text = f"部门支出总表\n本表由地名馆编制，其中：基本支出5.00万元。\n单位：万元\n{TABLE}"
    assert [s.title for s in report(text, cover=BUDGET_COVER).statements] != ["部门支出总表"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("部门编码及名称：[312]青山市文化局　单位编码及名称：[312005]青山市地名馆", "[312005]青山市地名馆"),
        ("单位代码：312005　单位名称：青山市地名馆", "青山市地名馆"),
        ("部门编码及名称：[312]青山市文化局", "[312]青山市文化局"),
        ("单位编码：312005", ""),
        ("编制单位：青山市地名馆　　单位：万元", "青山市地名馆"),
    ],
)
def test_the_unit_goes_before_its_department_on_one_line(line: str, name: str) -> None:
    assert preparer_in(line) == name


@pytest.mark.parametrize(
    ("title", "header", "form"),
    [
        ("政府采购预算", "项目名称|采购物品名称|数量|单价|总计\n桌椅|书桌|2|3.00|6.00", "budget_procurement"),
        (
            "一般公共预算基本支出",
            "科目编码|科目名称|合计\n30101|基本工资|6.00",
            "budget_general_public_basic_by_economic",
        ),
    ],
)
def test_a_title_without_the_word_for_table_is_one_that_the_catalogue_knows(title: str, header: str, form: str) -> None:
    statement = only(report(f"{title}\n单位：万元\n{header}\n", cover=BUDGET_COVER))
    assert (statement.title, statement.form) == (title, form)


def test_a_heading_of_the_prose_and_the_report_s_name_are_no_titles() -> None:
    for line in ("三、政府采购预算", "青山市地名馆2024年部门预算"):
        text = f"{line}\n单位：万元\n名称|数量|单价|总计\n桌椅|2|3.00|6.00\n"
        assert report(text, cover=BUDGET_COVER).statements == ()


def test_a_name_and_the_unit_in_the_first_row_of_a_table_are_no_header() -> None:
    """A sheet prints both in the row above its header: the unit, else lost, is that of every amount."""
    statement = only(report("2024年支出总表\n青山市地名馆||||单位：元\n" + TABLE, cover=BUDGET_COVER))
    assert (statement.title, statement.unit, statement.unmapped_columns) == ("2024年支出总表", "元", ())
    assert {f.amount_yuan for f in statement.figures} == {9, 5, 4}


def test_a_header_word_beside_the_unit_stays_in_the_header() -> None:
    statement = only(
        report("支出总表\n科目名称|单位：元\n|预算数\n工资福利支出|9.00\n商品和服务支出|4.00\n", cover=BUDGET_COVER)
    )
    assert [f.row_label for f in statement.figures] == ["工资福利支出", "商品和服务支出"]


def test_a_preparer_whose_first_character_a_scan_lost_leaves_the_title() -> None:
    statement = only(report(f"支出总表\n门：青山市地名馆\n单位：万元\n{TABLE}", cover=BUDGET_COVER))
    assert (statement.title, statement.form) == ("支出总表", "budget_expenditure")
    assert preparer_in("门：青山市地名馆") == "青山市地名馆"


@pytest.mark.parametrize(
    "unit", ["单位：辆、台（套）", "单位：张、座和份", "单位:人", "编制单位：青山市地名馆　　单位：辆"]
)
def test_a_form_that_counts_has_no_unit_of_money_of_other_forms(unit: str) -> None:
    counts = f"国有资产占用情况表\n{unit}\n项目|年末数\n车辆合计|6\n其他用车|5\n"
    found = report(f"支出总表\n单位：万元\n{TABLE}", counts, cover=BUDGET_COVER).statements
    assert [(one.unit, one.figures[0].amount_yuan is None) for one in found] == [("万元", False), ("", True)]


def test_units_of_things_may_stand_before_that_of_money() -> None:
    form = "国有资产占用情况表\n单位：台、辆、平方米、万元\n项目|数量|账面原值\n一、车辆（辆）|3|58.00\n二、设备（台）|1|56.00\n"
    figures = only(report(form, cover=BUDGET_COVER)).figures
    assert [(one.unit, one.amount_yuan) for one in figures[:2]] == [("辆", None), ("万元", 580_000)]


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：辆、台（套）、万元", "万元"),
        ("单位：台、辆、张、万元", "万元"),
        ("单位：台、辆和万元", "万元"),
        ("单位：%、万元", "万元"),
        ("单位：台（套、件）/元", "元"),
        ("金额单位万元", "万元"),
        ("所属单位处、万元以上", ""),
        ("使用单位处、元", ""),
    ],
)
def test_money_stands_behind_units_of_things_where_a_colon_begins_them(line: str, unit: str) -> None:
    assert unit_in(line) == unit


@pytest.mark.parametrize(
    "line", ["编制单位：人民法院", "单位：个旧市水务局", "单位：万元、辆", "单位：辆、台（套）、万元"]
)
def test_a_name_or_money_is_no_unit_of_counts(line: str) -> None:
    assert not counted_in(line)


@pytest.mark.parametrize(
    ("note", "unit"),
    [
        ("注：本表以“万元”为金额单位（保留两位小数）。", "万元"),
        ("注：1.本表反映各项支出；2.金额单位均为人民币千元。", "千元"),
        ("说明：本表金额单位：元", "元"),
        ("注：以元件采购为主的单位不填。", ""),
        ("注：本表反映本年度各项支出。", ""),
    ],
)
def test_a_note_may_say_the_unit(note: str, unit: str) -> None:
    assert unit_of_note(note) == unit


@pytest.mark.parametrize("note", ["注：本表以“万元”为金额单位。", "1.本表反映支出。\n2.本表以“万元”为金额单位。"])
def test_the_unit_of_a_forms_own_note_comes_before_that_of_other_forms(note: str) -> None:
    in_yuan = "收入总表\n单位：元\n科目编码|科目名称|合计|一般公共预算\n206|科学技术支出|90000.00|90000.00\n"
    found = report(f"{in_yuan}\n支出总表\n{TABLE}\n{note}", cover=BUDGET_COVER).statements
    assert {statement.title: statement.unit for statement in found} == {"收入总表": "元", "支出总表": "万元"}


IN_YUAN = "收入总表\n单位：元\n科目编码|科目名称|合计|一般公共预算\n206|科学技术支出|90000.00|90000.00\n"


@pytest.mark.parametrize(
    "header", ["科目编码|科目名称（金额单位：万元）|合计|基本支出", "科目编码|科目名称|合计（单位：万元）|基本支出"]
)
def test_a_cell_of_the_header_says_the_form_s_unit(header: str) -> None:
    text = f"支出总表\n{header}\n206|科学技术支出|9.00|5.00\n\n{IN_YUAN}"
    assert [one.unit for one in report(text, cover=BUDGET_COVER).statements] == ["万元", "元"]


@pytest.mark.parametrize("below", [IN_YUAN, ""])
def test_a_unit_alone_below_a_table_is_that_tables(below: str) -> None:
    """Nothing else claims it: no form follows, or one with a unit of its own."""
    found = report(f"支出总表\n{TABLE}（单位：万元）\n\n{below}", cover=BUDGET_COVER).statements
    assert [one.unit for one in found] == ["万元", "元"][: len(found)]


def test_a_unit_above_the_next_forms_title_is_not_of_the_table_before_it() -> None:
    without = IN_YUAN.replace("单位：元\n", "")
    found = report(f"支出总表\n{TABLE}\n单位：元\n{without}", cover=BUDGET_COVER).statements
    assert found[0].unit == ""


@pytest.mark.parametrize("line", ["支出总表（续） 单位：万元", "支出总表（续）（万元）", "支出总表（万元）（续）"])
def test_mark_of_a_next_page_and_unit_stand_in_either_order(line: str) -> None:
    assert is_continuation(line)
    statement = only(report(f"{line}\n{TABLE}", cover=BUDGET_COVER))
    assert (statement.title, statement.unit) == ("支出总表", "万元")


def test_what_a_note_says_of_its_own_form_is_not_said_of_all() -> None:
    note = "注：除特别注明外，本表金额单位均为万元。"
    text = f"支出总表\n单位：万元\n{TABLE}\n{note}\n一般公共预算支出表\n{TABLE}\n{IN_YUAN}"
    found = report(text, cover=BUDGET_COVER).statements
    assert [one.unit for one in found] == ["万元", "", "元"]


def test_a_unit_said_of_all_forms_comes_before_that_of_another_form() -> None:
    said = "（以下各表除另有说明外，金额单位均为万元）"
    found = report(f"{said}\n支出总表\n{TABLE}\n{IN_YUAN}", cover=BUDGET_COVER).statements
    assert [one.unit for one in found] == ["万元", "元"]


def test_people_of_a_form_in_people_are_counted_in_that_unit() -> None:
    statement = only(
        report("人员情况表\n单位：人\n单位名称|编制人数|退休人数\n合计|46|15\n本级|46|15\n", cover=BUDGET_COVER)
    )
    assert {(figure.unit, figure.amount_yuan) for figure in statement.figures} == {("人", None)}
    assert not statement.lacks_unit


def test_amounts_without_a_unit_lack_one() -> None:
    assert only(report(f"支出总表\n{TABLE}", cover=BUDGET_COVER)).lacks_unit
    assert not only(report(f"支出总表\n单位：万元\n{TABLE}", cover=BUDGET_COVER)).lacks_unit
