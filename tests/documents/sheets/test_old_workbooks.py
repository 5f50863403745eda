"""Workbooks before 2007: raised marks, code pages, sheets of other kinds, damage that concerns no cell."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from pathlib import Path

import olefile
import pytest
import xlwt

from etl.documents.model import Document
from etl.documents.sheets.xls import read_xls
from etl.errors import DocumentError
from tests.documents import makers

LABEL, NUMBER, RSTRING, FORMULA, STRING, EOF = 0x0204, 0x0203, 0x00D6, 0x0006, 0x0207, 0x000A


def record(number: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def read(data: bytes, *, embedded: bool = False) -> Document:
    return read_xls(Path("report.xls"), data, embedded=embedded)


def saved(book: xlwt.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def excel95(cells: Iterable[bytes], before: Iterable[bytes] = (), *, codepage: int = 936, kind: int = 0) -> bytes:
    """A workbook of Excel 95: a sheet of these records, and another sheet of one number behind it."""
    names = "表".encode("gbk"), "末".encode("gbk")
    head = record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0)) + record(0x0042, struct.pack("<H", codepage))
    head += b"".join(before)
    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0)) + b"".join(cells) + record(EOF)
    last = record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0)) + number(0, 0, 7) + number(0, 1, 8) + record(EOF)
    first = len(head) + sum(4 + 7 + len(name) for name in names) + 4
    for name, offset, one in zip(names, (first, first + len(sheet)), (kind, 0), strict=True):
        head += record(0x0085, struct.pack("<IBBB", offset, 0, one, len(name)) + name)
    return makers.compound_file("Book", head + record(EOF) + sheet + last)


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(NUMBER, struct.pack("<HHHd", row, column, style, value))


def label(row: int, column: int, text: bytes) -> bytes:
    return record(LABEL, struct.pack("<HHHH", row, column, 0, len(text)) + text)


def font(*, raised: bool) -> bytes:
    return record(0x0031, struct.pack("<HHHHHBBBBB", 200, 0, 0x7FFF, 400, int(raised), 0, 0, 0, 0, 1) + b"A")


def test_raised_marks_stay_raised() -> None:
    raised = xlwt.Font()
    raised.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write_rich_text(0, 0, ["政府采购支出", ("1", raised)])
    sheet.write_rich_text(0, 1, ["政府采购", ("2", raised), "支出"])
    sheet.write(0, 2, "2024")
    sheet.write_rich_text(1, 0, [("12", raised)])  # raised as a whole it marks nothing
    sheet.write(1, 1, 5)
    (table,) = read(saved(book)).tables
    assert table.rows == (("政府采购支出¹", "政府采购²支出", "2024"), ("12", "5", ""))


def test_struck_out_cells_and_runs_are_left_out_and_told() -> None:
    withdrawn, bold = xlwt.Font(), xlwt.Font()
    withdrawn.struck_out = bold.bold = True
    struck = xlwt.XFStyle()
    struck.font = withdrawn
    sheet = (book := xlwt.Workbook()).add_sheet("表")
    for column, text in enumerate(("科目", "预算数", "决算数")):
        sheet.write(0, column, text)
    sheet.write(1, 0, "工资")
    sheet.write(1, 1, 30, struck)
    sheet.write_rich_text(1, 2, [("36", withdrawn), ("37", bold)])
    sheet.write_rich_text(2, 0, ["旧名", ("奖金", bold)], struck)  # a run with a font of its own is shown
    sheet.write(2, 1, 8)
    document = read(saved(book))
    assert document.tables[0].rows[1:] == (("工资", "", "37"), ("奖金", "8", ""))
    told = " ".join(document.warnings)
    assert "1 struck out cells were left out (B2)" in told
    assert "2 pieces of struck out text" in told


def test_a_raised_mark_behind_a_rare_character_stays_raised() -> None:
    raised = xlwt.Font()
    raised.escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    data = with_shared_text(["𠮷田桥", ("3", raised)])
    assert read(data).tables[0].rows == (("𠮷田桥³", "5"),)


def with_shared_text(pieces: list[object]) -> bytes:
    book = workbook_of_formula()
    book.get_sheet(0).write_rich_text(0, 0, pieces)
    return saved(book)


def test_rare_characters_parted_by_records_are_whole() -> None:
    texts = ["𠮷" * (30 + k % 7) + str(k) for k in range(400)]
    data = makers.old_workbook([[text, "1"] for text in texts], [])
    assert [row[0] for row in read(data).tables[0].rows] == texts


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_wrong_count_of_texts_harms_nothing(count: int) -> None:
    data = makers.old_workbook([["科目", "预算数", "决算数"], ["工资", "1", "2"]], [])
    at = data.index(b"\xfc\x00", 512) + 4 + 4
    changed = data[:at] + struct.pack("<I", count) + data[at + 4 :]
    assert read(changed).blocks == read(data).blocks


def test_a_cell_that_names_a_missing_text_is_told() -> None:
    data = makers.old_workbook([["科目", "预算数"]], [])
    for number in (9, 0xFFFFFFFF):
        cell = struct.pack("<HHHH", 0x00FD, 10, 0, 1)
        at = data.index(cell) + 10
        with pytest.raises(DocumentError, match="sheet 表, at row 1"):
            read(data[:at] + struct.pack("<I", number) + data[at + 4 :])


def test_raised_marks_of_excel_95_stay_raised() -> None:
    text = "科目1".encode("gbk")
    rich = record(RSTRING, struct.pack("<HHHH", 0, 0, 0, len(text)) + text + bytes([2, 0, 0, 2, 1]))
    document = read(excel95([rich, number(0, 1, 3)], [font(raised=False), font(raised=True)]))
    assert document.tables[0].rows == (("科目¹", "3"),)


def test_a_formula_of_excel_95_gives_its_chinese_text() -> None:
    text = "一般公共预算".encode("gbk")
    formula = record(FORMULA, struct.pack("<HHH8sHIH", 0, 0, 0, b"\0\0\0\0\0\0\xff\xff", 0, 0, 0))
    cells = [formula, record(STRING, struct.pack("<H", len(text)) + text), number(0, 1, 3)]
    assert read(excel95(cells)).tables[0].rows == (("一般公共预算", "3"),)


def test_a_formula_whose_result_is_no_value_is_named() -> None:
    formula = record(FORMULA, struct.pack("<HHH8sHIH", 0, 2, 0, b"\xff" * 8, 0, 0, 0))
    document = read(excel95([number(0, 0, 1), number(0, 1, 3), formula]))
    assert document.tables[0].rows == (("1", "3"),)
    assert "C1" in document.warnings[0]


@pytest.mark.parametrize("width", [1, 2])
def test_a_formula_gives_its_text_in_rare_characters(width: int) -> None:
    text = "𠮷田桥" if width == 2 else "No. 1"
    body = text.encode("utf-16-le" if width == 2 else "latin-1")
    data = saved(workbook_of_formula())
    marked = record(FORMULA, struct.pack("<HHH8s", 0, 0, 0, b"\0\0\0\0\0\0\xff\xff") + bytes(8))
    marked += record(STRING, struct.pack("<HB", len(body) // width, width - 1) + body)
    assert read(with_records(data, marked)).tables[0].rows == ((text, "5"),)


def workbook_of_formula() -> xlwt.Workbook:
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 1, 5)
    return book


def with_records(data: bytes, more: bytes) -> bytes:
    """A workbook of one sheet with these records before the end of its sheet."""
    stream = olefile.OleFileIO(io.BytesIO(data)).openstream("Workbook").read().rstrip(b"\0")
    assert stream.endswith(b"\x0a")
    return makers.compound_file("Workbook", stream[:-1] + more + record(EOF))


@pytest.mark.parametrize("codepage", [936, 10008, 0, 29_999])
def test_texts_of_excel_95_are_chinese_unless_its_code_page_says_else(codepage: int) -> None:
    document = read(excel95([label(0, 0, "教育支出".encode("gbk")), number(0, 1, 3)], codepage=codepage))
    assert document.tables[0].rows == (("教育支出", "3"),)


def test_half_a_character_harms_its_cell_only() -> None:
    document = read(excel95([label(0, 0, "教育支出".encode("gbk")[:-1]), number(0, 1, 3)]))
    ((text, figure),) = document.tables[0].rows
    assert text.startswith("教育支")
    assert figure == "3"


def test_a_chart_is_left_out_by_name() -> None:
    document = read(excel95([], kind=2))
    assert "sheet 表 is no table" in document.warnings[0]
    assert [table.rows for table in document.tables] == [(("7", "8"),)]


def test_charts_count_where_an_embedded_workbook_names_its_active_sheet() -> None:
    window = record(0x003D, struct.pack("<9H", 0, 0, 0, 0, 0, 1, 0, 1, 0))
    (table,) = read(excel95([], [window], kind=2), embedded=True).tables
    assert (table.name, table.hidden) == ("末", False)


def test_a_style_that_is_not_there_shows_the_plain_number() -> None:
    assert read(excel95([number(0, 0, 1.5, style=900), number(0, 1, 2)])).tables[0].rows == (("1.5", "2"),)


def test_damage_in_what_shows_nothing_is_no_damage() -> None:
    names = [record(0x0018, b"\xff" * 9), record(0x0293, b"\x01"), record(0x008C, b"\x01"), record(0x0017, b"\xff")]
    cells = [record(0x00BE, b"\x01\x02"), record(0x01B8, b"\x01"), number(0, 0, 1), number(0, 1, 2)]
    assert read(excel95(cells, names)).tables[0].rows == (("1", "2"),)


def test_a_damaged_sheet_is_named_with_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DocumentError, match=r"report\.xls.*sheet 表, at row 4.*fetch the file again"):
        read(excel95([number(3, 0, 1), record(NUMBER, b"\x04\x00")]))
    assert capsys.readouterr().out == ""


def test_rows_beyond_the_bounds_are_refused_while_they_are_read() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row in range(50_001):
        sheet.write(row, 255, 1)
    with pytest.raises(DocumentError, match="more than 50,000 rows"):
        read(saved(book))


def test_a_workbook_before_excel_5_is_told() -> None:
    data = makers.compound_file("Workbook", record(0x0809, struct.pack("<HHHH", 0x0400, 5, 0, 0)) + record(EOF))
    with pytest.raises(DocumentError, match="older than Excel 5"):
        read(data)
