"""Text whose cells are one space apart, as copied from a PDF viewer: read where counting leaves no choice, else refused by name."""

from __future__ import annotations

from pathlib import Path

from etl.documents.model import Document
from etl.documents.plain.reader import read_text


def document(text: str) -> Document:
    return read_text(Path("report.txt"), text.encode())


def rows(text: str) -> list[tuple[str, ...]]:
    read = document(text)
    assert read.warnings == ()
    (table,) = read.tables
    assert table.told_by == "counting"
    return list(table.rows)


def refused(text: str) -> str:
    read = document(text)
    assert read.tables == ()
    assert [block.text for block in read.paragraphs] == [line for line in text.splitlines() if line]
    (warning,) = read.warnings
    assert warning.startswith("lines 1 to ")
    return warning


def test_rows_with_as_many_figures_as_names_are_read() -> None:
    found = rows(
        """\
项目
本年支出合计 基本支出 项目支出
科目编码 科目名称
栏次 1 2 3
合计 9.00 5.00 4.00
201 一般公共服务支出 9.00 5.00 4.00
2012601 行政运行 9.00 5.00 4.00
"""
    )
    assert found[-4:] == [
        ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
        ("", "合计", "9.00", "5.00", "4.00"),
        ("201", "一般公共服务支出", "9.00", "5.00", "4.00"),
        ("2012601", "行政运行", "9.00", "5.00", "4.00"),
    ]


def test_codes_in_three_columns_are_kept_apart() -> None:
    found = rows(
        """\
科目编码 科目名称
本年支出合计 基本支出 项目支出
类 款 项
合计 9.00 5.00 4.00
208 社会保障和就业支出 9.00 5.00 4.00
208 05 行政事业单位养老支出 9.00 5.00 4.00
208 05 01 行政单位离退休 9.00 5.00 4.00
"""
    )
    assert found[-1] == ("208", "05", "01", "行政单位离退休", "9.00", "5.00", "4.00")


def test_names_below_a_group_are_placed_where_its_total_adds_up() -> None:
    found = rows(
        """\
科目编码 基本支出
科目名称 合计 项目支出
小计 人员经费 公用经费
合计 9.00 5.00 2.00 3.00 4.00
201 一般公共服务支出 9.00 5.00 2.00 3.00 4.00
"""
    )
    assert found[0] == ("", "", "", "基本支出", "", "", "")
    assert found[1] == ("科目编码", "科目名称", "合计", "小计", "人员经费", "公用经费", "项目支出")


def test_row_that_prints_fewer_figures_is_not_guessed() -> None:
    text = """\
科目编码 科目名称 本年收入合计 财政拨款收入 其他收入
合计 9.00 5.00 4.00
201 一般公共服务支出 5.00 5.00
221 住房保障支出 4.00 4.00
"""
    assert "isn't told which cells are empty" in refused(text)


HALVES = """\
收入 支出
项目 行次 决算数 项目 行次 决算数
一、财政拨款收入 1 9.00 一、教育支出 4
2 二、科学技术支出 5 2.00
二、其他收入 3 1.00 三、住房保障支出 6 8.00
"""


def test_line_numbers_tell_the_halves_of_a_form() -> None:
    assert rows(HALVES)[2:] == [
        ("一、财政拨款收入", "1", "9.00", "一、教育支出", "4", ""),
        ("", "2", "", "二、科学技术支出", "5", "2.00"),
        ("二、其他收入", "3", "1.00", "三、住房保障支出", "6", "8.00"),
    ]


def test_lines_of_one_half_stand_where_the_totals_add_up() -> None:
    text = """\
收入 支出
项目 决算数 项目 决算数
一、财政拨款收入 9.00 一、教育支出 1.00
二、其他收入 1.00 二、科学技术支出 2.00
三、住房保障支出 7.00
本年收入合计 10.00 本年支出合计 10.00
"""
    assert rows(text)[4] == ("", "", "三、住房保障支出", "7.00")
    assert "in which of its halves" in refused(text.replace("10.00", "11.00"))


def test_codes_side_by_side_keep_their_names_and_amounts() -> None:
    found = rows(
        """\
科目编码 科目名称 决算数 科目编码 科目名称 决算数
301 工资福利支出 5.00 302 商品和服务支出
30101 基本工资 5.00 30201 办公费 3.00
人员经费合计 5.00 公用经费合计 3.00
"""
    )
    assert found[1:] == [
        ("301", "工资福利支出", "5.00", "302", "商品和服务支出", ""),
        ("30101", "基本工资", "5.00", "30201", "办公费", "3.00"),
        ("", "人员经费合计", "5.00", "", "公用经费合计", "3.00"),
    ]


def test_name_above_and_below_its_row_is_one() -> None:
    found = rows(
        """\
科目编码 科目名称 决算数 基本支出
合计 9.00 9.00
机关事业单位基本养老保险缴费支
2080505 9.00 9.00
出
210 卫生健康支出 0.00 0.00
"""
    )
    assert found[2:] == [
        ("2080505", "机关事业单位基本养老保险缴费支出", "9.00", "9.00"),
        ("210", "卫生健康支出", "0.00", "0.00"),
    ]


def test_form_goes_on_behind_the_number_of_a_page() -> None:
    head = "收入 支出\n项目 行次 决算数 项目 行次 决算数\n"
    first = "一、财政拨款收入 1 9.00 一、教育支出 4 9.00\n二、其他收入 2 1.00 二、其他支出 5 1.00\n"
    found = rows(f"{head}{first}— 3 —\n{head}总计 3 10.00 总计 6 10.00\n")
    assert found[-1] == ("总计", "3", "10.00", "总计", "6", "10.00")
    assert len(found) == 5


def test_sentences_and_numbered_headings_are_no_table() -> None:
    text = "一、收入决算情况说明\n2024年本年收入合计 5.00 万元。\n其中：财政拨款收入 5.00 万元，占 100.00%。\n二、支出 说明\n本年支出 5.00 万元。\n"
    assert document(text).tables == ()
    assert document(text).warnings == ()
