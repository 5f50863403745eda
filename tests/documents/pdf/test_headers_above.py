"""A ruled table whose header has no lines: words above its columns name them."""

from etl.documents.model import Span
from tests.documents.pdf.maker import FORM, LEFT, TOP, WIDTHS, Sheets, compact, rows

RIGHT = LEFT + sum(WIDTHS)
BODY = FORM[1:]
HEADS = ((LEFT, 130, "科目编码"), (130, 290, "科目名称"), (290, 380, "合计"), (380, RIGHT, "财政拨款"))


def _centred(sheets: Sheets, texts: tuple[tuple[float, float, str], ...], top: float) -> None:
    for x0, x1, text in texts:
        sheets.text((x0 + x1) / 2 - 4.5 * len(text), top, text)


def _ruled_body() -> Sheets:
    sheets = Sheets()
    sheets.words(BODY)
    sheets.rules(len(BODY))
    return sheets


def test_words_above_a_table_that_begins_with_figures_are_its_header() -> None:
    sheets = _ruled_body()
    sheets.text(LEFT, 60, "支出决算表")
    sheets.text(LEFT, 75, "单位：万元")
    _centred(sheets, HEADS, TOP - 14)
    document = sheets.read()
    assert compact(document) == rows()
    assert {line.text for line in document.before(document.tables[0])} == {"支出决算表", "单位：万元"}


def test_a_cell_of_such_a_header_stands_over_the_columns_whose_middle_it_is() -> None:
    sheets = _ruled_body()
    _centred(sheets, ((LEFT, 290, "项目"), (290, RIGHT, "本年支出")), TOP - 28)
    _centred(sheets, HEADS, TOP - 14)
    table = sheets.read().tables[0]
    assert [list(row) for row in table.rows[:2]] == [["项目", "", "本年支出", ""], rows()[0]]
    assert {Span(0, 0, 1, 2), Span(0, 2, 1, 2)} <= set(table.spans)


def test_the_numbers_of_columns_stay_in_their_columns_of_such_a_header() -> None:
    sheets = _ruled_body()
    _centred(sheets, HEADS, TOP - 34)
    _centred(sheets, ((130, 290, "栏次"), (290, 380, "1"), (380, RIGHT, "2")), TOP - 14)
    assert compact(sheets.read())[:2] == [rows()[0], ["", "栏次", "1", "2"]]


def test_a_title_above_figures_that_go_on_from_the_page_before_is_no_header() -> None:
    sheets = _ruled_body()
    sheets.text(LEFT + 150, TOP - 20, "支出决算表（续）")
    document = sheets.read()
    assert compact(document) == rows(BODY)
    assert [line.text for line in document.before(document.tables[0])] == ["支出决算表（续）"]


def test_words_above_a_table_with_a_header_are_no_part_of_it() -> None:
    sheets = Sheets()
    sheets.words()
    sheets.rules()
    _centred(sheets, ((LEFT, 290, "甲"), (290, RIGHT, "乙")), TOP - 14)
    assert compact(sheets.read()) == rows()
