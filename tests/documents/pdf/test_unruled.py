"""Tables without lines between their columns: what stands where says which cell it is."""

from etl.documents.model import Span
from etl.documents.pdf.records import Row
from etl.documents.pdf.text_lines import Word
from etl.documents.pdf.unruled.doubts import doubts, header_doubt
from tests.documents.pdf.maker import FORM, LEFT, ROW, TOP, WIDTHS, Sheets, compact, rows

RIGHT = LEFT + sum(WIDTHS)
BODY = (*FORM[1:], ("210", "卫生健康支出", "3.00", "2.00"))


def _centred(sheets: Sheets, texts: list[tuple[float, float, str]], top: float) -> None:
    """Texts in the middle between two places."""
    for x0, x1, text in texts:
        sheets.text((x0 + x1) / 2 - 4.5 * len(text), top, text)


def test_a_header_of_two_levels_without_lines_has_its_columns_below_it() -> None:
    sheets = Sheets()
    sheets.words(BODY, top=TOP + 2 * ROW)
    _centred(sheets, [(LEFT, 290, "科目"), (290, RIGHT, "本年支出")], TOP + 5)
    _centred(
        sheets, [(LEFT, 130, "编码"), (130, 290, "名称"), (290, 380, "合计"), (380, RIGHT, "基本支出")], TOP + ROW + 5
    )
    table = sheets.read().tables[0]
    assert [list(row) for row in table.rows[:2]] == [["科目", "", "本年支出", ""], ["编码", "名称", "合计", "基本支出"]]
    assert [list(row) for row in table.rows[2:]] == rows(BODY)
    assert {Span(0, 0, 1, 2), Span(0, 2, 1, 2)} <= set(table.spans)


def test_a_name_over_two_lines_around_its_figures_is_one_row() -> None:
    sheets = Sheets()
    sheets.words((FORM[0], *BODY[1:]))
    sheets.text(LEFT + 4, TOP + 3 * ROW + 5, "213")
    sheets.text(LEFT + 74, TOP + 3 * ROW - 0.5, "名称分两行")
    sheets.text(LEFT + 74, TOP + 3 * ROW + 10.5, "写的科目")
    sheets.right(376, TOP + 3 * ROW + 5, "7.00")
    assert compact(sheets.read())[-1] == ["213", "名称分两行\n写的科目", "7.00", ""]


def test_an_empty_column_is_known_by_its_header() -> None:
    body = [(code, name, "", amount) for code, name, amount, _ in BODY]
    sheets = Sheets()
    sheets.words(body, top=TOP + ROW)
    _centred(sheets, [(LEFT, 130, "编码"), (130, 290, "名称"), (290, 380, "上年"), (380, RIGHT, "合计")], TOP + 5)
    assert compact(sheets.read()) == [["编码", "名称", "上年", "合计"], *rows(body)]


def test_a_figure_beside_its_header_stands_in_the_column_that_the_header_is_the_middle_of() -> None:
    sheets = Sheets()
    heads = [(60, 120, "类"), (120, 280, "名称"), (280, 380, "数量"), (380, 400, "款"), (400, 500, "金额")]
    _centred(sheets, [(float(x0), float(x1), text) for x0, x1, text in heads], TOP + 5)
    for k, (name, count, amount) in enumerate(
        (("书架一", "16", "20.00"), ("书架二", "1", "7.00"), ("书架三", "4", "9.50"))
    ):
        sheets.text(124, TOP + (k + 1) * ROW + 5, name)
        sheets.right(376, TOP + (k + 1) * ROW + 5, count)
        sheets.right(496, TOP + (k + 1) * ROW + 5, amount)
    assert compact(sheets.read())[1] == ["", "书架一", "16", "", "20.00"]


def test_a_last_row_on_the_next_page_stands_in_the_columns_of_the_table() -> None:
    sheets = Sheets()
    sheets.words((FORM[0], *BODY))
    sheets.page()
    sheets.words((("", "合计", "86.50", "81.00"),))
    document = sheets.read()
    assert compact(document, 1) == [["", "合计", "86.50", "81.00"]]


def test_a_unit_of_money_broken_in_a_narrow_cell_is_one_unit() -> None:
    sheets = Sheets()
    sheets.text(400, 80, "单位：万")
    sheets.text(400, 91, "元")
    sheets.words((FORM[0], *BODY))
    assert [paragraph.text for paragraph in sheets.read().paragraphs] == ["单位：万元"]


def test_characters_set_apart_are_one_word() -> None:
    sheets = Sheets()
    sheets.text(LEFT, 80, "项　　目")
    assert sheets.read().paragraphs[0].text == "项目"


def test_lines_between_columns_part_the_rows_below_one_that_is_merged_over_them() -> None:
    sheets = Sheets()
    xs = [float(x) for x in (LEFT, *(LEFT + sum(WIDTHS[: k + 1]) for k in range(len(WIDTHS))))]
    sheets.words((FORM[0], ("合计", "", "83.50", "81.00"), *BODY))
    bottom = TOP + (len(BODY) + 2) * ROW
    sheets.across(TOP, xs[0], xs[-1])
    sheets.across(TOP + ROW, xs[0], xs[-1])
    for k, x in enumerate(xs):
        if k == 1:  # 合计 is merged over the first two columns
            sheets.down(x, TOP, TOP + ROW)
            sheets.down(x, TOP + 2 * ROW, bottom)
        else:
            sheets.down(x, TOP, bottom)
    table = sheets.read().tables[0]
    assert [list(row) for row in table.rows[1:]] == [["合计", "", "83.50", "81.00"], *rows(BODY)]


def test_a_row_without_columns_above_the_first_line_of_an_open_table_belongs_to_it() -> None:
    sheets = Sheets()
    xs = [float(LEFT + sum(WIDTHS[:k])) for k in range(1, len(WIDTHS))]
    sheets.words((FORM[0], *BODY))
    _centred(sheets, [(LEFT, RIGHT, "本年支出")], TOP - ROW + 5)
    for k in range(len(BODY) + 1):
        sheets.across(TOP + k * ROW, LEFT, RIGHT)
    for x in xs:
        sheets.down(x, TOP, TOP + (len(BODY) + 1) * ROW)
    assert compact(sheets.read())[0][0] == "本年支出"


def test_figures_between_two_rows_are_said_to_be_uncertain() -> None:
    sheets = Sheets()
    sheets.words((FORM[0], *BODY))
    below = TOP + (len(BODY) + 1) * ROW + 5
    sheets.text(LEFT + 4, below, "213")
    sheets.text(LEFT + 74, below, "农林水支出")
    sheets.right(376, below + 11, "7.00")
    sheets.right(466, below + 11, "6.00")
    (table,) = sheets.read().tables
    assert table.doubts == (f"figures without a name beside a name without figures in row {len(BODY) + 2}",)


def test_a_figure_over_the_end_of_its_column_is_said_to_be_uncertain() -> None:
    amount = Word(100.0, 140.0, "7.00", 10.0, 19.0)
    columns = [(0.0, 120.0), (120.0, 200.0)]
    assert doubts([Row((amount,), 10.0, 19.0)], columns) == [
        "figures beside each other in one column, or over its end, in row 1"
    ]


def test_a_header_over_two_columns_without_headers_of_their_own_is_said_to_be_uncertain() -> None:
    columns = [(0.0, 120.0), (120.0, 200.0)]
    assert header_doubt(columns, [(0, 1)]) == "its 1 headers and 2 columns don't match one by one"
    assert header_doubt(columns, [(0, 0), (1, 1)]) == ""


def test_nothing_is_uncertain_in_a_form_whose_columns_stand_apart() -> None:
    sheets = Sheets()
    sheets.words((FORM[0], *BODY))
    (table,) = sheets.read().tables
    assert (table.doubts, table.header_doubt, table.told_by) == ((), "", "places")
