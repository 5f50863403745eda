"""Sheets wider than their paper: the columns that an office program prints on later pages belong to those of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etl.documents.builder import DocumentBuilder
from etl.documents.model import Table
from etl.documents.page.geometry import Area
from etl.documents.page.grid import Cell
from etl.documents.pdf.across_pages import Printed, put_together
from etl.documents.pdf.ruled_tables import Found
from etl.documents.pdf.text_lines import Line, Word
from tests.documents.pdf.maker import Sheets

PAPER = (595.0, 842.0, 0)
LABELS = (
    ("科目编码", "科目名称", "合计"),
    ("", "合计", "30.00"),
    ("201", "一般公共服务支出", "20.00"),
    ("208", "社会保障和就业支出", "10.00"),
)
FUNDS = (("一般公共预算", "政府性基金"), ("25.00", "5.00"), ("15.00", "5.00"), ("10.00", "0.00"))


def table(rows: Sequence[Sequence[str]], top: float = 100.0, left: float = 60.0) -> Found:
    width, height = len(rows[0]), len(rows)
    cells = tuple(
        Cell(r, c, 1, 1, Area(left + 80 * c, top + 20 * r, left + 80 * (c + 1), top + 20 * (r + 1)))
        for r in range(height)
        for c in range(width)
    )
    return Found(Area(left, top, left + 80 * width, top + 20 * height), tuple(map(tuple, rows)), cells)


def line(text: str, x0: float, y: float) -> Line:
    x1 = x0 + 10 * len(text)
    return Line(y, y + 10, x0, x1, text, (Word(x0, x1, text, y, y + 10),), 10.0)


def page(number: int, *tables: Found, lines: Sequence[Line] = (), single: Sequence[Found] = ()) -> Printed:
    return Printed(number, PAPER, lines, tables, single)


def columns(pages: Sequence[Printed]) -> list[list[int]]:
    """The widths of the tables of each page, after putting together."""
    return [[len(found.rows[0]) for found in one.tables] for one in put_together(pages)]


def test_columns_on_the_next_page_stand_beside_those_of_the_first() -> None:
    (whole,) = put_together([page(1, table(LABELS)), page(2, table(FUNDS))])
    assert whole.number == 1
    assert whole.tables[0].rows == tuple((*one, *two) for one, two in zip(LABELS, FUNDS, strict=True))


def test_pages_may_go_down_before_they_go_across() -> None:
    more = table(
        (("210", "卫生健康支出", "3.00"), ("212", "城乡社区支出", "2.00"), ("221", "住房保障支出", "1.00")), 60
    )
    beside = table((("3.00", "0.00"), ("2.00", "0.00"), ("1.00", "0.00")), 60)
    down_first = [page(1, table(LABELS)), page(2, more), page(3, table(FUNDS)), page(4, beside)]
    across_first = [page(1, table(LABELS)), page(2, table(FUNDS)), page(3, more), page(4, beside)]
    assert columns(down_first) == columns(across_first) == [[5], [5]]


def test_two_forms_of_equal_rows_stay_apart_by_their_titles() -> None:
    other = [("科目编码", "科目名称", "合计"), *((*row[:2], "1.00") for row in LABELS[1:])]
    titled = [
        page(1, table(LABELS), lines=[line("收入决算表", 200, 80)]),
        page(2, table(other), lines=[line("支出决算表", 200, 80)]),
    ]
    assert columns(titled) == [[3], [3]]


def test_rows_at_other_heights_are_another_form() -> None:
    assert columns([page(1, table(LABELS)), page(2, table(FUNDS, top=130))]) == [[3], [2]]


def test_next_page_of_a_form_is_not_its_right_side() -> None:
    again = [LABELS[0], ("210", "卫生健康支出", "3.00"), ("21011", "行政事业单位医疗", "3.00"), ("221", "住房", "1.00")]
    assert columns([page(1, table(LABELS)), page(2, table(again))]) == [[3], [3]]


def test_labels_printed_again_on_the_right_page_stand_once() -> None:
    again = [(*one[:2], *two) for one, two in zip(LABELS, FUNDS, strict=True)]
    (whole,) = put_together([page(1, table(LABELS)), page(2, table(again))])
    assert whole.tables[0].rows[2] == ("201", "一般公共服务支出", "20.00", "15.00", "5.00")


def test_single_column_has_no_lines_of_its_own() -> None:
    texts = [
        line("上年结转", 62, 105),
        *(line(text, 100, 125 + 20 * i) for i, text in enumerate(("4.00", "3.00", "1.00"))),
    ]
    (whole,) = put_together([page(1, table(LABELS)), page(2, lines=texts)])
    assert [row[-1] for row in whole.tables[0].rows] == ["上年结转", "4.00", "3.00", "1.00"]
    assert not whole.lines


def test_single_column_of_blank_cells_is_known_by_its_lines() -> None:
    column = table((("政府性基金",), ("",), ("5.00",), ("",)))
    (whole,) = put_together(
        [page(1, table(LABELS)), page(2, lines=[line("政府性基金", 62, 105), line("5.00", 62, 145)], single=[column])]
    )
    assert [row[-1] for row in whole.tables[0].rows] == ["政府性基金", "", "5.00", ""]
    assert not whole.lines


def test_other_half_of_a_summary_has_labels_of_its_own() -> None:
    revenue = (("收入", "预算数"), ("财政拨款", "9.00"), ("其他收入", "1.00"), ("收入总计", "10.00"))
    spending = (("支出", "预算数"), ("教育支出", "8.00"), ("住房保障支出", "2.00"), ("支出总计", "10.00"))
    title = [line("收支总表", 100, 80)]
    assert columns([page(1, table(revenue), lines=title), page(2, table(spending))]) == [[4]]


def test_header_that_the_paper_cuts_is_one_cell() -> None:
    left = table((("科目名称", "基本支出"), ("", "人员"), ("合计", "3.00"), ("教育", "2.00"), ("住房", "1.00")))
    right = table((("", ""), ("公用", "项目"), ("0.00", "1.00"), ("0.00", "1.00"), ("0.00", "0.00")))
    cells = (Cell(0, 0, 1, 2, Area(60, 100, 220, 120)), *right.cells[2:])
    right = Found(right.area, right.rows, cells)
    (whole,) = put_together([page(1, table(left.rows)), page(2, right)])
    (cut,) = [cell for cell in whole.tables[0].cells if cell.row == 0 and cell.column == 1]
    assert cut.columns == 3


def test_title_cut_by_the_paper_is_one_line() -> None:
    (whole,) = put_together(
        [
            page(1, table(LABELS), lines=[line("部门收", 270, 80)]),
            page(2, table(FUNDS), lines=[line("入总表", 60, 80), line("单位：万元", 150, 90)]),
        ]
    )
    assert [one.text for one in whole.lines] == ["部门收入总表", "单位：万元"]


def draw() -> Table:
    sheet = Sheets()
    labels = [(code, name, amount) for code, name, amount in LABELS]
    sheet.words(labels, widths=(70.0, 160.0, 90.0))
    sheet.rules(4, widths=(70.0, 160.0, 90.0))
    sheet.page()
    sheet.words(FUNDS, widths=(90.0, 90.0))
    sheet.rules(4, widths=(90.0, 90.0))
    return sheet.read().tables[0]


def test_cell_keeps_its_page_and_place() -> None:
    found = draw()
    assert [found.page_of(c) for c in range(5)] == [1, 1, 1, 2, 2]
    assert found.boxes is not None
    box = found.boxes[1][3]
    assert box is not None
    assert (round(box.left), round(box.right)) == (60, 150)


def test_pages_of_columns_are_counted_on_where_files_are_joined() -> None:
    found = draw()
    one = DocumentBuilder("a.pdf")
    one.blocks.append(found)
    builder = DocumentBuilder("parts")
    builder.part(one.document("pdf", b""), page_offset=10)
    (moved,) = builder.document("parts", b"").tables
    assert (moved.page, moved.page_of(4)) == (11, 12)


def test_a_page_that_the_columns_joined_so_far_refuse_stays_a_page() -> None:
    """What the second page adds may be titled otherwise than the third, where the first alone was not."""
    pages = [page(1, table(LABELS)), page(2, table(FUNDS), lines=[line("附表", 80, 50)])]
    third = page(3, table(FUNDS), lines=[line("续表", 320, 50)])
    assert [(one.number, len(one.tables[0].rows[0])) for one in put_together([*pages, third])] == [(1, 5), (3, 2)]


def test_what_is_uncertain_of_the_right_page_stays_so_and_what_places_tell_is_not_widened() -> None:
    (whole,) = put_together([page(1, table(LABELS)), page(2, replace(table(FUNDS), header_doubt="two columns"))])
    assert whole.tables[0].header_doubt == "two columns"
    told = replace(table(LABELS), unruled=((),))
    assert columns([page(1, told), page(2, table(FUNDS))]) == [[3], [2]]
