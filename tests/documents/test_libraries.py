"""Why a reader is written here: what a library makes of a file, beside what the reader makes of it.

Where one of these fails, the library has learnt something: look whether the reader can go.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pdfplumber
import pytest
import python_calamine
import xlrd
import xlwt
from docx.oxml import parse_xml

from etl.documents import Document, read_document
from etl.documents.pdf import read_pdf
from tests.documents import makers
from tests.documents.pdf.maker import FONT, FORM, LEFT, ROW, TOP, Sheets, rows

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_XML_SHEET = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="表"><Table><Row><Cell><Data ss:Type="String">科目</Data></Cell>'
    '<Cell><Data ss:Type="Number">2</Data></Cell></Row></Table></Worksheet></Workbook>'
).encode()
_STRICT = {
    f"http://schemas.openxmlformats.org/{name}".encode(): f"http://purl.oclc.org/ooxml/{strict}".encode()
    for name, strict in (
        ("officeDocument/2006/relationships", "officeDocument/relationships"),
        ("spreadsheetml/2006/main", "spreadsheetml/main"),
        ("wordprocessingml/2006/main", "wordprocessingml/main"),
    )
}


def ours(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return read_document(path)


def strict(data: bytes) -> bytes:
    """The same file under the names of the strict kind of Office Open XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for usual, other in _STRICT.items():
        parts = {name: part.replace(usual, other) for name, part in parts.items()}
    return makers.zipped(parts)


def calculated(*, percent: bool = False) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["金额", "比例"])
    book.active.append([1234.5, 0.9877])
    book.active["A2"].number_format = "#,##0.00"
    book.active["B2"].number_format = "0.00%"
    return makers.saved_workbook(book)


def loaded(data: bytes, **options: bool) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), **options).active


def test_number_formats_are_named_and_not_applied(tmp_path: Path) -> None:
    data = calculated()
    assert [(c.value, c.number_format) for c in loaded(data)[2]] == [(1234.5, "#,##0.00"), (0.9877, "0.00%")]
    assert python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1] == [
        1234.5,
        0.9877,
    ]
    assert ours(tmp_path, "a.xlsx", data).tables[0].rows[1] == ("1,234.50", "98.77%")


def test_number_formats_of_old_workbooks_are_not_applied(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "金额")
    sheet.write(0, 1, "比例")
    sheet.write(1, 0, 1234.5, xlwt.easyxf(num_format_str="#,##0.00"))
    sheet.write(1, 1, 0.9877, xlwt.easyxf(num_format_str="0.00%"))
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    assert xlrd.open_workbook(file_contents=data, formatting_info=True).sheet_by_index(0).row_values(1) == [
        1234.5,
        0.9877,
    ]
    assert ours(tmp_path, "a.xls", data).tables[0].rows[1] == ("1,234.50", "98.77%")


def test_a_fault_of_the_styles_is_no_fault_of_the_figures(tmp_path: Path) -> None:
    """A family of fonts beyond those that are numbered."""
    data = calculated()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b'<family val="2"' in parts["xl/styles.xml"]
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'<family val="2"', b'<family val="34"')
    faulty = makers.zipped(parts)
    with pytest.raises(ValueError, match="stylesheet"):
        loaded(faulty)
    assert ours(tmp_path, "a.xlsx", faulty).tables[0].rows[1] == ("1,234.50", "98.77%")


def test_workbooks_of_the_strict_kind_are_read(tmp_path: Path) -> None:
    data = strict(calculated())
    assert loaded(data) is None
    assert ours(tmp_path, "a.xlsx", data).tables[0].rows[1] == ("1,234.50", "98.77%")


def test_a_cell_in_the_last_corner_is_one_cell(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(calculated()))
    book.active.cell(1_048_576, 16_384, "注")
    data = makers.saved_workbook(book)
    sheet = loaded(data)
    assert sheet.max_row * sheet.max_column == 2**34
    document = ours(tmp_path, "a.xlsx", data)
    assert [len(table.rows) for table in document.tables] == [2]


def test_reading_in_bounded_memory_knows_merged_cells_too(tmp_path: Path) -> None:
    data = makers.workbook()
    assert not hasattr(loaded(data, read_only=True), "merged_cells")
    assert ours(tmp_path, "a.xlsx", data).tables[0].spans


def test_a_formula_that_was_never_calculated_is_not_empty(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(calculated()))
    book.active["C1"], book.active["C2"] = "合计", "=A2*2"
    data = makers.saved_workbook(book)
    assert loaded(data, data_only=True)["C2"].value is None
    assert any("formula" in warning for warning in ours(tmp_path, "a.xlsx", data).warnings)


def test_open_documents_show_text_and_merged_cells(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    amount = cell("1,234.50", 'office:value-type="float" office:value="1234.5"')
    share = cell("98.77%", 'office:value-type="percentage" office:value="0.9877"')
    wide = cell("本年收入", 'office:value-type="string" table:number-columns-spanned="2"')
    given = (
        wide + "<table:covered-table-cell/>" + cell("科目"),
        cell("合计") + cell("比例") + cell("名称"),
        amount + share + cell("教育"),
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in given)
    data = makers.open_package(
        f"<office:document-content {_OPEN}><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    assert sheet.to_python()[2][:2] == [1234.5, 0.9877]
    assert not sheet.merged_cell_ranges
    (table,) = ours(tmp_path, "a.ods", data).tables
    assert table.rows[2] == ("1,234.50", "98.77%", "教育")
    assert [(span.row, span.column, span.columns) for span in table.spans] == [(0, 0, 2)]


def test_xml_spreadsheets_are_read_by_none_of_the_libraries(tmp_path: Path) -> None:
    with pytest.raises(zipfile.BadZipFile):
        loaded(_XML_SHEET)
    with pytest.raises(xlrd.XLRDError):
        xlrd.open_workbook(file_contents=_XML_SHEET)
    with pytest.raises(python_calamine.CalamineError):
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(_XML_SHEET))
    assert ours(tmp_path, "a.xls", _XML_SHEET).tables[0].rows == (("科目", "2"),)


def test_word_files_of_the_strict_kind_are_read(tmp_path: Path) -> None:
    data = strict(makers.word())
    with pytest.raises(KeyError, match="no relationship"):
        docx.Document(io.BytesIO(data))
    assert ours(tmp_path, "a.docx", data).tables


def test_what_a_word_file_shows_is_read_whole_and_no_more(tmp_path: Path) -> None:
    document = docx.Document()
    document.element.body.insert(
        0, parse_xml(f"<w:sdt {_W}><w:sdtContent><w:p><w:r><w:t>目录</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    )
    changed = document.add_paragraph("部门")
    changed._p.append(parse_xml(f"<w:ins {_W}><w:r><w:t>预算</w:t></w:r></w:ins>"))
    hidden = document.add_paragraph("收入")
    hidden._p.append(parse_xml(f"<w:r {_W}><w:rPr><w:vanish/></w:rPr><w:t>草稿</w:t></w:r>"))
    boxed = document.add_paragraph("支出")
    box = "<w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>"
    boxed._p.append(
        parse_xml(
            f'<w:r {_W}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>'
        )
    )
    document.add_paragraph("总体情况", style="List Number")
    data = makers.saved(document)
    theirs = [getattr(block, "text", None) for block in docx.Document(io.BytesIO(data)).iter_inner_content()]
    assert theirs == ["部门", "收入草稿", "支出", "总体情况"]
    texts = [paragraph.text for paragraph in ours(tmp_path, "a.docx", data).paragraphs]
    assert texts == ["目录", "部门预算", "收入", "支出", "框中", "1. 总体情况"]


def test_lines_around_tables_of_a_page_are_read_and_figures_as_printed(tmp_path: Path) -> None:
    page = (
        "<html><body><p>单位：万元</p><table><tr><td colspan='2'>支出</td><td>金额</td></tr>"
        "<tr><td>教育</td><td>高等</td><td>1,234.50</td></tr></table><p>注：含结转</p></body></html>"
    )
    (theirs,) = pd.read_html(io.StringIO(page))
    assert theirs.to_numpy().tolist() == [["支出", "支出", "金额"], ["教育", "高等", "1234.50"]]
    document = ours(tmp_path, "a.html", page.encode())
    assert document.tables[0].rows == (("支出", "", "金额"), ("教育", "高等", "1,234.50"))
    assert [paragraph.text for paragraph in document.paragraphs] == ["单位：万元", "注：含结转"]


def test_kinds_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    old = {"a.xls": makers.old_workbook(), "a.doc": makers.compound_file("WordDocument", bytes(5000))}
    new = {"a.xlsx": makers.workbook(), "a.docx": makers.word()}
    for alike in (old, new):
        first, second = alike.values()
        assert first[:4] == second[:4]
    assert {ours(tmp_path, "a", data).format for data in new.values()} == {"xlsx", "docx"}
    assert ours(tmp_path, "a", old["a.xls"]).format == "xls"


def both(sheets: Sheets) -> tuple[list[list[str | None]], list[list[str]]]:
    """The first table of a PDF, as pdfplumber has it and as the reader has it."""
    data = sheets.data()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        (theirs, *_) = pdf.pages[0].extract_tables()
    return theirs, [list(row) for row in read_pdf(Path("a.pdf"), data).tables[0].rows]


def form(*without: str) -> Sheets:
    sheets = Sheets()
    sheets.words()
    sheets.rules(without=without)
    return sheets


def test_tables_that_lines_part_are_those_of_pdfplumber() -> None:
    theirs, read = both(form())
    assert theirs == read == rows()


@pytest.mark.parametrize(("without", "shape"), [(("left", "right"), (3, 2)), (("top",), (2, 4)), (("rows",), (1, 4))])
def test_tables_with_open_sides_are_whole(without: tuple[str, ...], shape: tuple[int, int]) -> None:
    theirs, read = both(form(*without))
    assert (len(theirs), len(theirs[0])) == shape
    assert read == rows()


def test_what_is_printed_over_a_cell_is_no_part_of_its_text() -> None:
    sheets = form()
    sheets.text(LEFT + 4, TOP + ROW + 5, "208")  # once more, to look bold
    sheets.canvas.saveState()
    sheets.canvas.setFillGray(0.8)
    sheets.canvas.translate(150, 550)
    sheets.canvas.rotate(45)
    sheets.canvas.setFont(FONT, 60)
    sheets.canvas.drawString(0, 0, "内部资料")
    sheets.canvas.restoreState()
    theirs, read = both(sheets)
    assert theirs[1][0] == "220088"
    assert any("资" in (cell or "") and cell not in FORM[1] + FORM[2] for row in theirs for cell in row)
    assert read == rows()


def test_merged_cells_of_a_page_are_told() -> None:
    sheets = Sheets()
    sheets.words((("科目", "", "收入", ""), *FORM))
    bottom = TOP + 4 * ROW
    for top in (TOP, TOP + ROW, TOP + 2 * ROW, TOP + 3 * ROW, bottom):
        sheets.across(top, LEFT, LEFT + 410)
    for x, top in ((LEFT, TOP), (LEFT + 70, TOP + ROW), (LEFT + 230, TOP), (LEFT + 320, TOP + ROW), (LEFT + 410, TOP)):
        sheets.down(x, top, bottom)
    data = sheets.data()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        (theirs,) = pdf.pages[0].extract_tables()
    assert theirs[0] == ["科目", None, "收入", None]
    (table,) = read_pdf(Path("a.pdf"), data).tables
    assert [(span.row, span.column, span.columns) for span in table.spans] == [(0, 0, 2), (0, 2, 2)]


@pytest.mark.parametrize(
    "text", ["| 科目 | 金额 |\n| 教育 | 1.00 |\n| 农业 | 2.00 |", "科目\t金额\n教育\t1.00\n农业\t2.00"]
)
def test_rows_without_a_line_of_dashes_are_a_table(text: str, tmp_path: Path) -> None:
    assert ours(tmp_path, "a.txt", text.encode()).tables[0].rows == (
        ("科目", "金额"),
        ("教育", "1.00"),
        ("农业", "2.00"),
    )
