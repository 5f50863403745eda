"""Printed lines outside tables: built from positions, without page furniture and watermarks."""

from __future__ import annotations

import random

from reportlab.lib.pagesizes import A4

from etl.documents.pdf.visible_glyphs import plain
from tests.documents.pdf.maker import FORM, LEFT, TOP, Sheets, compact, rows

SENTENCE = "本年度收入合计7060.47万元，比上年增加12.5万元。"


def texts(sheets: Sheets) -> list[str]:
    return [paragraph.text for paragraph in sheets.read().paragraphs]


def test_the_order_in_the_file_says_nothing() -> None:
    sheets = Sheets()
    pieces = [(LEFT + 12 * k, 100.0 + 20 * row, char) for row in range(3) for k, char in enumerate("收支总体情况说明")]
    random.Random(5).shuffle(pieces)  # noqa: S311
    for x, top, char in pieces:
        sheets.text(x, top, char, 12)
    assert texts(sheets) == ["收支总体情况说明"] * 3


def test_digits_on_a_lower_baseline_belong_to_their_line() -> None:
    sheets = Sheets()
    sheets.text(LEFT, 100, "本年收入", 14)
    sheets.text(LEFT + 56, 104, "7060.47", 12)
    sheets.text(LEFT + 98, 100, "万元", 14)
    sheets.text(LEFT, 124, "本年支出", 14)
    assert [text.replace(" ", "") for text in texts(sheets)] == ["本年收入7060.47万元", "本年支出"]


def test_page_numbers_are_left_out() -> None:
    sheets = Sheets()
    for n, form in enumerate(("- {} -", "第 {} 页", "{}", "{} / 4"), start=1):
        sheets.text(LEFT, 300, SENTENCE)
        sheets.text(290, A4[1] - 40, form.format(n))
        sheets.page()
    assert [text.replace(" ", "") for text in texts(sheets)] == [SENTENCE] * 4


def test_running_heads_are_left_out() -> None:
    sheets = Sheets()
    for n in range(4):
        sheets.text(LEFT, 30, "某市某局部门决算")
        sheets.text(LEFT, 300, f"第{n}段说明")
        sheets.page()
    assert texts(sheets) == [f"第{n}段说明" for n in range(4)]


def test_the_unit_of_money_below_each_forms_title_is_no_running_head() -> None:
    sheets = Sheets()
    for name in ("收入", "支出", "项目支出", "基本支出"):
        sheets.text(LEFT, 30, f"2026年部门{name}预算表")
        sheets.text(LEFT, 50, "编制部门：某市某局 单位：元")
        sheets.text(LEFT, 300, SENTENCE)
        sheets.page()
    assert [text.replace(" ", "") for text in texts(sheets)].count("编制部门：某市某局单位：元") == 4


def test_a_line_between_a_running_head_and_the_text_goes_with_it() -> None:
    sheets = Sheets()
    for n in range(4):
        sheets.text(LEFT, 30, "某市某局部门决算")
        sheets.text(LEFT, 50, "2024年度")
        sheets.text(LEFT, 300, f"第{n}段说明")
        sheets.page()
    assert texts(sheets) == [f"第{n}段说明" for n in range(4)]


def test_a_number_in_the_middle_of_a_page_is_no_page_number() -> None:
    sheets = Sheets()
    sheets.text(LEFT, 400, "12")
    assert texts(sheets) == ["12"]


def test_bold_by_double_print_is_one_text() -> None:
    sheets = Sheets()
    for shift in (0, 0.4):
        sheets.text(LEFT + shift, 100, "合计1122.33", 12)
    assert texts(sheets) == ["合计1122.33"]


def test_a_slanted_watermark_is_ignored() -> None:
    sheets = Sheets()
    sheets.canvas.saveState()
    sheets.canvas.translate(100, 300)
    sheets.canvas.rotate(40)
    sheets.canvas.setFont("STSong-Light", 60)
    sheets.canvas.drawString(0, 0, "仅供公开")
    sheets.canvas.restoreState()
    sheets.rules()
    sheets.words()
    document = sheets.read()
    assert compact(document) == rows()
    assert document.paragraphs == ()


def test_a_large_grey_watermark_is_ignored() -> None:
    sheets = Sheets()
    sheets.canvas.setFillGray(0.85)
    sheets.text(LEFT, TOP + 5, "公开", 44)
    sheets.canvas.setFillGray(0)
    sheets.rules()
    sheets.words()
    assert compact(sheets.read()) == rows(FORM)


def test_what_lies_outside_the_page_is_not_printed() -> None:
    sheets = Sheets()
    sheets.text(LEFT, 100, SENTENCE)
    sheets.text(-400, 200, "页外文字")
    assert [text.replace(" ", "") for text in texts(sheets)] == [SENTENCE]


def test_a_cropped_page_shows_what_is_left() -> None:
    sheets = Sheets(cropBox=(50, 300, A4[0], A4[1]))
    sheets.text(LEFT, 100, SENTENCE)
    sheets.text(LEFT, 700, "裁去的文字")
    assert [text.replace(" ", "") for text in texts(sheets)] == [SENTENCE]


def test_an_outline_of_a_line_of_text_is_no_table() -> None:
    sheets = Sheets()
    sheets.box(LEFT - 5, 95, 400, 118)
    sheets.text(LEFT, 100, SENTENCE)
    document = sheets.read()
    assert document.tables == ()
    assert len(document.paragraphs) == 1


def test_a_title_over_two_lines_is_one() -> None:
    sheets = Sheets()
    title = "某市某区某局二〇二四年部门一般公共预算基本支出部门预算经"
    sheets.text(60, 60, title, 16)
    sheets.text(60 + 11.5 * 16, 84, "济分类预算表", 16)
    sheets.text(60, 120, "编制部门：某市某区某局")
    assert texts(sheets) == [title + "济分类预算表", "编制部门：某市某区某局"]


def test_text_in_two_columns_goes_on_at_the_top_of_the_second() -> None:
    left = ["青山市地名馆负责全市地名的调查、登", "记和公布，管理地名档案和标志工作，", "编制2023年度部门决算。"]
    right = [
        "2023年度支出总计2,364.18万元，与",
        "上年度相比增加64.18万元，增长2.79%",
        "，主要是新增项目。",
        "以上均含上年结转。",
    ]
    sheets = Sheets()
    for k, text in enumerate(left):
        sheets.text(60, 100 + 16 * k, text)
    for k, text in enumerate(right):
        sheets.text(330, 100 + 16 * k, text)
    assert texts(sheets) == [*left, *right]


def test_short_names_beside_each_other_are_no_columns_of_text() -> None:
    sheets = Sheets()
    for k in range(4):
        sheets.text(60, 100 + 16 * k, "内设机构名称")
        sheets.text(330, 100 + 16 * k, "所属单位名称")
    assert texts(sheets)[0] == "内设机构名称 所属单位名称"


def test_a_paragraph_keeps_its_printed_lines() -> None:
    sheets = Sheets()
    for k, line in enumerate(
        ("　　本年度收入合计七十万元，比上年增加十二点五万元，主要原因是", "人员经费增加，其中基本工资增加三万元。")
    ):
        sheets.text(60, 60 + 20 * k, line, 14)
    sheets.text(60, 160, "其他支出比上年减少三万元，主要原因是本年度压减一般性支出预算。", 14)
    sheets.text(60 + 10 * 14, 180, "（三）其他重要事项", 14)
    assert len(texts(sheets)) == 4


def test_radicals_are_the_characters_of_their_look() -> None:
    assert [plain(text) for text in ("⼀", "⽀", "⻚", "⺠", "\xad", "\ufeff")] == ["一", "支", "页", "民", "", ""]
    assert plain("（") == "（"  # punctuation stays as printed
