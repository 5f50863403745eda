"""Tables as offices print them: with all their lines, with some, with fills instead, in frames, sideways, over and over."""

from __future__ import annotations

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth

from etl.documents.model import Paragraph, Span
from tests.documents.pdf.maker import FONT, FORM, LEFT, ROW, TOP, WIDTHS, Sheets, compact, rows

RIGHT = LEFT + sum(WIDTHS)
BOTTOM = TOP + ROW * len(FORM)


def test_a_ruled_form_is_read_cell_by_cell() -> None:
    sheets = Sheets()
    sheets.text(LEFT, 80, "支出决算表", 14)
    sheets.rules()
    sheets.words()
    document = sheets.read()
    assert compact(document) == rows()
    table = document.tables[0]
    assert table.page == 1
    assert [p.text for p in document.before(table)] == ["支出决算表"]
    box = table.boxes[1][2] if table.boxes else None
    assert box
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((290, 140, 380, 160), abs=1)


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_an_open_side_loses_no_cell(side: str) -> None:
    sheets = Sheets()
    sheets.rules(without=[side])
    sheets.words()
    assert compact(sheets.read()) == rows()


@pytest.mark.parametrize("sides", [("left", "right"), ("left", "right", "top", "bottom")])
def test_a_table_open_at_several_sides_loses_no_cell(sides: tuple[str, ...]) -> None:
    sheets = Sheets()
    sheets.rules(without=sides)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_a_missing_piece_of_the_border_loses_no_cell() -> None:
    sheets = Sheets()
    sheets.rules(without=["right"])
    sheets.down(RIGHT, TOP, TOP + ROW)
    sheets.down(RIGHT, TOP + 2 * ROW, BOTTOM)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_merged_headers_are_spans() -> None:
    sheets = Sheets()
    header = [("科目", "", "本年支出", ""), ("编码", "名称", "", "其中：基本支出")]
    form = [*header, ("208", "社会保障和就业支出", "80.50", "79.00")]
    sheets.words(form)
    for i in range(4):
        sheets.across(TOP + i * ROW, LEFT, RIGHT)
    for x, top in ((LEFT, TOP), (LEFT + 70, TOP + ROW), (LEFT + 230, TOP), (LEFT + 320, TOP + ROW), (RIGHT, TOP)):
        sheets.down(x, top, BOTTOM)
    document = sheets.read()
    assert compact(document) == rows(form)
    assert document.tables[0].spans == (Span(0, 0, 1, 2), Span(0, 2, 1, 2))


def test_thin_fills_are_lines() -> None:
    sheets = Sheets()
    sheets.canvas.setFillGray(0.6)
    for i in range(len(FORM) + 1):
        sheets.box(LEFT, TOP + i * ROW - 0.3, RIGHT, TOP + i * ROW + 0.3, fill=True, stroke=False)
    for i in range(len(WIDTHS) + 1):
        x = LEFT + sum(WIDTHS[:i])
        sheets.box(x - 0.3, TOP, x + 0.3, BOTTOM, fill=True, stroke=False)
    sheets.canvas.setFillGray(0)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_dashed_lines_are_lines() -> None:
    sheets = Sheets()
    for i in range(len(FORM) + 1):
        x = LEFT
        while x < RIGHT:  # dashes drawn one by one
            sheets.across(TOP + i * ROW, x, min(x + 4, RIGHT))
            x += 6
    sheets.canvas.setDash(3, 2)
    for i in range(len(WIDTHS) + 1):
        sheets.down(LEFT + sum(WIDTHS[:i]), TOP, BOTTOM)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_cells_with_borders_of_their_own_are_one_table() -> None:
    sheets = Sheets()
    for r in range(len(FORM)):
        for c, width in enumerate(WIDTHS):
            x = LEFT + sum(WIDTHS[:c])
            sheets.box(x + 0.7, TOP + r * ROW + 0.7, x + width - 0.7, TOP + (r + 1) * ROW - 0.7)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_coloured_cells_without_lines_are_a_table() -> None:
    sheets = Sheets()
    for r in range(len(FORM)):
        for c, width in enumerate(WIDTHS):
            x = LEFT + sum(WIDTHS[:c])
            sheets.canvas.setFillGray(0.9 if r % 2 else 0.8)
            sheets.box(x, TOP + r * ROW, x + width, TOP + (r + 1) * ROW, fill=True, stroke=False)
    sheets.canvas.setFillGray(0)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_shading_behind_text_parts_no_cell() -> None:
    sheets = Sheets()
    sheets.canvas.setFillGray(0.8)
    sheets.box(LEFT + 74, TOP + ROW + 4, LEFT + 120, TOP + ROW + 15, fill=True, stroke=False)
    sheets.canvas.setFillGray(0)
    sheets.rules()
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_a_frame_around_the_page_is_no_table() -> None:
    sheets = Sheets()
    sheets.box(30, 30, A4[0] - 30, A4[1] - 30)
    sheets.text(LEFT, 90, "第二部分　部门决算表")
    sheets.rules()
    sheets.words()
    document = sheets.read()
    assert len(document.tables) == 1
    assert compact(document) == rows()
    assert [p.text.replace(" ", "").replace("　", "") for p in document.paragraphs] == ["第二部分部门决算表"]


def test_a_frame_that_the_table_touches_is_no_part_of_it() -> None:
    sheets = Sheets()
    sheets.box(LEFT, 40, RIGHT, 700)
    sheets.rules()
    sheets.words()
    for i in range(6):
        sheets.text(LEFT + 10, 300 + 20 * i, f"本年度收入和支出的说明第{i + 1}行")
    document = sheets.read()
    assert compact(document) == rows()
    assert len(document.paragraphs) == 6


def test_an_empty_frame_is_no_table() -> None:
    sheets = Sheets()
    sheets.rules()
    sheets.text(LEFT, 400, "本表无数据")
    assert sheets.read().tables == ()


def test_rows_without_lines_between_them_are_parted() -> None:
    sheets = Sheets()
    sheets.rules(without=["rows"])
    sheets.across(TOP + ROW, LEFT, RIGHT)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_a_wrapped_name_stays_in_its_row_where_rows_have_no_lines() -> None:
    form = [
        FORM[0],
        ("208", "社会保障和就业支出", "80.50", "79.00"),
        ("20805", "行政事业单位\n养老支出", "1.50", "1.00"),
        ("210", "卫生健康支出", "3.00", "2.00"),
    ]
    sheets = Sheets()
    sheets.rules(4, row=30, without=["rows"])
    sheets.across(TOP + 30, LEFT, RIGHT)
    sheets.words(form, row=30)
    assert compact(sheets.read()) == rows(form)


def test_a_name_over_two_lines_is_one_cell() -> None:
    form = [FORM[0], ("2080505", "机关事业单位基本\n养老保险缴费支出", "1.50", "1.00")]
    sheets = Sheets()
    sheets.rules(2, row=30)
    sheets.words(form, row=30)
    assert compact(sheets.read()) == rows(form)


def test_a_number_broken_within_its_decimals_around_its_name_is_one() -> None:
    widths = (70.0, 160.0, 60.0, 60.0)
    sheets = Sheets()
    sheets.rules(3, row=30, widths=widths)
    sheets.words([FORM[0], ("", "", "", ""), ("20805", "养老支出", "1.50", "1.00")], row=30, widths=widths)
    sheets.text(64, TOP + 40, "208")
    sheets.text(134, TOP + 40, "就业支出")
    for x in (346, 406):
        sheets.right(x, TOP + 33, "1,180.5")
        sheets.right(x, TOP + 47, "0")
    found = compact(sheets.read())
    assert found[1] == ["208", "就业支出", "1,180.50", "1,180.50"]
    assert len(found) == 3


def test_a_number_wider_than_its_cell_stays_whole() -> None:
    widths = (70.0, 160.0, 40.0, 40.0)
    sheets = Sheets()
    sheets.rules(widths=widths)
    sheets.words([(*FORM[0][:2], "", ""), (*FORM[1][:2], "", ""), (*FORM[2][:2], "", "")], widths=widths)
    sheets.text(LEFT + 232, TOP + ROW + 5, "12345678.90")
    sheets.text(LEFT + 280, TOP + ROW + 5, "0.10")
    assert compact(sheets.read())[1][2:] == ["12345678.90", "0.10"]


def test_a_form_printed_sideways_is_read_upright() -> None:
    sheets = Sheets()
    sheets.canvas.translate(sheets.width, 0)
    sheets.canvas.rotate(90)
    sheets.height = sheets.width
    sheets.text(LEFT, 80, "支出决算表", 14)
    sheets.rules()
    sheets.words()
    document = sheets.read()
    assert compact(document) == rows()
    assert document.paragraphs[0].text == "支出决算表"
    box = document.tables[0].boxes[0][0] if document.tables[0].boxes else None
    assert box
    assert box.bottom - box.top == pytest.approx(WIDTHS[0], abs=1)  # the box is where the page shows it
    assert box.bottom == pytest.approx(A4[1] - LEFT, abs=1)


def test_a_page_marked_as_turned_is_read_upright() -> None:
    sheets = Sheets()
    sheets.canvas.setPageRotation(90)
    sheets.canvas.translate(sheets.width, 0)
    sheets.canvas.rotate(90)
    sheets.height = sheets.width
    sheets.rules()
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_a_label_set_downwards_is_one_word() -> None:
    sheets = Sheets()
    sheets.box(LEFT - 20, TOP, LEFT, BOTTOM)
    for i, char in enumerate("支出科目"):
        sheets.text(LEFT - 14, TOP + 8 + 11 * i, char)
    sheets.rules()
    sheets.words()
    document = sheets.read()
    assert document.tables[0].rows[0][0] == "支出科目"
    assert [list(row[1:]) for row in document.tables[0].rows] == rows()


def test_a_label_turned_in_its_cell_is_read() -> None:
    sheets = Sheets()
    sheets.box(LEFT - 20, TOP, LEFT, BOTTOM)
    sheets.canvas.saveState()
    sheets.canvas.translate(LEFT - 7, sheets.height - BOTTOM + 6)
    sheets.canvas.rotate(90)
    sheets.canvas.setFont("STSong-Light", 9)
    sheets.canvas.drawString(0, 0, "支出科目")
    sheets.canvas.restoreState()
    sheets.rules()
    sheets.words()
    document = sheets.read()
    assert document.tables[0].rows[0][0] == "支出科目"
    assert [list(row[1:]) for row in document.tables[0].rows] == rows()


def test_a_form_drawn_as_a_stored_object_is_read() -> None:
    sheets = Sheets()
    sheets.canvas.beginForm("form")
    sheets.rules()
    sheets.words()
    sheets.canvas.endForm()
    sheets.canvas.translate(10, -30)
    sheets.canvas.doForm("form")
    document = sheets.read()
    assert compact(document) == rows()
    box = document.tables[0].boxes[0][0] if document.tables[0].boxes else None
    assert box
    assert (box.left, box.top) == pytest.approx((LEFT + 10, TOP + 30), abs=1)


def test_two_tables_on_a_page_keep_the_lines_between_them() -> None:
    sheets = Sheets()
    sheets.rules()
    sheets.words()
    sheets.text(LEFT, BOTTOM + 12, "政府性基金预算支出决算表")
    sheets.rules(top=BOTTOM + 40)
    sheets.words(top=BOTTOM + 40)
    blocks = sheets.read().blocks
    assert [type(block).__name__ for block in blocks] == ["Table", "Paragraph", "Table"]


def test_tables_side_by_side_are_two() -> None:
    sheets = Sheets((1000, 500))
    for left in (40.0, 520.0):
        sheets.rules(left=left)
        sheets.words(left=left)
    document = sheets.read()
    assert len(document.tables) == 2
    assert compact(document, 0) == compact(document, 1) == rows()


SMALL = (("项目", "年末数"), ("车辆合计", "6"))


def test_tables_side_by_side_are_read_one_after_the_other_each_below_its_own_lines() -> None:
    sheets = Sheets()
    for left, title, unit in ((60, "三公经费支出决算表", "单位：万元"), (320, "国有资产占用情况表", "单位：辆、台")):
        sheets.rules(2, left=left, widths=(120, 80))
        sheets.words(SMALL, left=left, widths=(120, 80))
        sheets.text(left + 30, TOP - 40, title)
        sheets.text(left + 130, TOP - 20, unit)
    sheets.text(200, TOP - 60, "青山市地名馆2023年度部门决算公开")
    assert [block.text if isinstance(block, Paragraph) else block.rows[0] for block in sheets.read().blocks] == [
        "青山市地名馆2023年度部门决算公开",
        "三公经费支出决算表",
        "单位：万元",
        SMALL[0],
        "国有资产占用情况表",
        "单位：辆、台",
        SMALL[0],
    ]


def test_one_title_above_two_tables_stays_above_both() -> None:
    sheets = Sheets()
    for left in (60, 320):
        sheets.rules(2, left=left, widths=(120, 80))
        sheets.words(SMALL, left=left, widths=(120, 80))
    sheets.text(200, TOP - 40, "青山市地名馆收入支出决算总表（按项目）")
    sheets.text(450, TOP - 20, "单位：万元")
    document = sheets.read()
    assert [paragraph.text for paragraph in document.before(document.tables[0])][:1] == ["单位：万元"]


@pytest.mark.parametrize("without", [["columns", "left", "right"], ["columns", "left", "right", "rows"]])
def test_columns_without_lines_come_from_what_stands_below_each_other(without: list[str]) -> None:
    sheets = Sheets()
    sheets.rules(without=without)
    sheets.across(TOP + ROW, LEFT, RIGHT)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_a_form_without_any_line_is_a_table() -> None:
    form = [*FORM, ("210", "卫生健康支出", "3.00", "2.00"), ("21011", "行政事业单位医疗", "3.00", "2.00")]
    sheets = Sheets()
    sheets.text(LEFT, 80, "支出决算表", 14)
    sheets.text(RIGHT - 90, 100, "金额单位：万元")
    sheets.words(form)
    sheets.text(LEFT, TOP + 5 * ROW + 20, "本年度支出合计八十点五万元，其中社会保障和就业支出占大部分，比上年增加。")
    document = sheets.read()
    assert [p.text for p in document.paragraphs][:2] == ["支出决算表", "金额单位：万元"]
    assert compact(document) == rows(form)
    assert len(document.paragraphs) == 3


def test_a_totals_row_alone_on_the_next_page_stands_in_the_columns_before_it() -> None:
    sheets = Sheets()
    sheets.rules(top=700)
    sheets.words(top=700)
    sheets.page()
    sheets.box(LEFT, TOP, RIGHT, TOP + ROW)
    sheets.down(LEFT + 230, TOP, TOP + ROW)
    sheets.text(LEFT + 10, TOP + 5, "人员经费合计")
    sheets.right(RIGHT - 4, TOP + 5, "80.50")
    document = sheets.read()
    assert compact(document, 1) == [["人员经费合计", "", "80.50", ""]]
    assert document.tables[1].spans == (Span(0, 0, 1, 2), Span(0, 2, 1, 2))


def test_columns_without_lines_in_a_frame_are_found() -> None:
    sheets = Sheets()
    sheets.rules(without=["columns"])
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_stripes_behind_rows_leave_the_columns_to_the_text() -> None:
    form = [*FORM, ("210", "卫生健康支出", "3.00", "2.00")]
    sheets = Sheets()
    for r in range(0, 4, 2):
        sheets.canvas.setFillGray(0.9)
        sheets.box(LEFT, TOP + r * ROW, RIGHT, TOP + (r + 1) * ROW, fill=True, stroke=False)
    sheets.canvas.setFillGray(0)
    sheets.words(form)
    assert compact(sheets.read()) == rows(form)


def test_a_header_above_several_columns_without_lines_is_a_span() -> None:
    header = [("科目", "", "本年支出", ""), ("编码", "名称", "合计", "基本支出")]
    form = [*header, ("208", "社会保障和就业支出", "80.50", "79.00"), ("210", "卫生健康支出", "3.00", "2.00")]
    sheets = Sheets()
    sheets.words([("",) * 4, *form[1:]])
    sheets.text(LEFT + 80, TOP + 5, "科　目　名　称　与　编　码")
    sheets.text(LEFT + 260, TOP + 5, "本年支出合计及其中基本支出")
    for at in (0, ROW, 2 * ROW, 4 * ROW):
        sheets.across(TOP + at, LEFT, RIGHT)
    document = sheets.read()
    table = document.tables[0]
    assert [list(row) for row in table.rows[1:]] == rows(form[1:])
    assert Span(0, 2, 1, 2) in table.spans


def test_a_header_that_no_line_parts_from_its_figures_is_a_row() -> None:
    header = [("科目", "", "合计", "财政拨款"), ("科目编码", "科目名称", "", "")]
    form = [*header, *FORM[1:], ("210", "卫生健康支出", "3.00", "2.00")]
    sheets = Sheets()
    sheets.rules(5, without=["rows"])
    sheets.across(TOP + ROW, LEFT, LEFT + 230)
    sheets.words(form)
    document = sheets.read()
    assert compact(document) == rows(form)
    assert Span(0, 2, 2, 1) in document.tables[0].spans


def test_rows_between_lines_need_no_figures() -> None:
    form = [("项目", "", "预算数", ""), ("科目编码", "科目名称", "合计", "财政拨款"), *FORM[1:]]
    form += [("210", "卫生健康支出", "", ""), ("213", "农林水支出", "", "")]
    sheets = Sheets()
    sheets.text(LEFT, 80, "支出预算表", 14)
    for i in range(7):
        if i != 1:
            sheets.across(TOP + i * ROW, LEFT, RIGHT)
    sheets.across(TOP + ROW, LEFT + 4, LEFT + 225)
    sheets.across(TOP + ROW, LEFT + 235, RIGHT)
    sheets.words([("",) * 4, *form[1:]])
    sheets.text(LEFT + 105, TOP + 5, "项目")
    sheets.text(LEFT + 310, TOP + 5, "预算数")
    document = sheets.read()
    assert compact(document) == rows(form)
    assert document.tables[0].spans == (Span(0, 0, 1, 2), Span(0, 2, 1, 2))
    assert len(document.paragraphs) == 1


def test_numbers_of_columns_stand_in_the_columns_below_them() -> None:
    form = [FORM[0], ("栏次", "", "1", "2"), *FORM[1:], ("210", "卫生健康支出", "3.00", "2.00")]
    sheets = Sheets()
    sheets.words([*form[:1], ("栏次", "", "", ""), *form[2:]])
    sheets.text(LEFT + 275, TOP + ROW + 5, "1")
    sheets.text(LEFT + 365, TOP + ROW + 5, "2")
    for i in range(6):
        sheets.across(TOP + i * ROW, LEFT, RIGHT)
    assert compact(sheets.read()) == rows(form)


@pytest.mark.parametrize("number", ["1,234,567.89", "79.00", "-12,345.60", "98.76%", "20230.5"])
@pytest.mark.parametrize("side", ["right", "left"])
def test_number_that_runs_over_the_outer_border_is_whole(number: str, side: str) -> None:
    sheets = Sheets()
    sheets.rules()
    body = ("208", "支出", "80.50", "") if side == "right" else ("", "支出", "80.50", "1.00")
    sheets.words((FORM[0], body, FORM[2]))
    wide = stringWidth(number, FONT, 9)
    x = RIGHT + 0.3 * wide - wide if side == "right" else LEFT - 0.3 * wide
    sheets.text(x, TOP + ROW + 5, number)
    document = sheets.read()
    assert document.tables[0].rows[1][3 if side == "right" else 0] == number
    assert document.paragraphs == ()


def test_text_beside_a_table_stays_outside() -> None:
    sheets = Sheets()
    sheets.rules()
    sheets.words()
    sheets.text(RIGHT + 3, TOP + ROW + 5, "12")
    assert sheets.read().tables[0].rows[1][3] == "79.00"


def test_words_of_a_strip_without_lines_head_the_columns_below_them() -> None:
    sheets = Sheets()
    for top in range(int(TOP), int(BOTTOM) + 1, int(ROW)):
        sheets.across(top, LEFT, RIGHT)
    for i in range(len(WIDTHS) + 1):
        x = LEFT + sum(WIDTHS[:i])
        sheets.down(x, TOP if x in (LEFT, RIGHT) else TOP + ROW, BOTTOM)
    sheets.words()
    assert compact(sheets.read()) == rows()


@pytest.mark.parametrize("words", [("本 年 支 出", "", ""), ("本年支出", "基本支出", "")])
def test_a_header_above_several_columns_stays_one(words: tuple[str, str, str]) -> None:
    sheets = Sheets()
    form = [("科目编码", *words), ("208", "80.50", "79.00", "1.50")]
    sheets.words(form)
    sheets.across(TOP, LEFT, RIGHT)
    sheets.across(TOP + ROW, LEFT, RIGHT)
    sheets.across(TOP + 2 * ROW, LEFT, RIGHT)
    for i in range(len(WIDTHS) + 1):
        x = LEFT + sum(WIDTHS[:i])
        sheets.down(x, TOP if i in (0, 1, 4) else TOP + ROW, TOP + 2 * ROW)
    assert Span(0, 1, 1, 3) in sheets.read().tables[0].spans


def test_amounts_that_no_line_parts_stand_in_their_columns() -> None:
    sheets = Sheets()
    sheets.rules(without=["columns"])
    for x in (LEFT + 70, LEFT + 230):
        sheets.down(x, TOP, BOTTOM)
    sheets.down(LEFT + 320, TOP, TOP + ROW)
    sheets.down(LEFT + 320, TOP + 2 * ROW, BOTTOM)
    sheets.words()
    assert compact(sheets.read()) == rows()


def test_header_without_a_line_above_it_heads_rows_with_a_line_below_each() -> None:
    sheet = Sheets()
    sheet.words(FORM)
    for i in range(1, len(FORM) + 1):
        sheet.across(TOP + i * ROW, LEFT, LEFT + sum(WIDTHS))
    assert compact(sheet.read())[0] == list(FORM[0])
