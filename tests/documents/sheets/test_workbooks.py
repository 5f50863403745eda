"""Workbooks: sheets, several forms on a sheet, what cells show, what isn't printed."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from etl.documents import read_document
from etl.documents.model import Document, Paragraph, Span, Table
from etl.documents.sheets.xls import read_xls
from etl.documents.sheets.xlsx import read_xlsx
from tests.documents import makers

HEADER = ["项目", "预算数", "决算数"]


def read(folder: Path, data: bytes) -> Document:
    path = folder / "report.xlsx"
    path.write_bytes(data)
    return read_document(path)


def sheet_of(folder: Path, rows: list[list[object]], merges: tuple[str, ...] = ()) -> Document:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    return read(folder, makers.saved_workbook(book))


def outline(document: Document) -> list[str]:
    """Paragraphs as they are, tables as their first cell and size."""
    return [
        block.text if isinstance(block, Paragraph) else f"[{block.rows[0][0]} {len(block.rows)}×{block.width}]"
        for block in document.blocks
    ]


def test_lines_above_a_form_are_paragraphs_and_notes_below_too(tmp_path: Path) -> None:
    document = sheet_of(
        tmp_path,
        [
            ["收入支出决算总表"],
            [None, None, "公开01表"],
            ["部门：青溪市图书档案局", None, "金额单位：万元"],
            HEADER,
            ["一、教育支出", 1, 2],
            ["注：本表由部门填列。"],
        ],
        ("A1:C1",),
    )
    assert outline(document) == [
        "收入支出决算总表",
        "公开01表",
        "部门：青溪市图书档案局",
        "金额单位：万元",
        "[项目 2×3]",
        "注：本表由部门填列。",
    ]


def test_a_title_beside_the_unit_is_no_row_of_the_form(tmp_path: Path) -> None:
    document = sheet_of(tmp_path, [["收入决算表", None, "单位：万元"], HEADER, ["甲", 1, 2]])
    assert outline(document) == ["收入决算表", "单位：万元", "[项目 2×3]"]


def test_a_header_of_years_is_no_line_above_the_form(tmp_path: Path) -> None:
    document = sheet_of(tmp_path, [["支出表"], [None, "2023年", "2024年"], ["工资", 1, 2]])
    assert outline(document) == ["支出表", "[ 2×3]"]


def test_two_forms_on_one_sheet_are_two_tables(tmp_path: Path) -> None:
    document = sheet_of(
        tmp_path,
        [["收入决算表"], HEADER, ["甲", 1, 2], [], ["支出决算表"], ["单位：万元"], HEADER, ["乙", 3, 4]],
        ("A1:C1", "A5:C5"),
    )
    assert outline(document) == ["收入决算表", "[项目 2×3]", "支出决算表", "单位：万元", "[项目 2×3]"]


SIDE_BY_SIDE: list[list[object]] = [
    ["甲局2025年部门预算"],
    ["收入预算表", None, None, "支出预算表"],
    ["项目", "金额", None, "编码", "名称", "金额"],
    ["财政拨款", "5.00", None, "205", "教育支出", "3.00"],
    ["合计", "5.00", None, "221", "住房保障支出", "2.00"],
]


def test_two_forms_beside_each_other_are_two_tables(tmp_path: Path) -> None:
    found = sheet_of(tmp_path, SIDE_BY_SIDE, ("A1:F1",))
    assert [table.rows[1] for table in found.tables] == [("财政拨款", "5.00"), ("205", "教育支出", "3.00")]
    texts = [block.text if isinstance(block, Paragraph) else block.index for block in found.blocks]
    assert texts == ["甲局2025年部门预算", "收入预算表", 0, "支出预算表", 1]


def test_a_merged_cell_over_the_gap_keeps_a_sheet_together(tmp_path: Path) -> None:
    rows: list[list[object]] = [*SIDE_BY_SIDE, ["注：以上数据按万元填列", None, None, None, None, "1"]]
    assert len(sheet_of(tmp_path, rows, ("A6:E6",)).tables) == 1


def test_two_forms_without_a_blank_row_between_are_two_tables(tmp_path: Path) -> None:
    document = sheet_of(
        tmp_path,
        [
            ["收入决算表"],
            HEADER,
            ["甲", 1, 2],
            ["支出决算表"],
            ["部门：某局", None, "单位：万元"],
            HEADER,
            ["乙", 3, 4],
        ],
        ("A1:C1", "A4:C4"),
    )
    assert outline(document) == [
        "收入决算表",
        "[项目 2×3]",
        "支出决算表",
        "部门：某局",
        "单位：万元",
        "[项目 2×3]",
    ]


@pytest.mark.parametrize("between", [[], [[]]])
def test_a_repeated_header_begins_the_table_of_the_next_page(between: list[list[object]], tmp_path: Path) -> None:
    document = sheet_of(tmp_path, [["支出表"], HEADER, ["甲", 1, 2], ["乙", 1, 2], *between, HEADER, ["丙", 3, 4]])
    assert outline(document) == ["支出表", "[项目 3×3]", "[项目 2×3]"]


def test_a_blank_row_and_a_heading_row_within_a_form_do_not_part_it(tmp_path: Path) -> None:
    document = sheet_of(
        tmp_path, [["支出表"], HEADER, ["一、基本支出"], ["工资", 1, 2], [], ["二、项目支出"], ["修缮", 3, 4]]
    )
    assert outline(document) == ["支出表", "[项目 6×3]"]


def test_a_sheet_of_text_is_paragraphs(tmp_path: Path) -> None:
    document = sheet_of(tmp_path, [["2024年度部门决算"], [], ["目录"], ["第一部分 概况"]])
    assert outline(document) == ["2024年度部门决算", "目录", "第一部分 概况"]


def test_a_table_carries_the_name_of_its_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "公开02表"
    book.active.append(HEADER)
    assert read(tmp_path, makers.saved_workbook(book)).tables[0].name == "公开02表"


def test_figures_are_read_as_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    sheet.append(["完成率", 0.9123, 1234.5])
    sheet["B2"].number_format = "0.00%"
    sheet["C2"].number_format = "#,##0.00"
    assert read(tmp_path, makers.saved_workbook(book)).tables[0].rows[1] == ("完成率", "91.23%", "1,234.50")


def test_figures_of_old_workbooks_are_read_as_shown(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for column, text in enumerate(HEADER):
        sheet.write(0, column, text)
    sheet.write(1, 0, "完成率")
    sheet.write(1, 1, 0.9123, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(1, 2, 1234.5, xlwt.easyxf(num_format_str="#,##0.00"))
    sheet.write(2, 0, 208)
    sheet.write(2, 1, 45413, xlwt.easyxf(num_format_str="yyyy/m/d"))
    sheet.write(2, 2, 0, xlwt.easyxf(num_format_str='0.00;-0.00;"-"'))
    buffer = io.BytesIO()
    book.save(buffer)
    rows = read(tmp_path, buffer.getvalue()).tables[0].rows
    assert rows[1:] == (("完成率", "91.23%", "1,234.50"), ("208", "2024/5/1", "-"))


def test_hidden_rows_of_old_workbooks_are_not_printed(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row, text in enumerate(["项目", "工资", "备用", "修缮"]):
        sheet.write(row, 0, text)
        sheet.write(row, 1, row)
    sheet.row(2).hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    shown, whole = read(tmp_path, buffer.getvalue()).tables
    assert [row[0] for row in shown.rows] == ["项目", "工资", "修缮"]
    assert whole.hidden


def test_figures_stored_as_text_stay_as_they_are(tmp_path: Path) -> None:
    document = sheet_of(tmp_path, [HEADER, ["工资", "1,234.50", " 20 "]])
    assert document.tables[0].rows[1] == ("工资", "1,234.50", "20")


def test_a_formula_gives_its_stored_value_and_one_without_is_named(tmp_path: Path) -> None:
    data = makers.bare_workbook(
        '<row r="1"><c r="A1" t="str"><v>合计</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><f>A1</f></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c></row>'
    )
    document = read(tmp_path, data)
    assert document.tables[0].rows == (("合计", "2"),)
    (warning,) = document.warnings
    assert "Sheet1" in warning
    assert "C1" in warning
    assert "D1" not in warning


def test_shared_texts_are_read_without_reading_aids(tmp_path: Path) -> None:
    data = makers.bare_workbook(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>',
        strings="<si><t>科目</t></si><si><r><t>决</t></r><r><t>算数</t></r><rPh sb='0' eb='1'><t>jue</t></rPh></si>",
    )
    assert read(tmp_path, data).tables[0].rows == (("科目", "决算数"),)


def test_cells_and_rows_without_reference_follow_each_other(tmp_path: Path) -> None:
    data = makers.bare_workbook('<row><c t="str"><v>a</v></c><c><v>1</v></c></row><row><c t="str"><v>b</v></c></row>')
    assert read(tmp_path, data).tables[0].rows == (("a", "1"), ("b", ""))


def test_an_error_in_a_cell_is_kept_and_named(tmp_path: Path) -> None:
    data = makers.bare_workbook('<row r="1"><c r="A1" t="str"><v>合计</v></c><c r="B1" t="e"><v>#REF!</v></c></row>')
    document = read(tmp_path, data)
    assert document.tables[0].rows == (("合计", "#REF!"),)
    assert "B1" in document.warnings[0]


def test_a_hidden_sheet_is_kept_and_marked(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    helper = book.create_sheet("底稿")
    helper.append(["草稿", 1])
    helper.sheet_state = "hidden"
    shown, hidden = read(tmp_path, makers.saved_workbook(book)).tables
    assert (shown.hidden, hidden.hidden, hidden.name) == (False, True, "底稿")


def test_hidden_columns_are_not_printed_but_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["项目", "校验", "决算数"])
    book.active.append(["工资", 0, 2])
    book.active.column_dimensions["B"].hidden = True
    document = read(tmp_path, makers.saved_workbook(book))
    shown, whole = document.tables
    assert shown.rows == (("项目", "决算数"), ("工资", "2"))
    assert whole.hidden
    assert whole.width == 3
    assert "B1" in document.warnings[0]


def test_merged_cells_shrink_with_hidden_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["项目", "支出", None, None])
    book.active.append(["项目", "基本", "校验", "项目支出"])
    book.active.merge_cells("B1:D1")
    book.active.column_dimensions["C"].hidden = True
    assert read(tmp_path, makers.saved_workbook(book)).tables[0].spans == (Span(0, 1, 1, 2),)


def test_a_table_in_the_middle_of_a_sheet_begins_at_its_first_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for column, text in enumerate(HEADER):
        book.active.cell(5, 4 + column, text)
        book.active.cell(6, 4 + column, column)
    table = read(tmp_path, makers.saved_workbook(book)).tables[0]
    assert table.rows == (("项目", "预算数", "决算数"), ("0", "1", "2"))


@pytest.mark.parametrize("header", ["", "\ufeff"])
def test_xml_spreadsheets_of_accounting_systems_are_read(header: str, tmp_path: Path) -> None:
    data = (
        header + '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="m">'
        '<NumberFormat ss:Format="Standard"/></Style></Styles><Worksheet ss:Name="公开02表"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">科目</Data></Cell>'
        '<Cell><Data ss:Type="String">决算数</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String">208</Data></Cell>'
        '<Cell ss:Index="3" ss:StyleID="m"><Data ss:Type="Number">1234.5</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    ).encode()
    document = read(tmp_path, data)
    table: Table = document.tables[0]
    assert document.format == "xml_sheet"
    assert table.rows == (("科目", "", "决算数"), ("208", "", "1,234.50"))
    assert table.spans == (Span(0, 0, 1, 2),)


def test_repeated_cells_and_rows_of_open_documents_are_written_out(tmp_path: Path) -> None:
    content = (
        '<?xml version="1.0"?><o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        '<o:body><o:spreadsheet><t:table t:name="表"><t:table-row><t:table-cell><x:p>项目</x:p></t:table-cell>'
        '<t:table-cell t:number-columns-repeated="2"><x:p>0.00</x:p></t:table-cell>'
        '<t:table-cell t:number-columns-repeated="16381"/></t:table-row>'
        '<t:table-row t:number-rows-repeated="2"><t:table-cell><x:p>a<x:s x:c="2"/>b<x:line-break/>c</x:p></t:table-cell>'
        '</t:table-row><t:table-row t:number-rows-repeated="1048000"><t:table-cell/></t:table-row>'
        "</t:table></o:spreadsheet></o:body></o:document-content>"
    )
    rows = read(tmp_path, makers.open_package(content)).tables[0].rows
    assert rows == (("项目", "0.00", "0.00"), ("a  b\nc", "", ""), ("a  b\nc", "", ""))


def test_texts_cut_by_records_of_old_workbooks_are_whole(tmp_path: Path) -> None:
    # the table of texts is cut every 8 KB, also within a text, and Latin and Chinese texts differ in width
    texts = [("科目" if k % 2 else "item") * 300 + str(k) for k in range(60)]
    data = makers.old_workbook([["a", *texts[:30]], ["b", *texts[30:]]], [])
    rows = read(tmp_path, data).tables[0].rows
    assert [*rows[0][1:], *rows[1][1:]] == texts


def test_old_workbooks_give_the_values_that_another_library_reads(tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    chance = random.Random(7)  # noqa: S311
    values = [
        [chance.choice([k, k / 100, -k * 1.5, k / 3, f"甲{k}", 10.0**k, k * 1_000_003]) for k in range(1, 20)]
        for _ in range(40)
    ]
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    buffer = io.BytesIO()
    book.save(buffer)
    theirs = calamine.load_workbook(io.BytesIO(buffer.getvalue())).get_sheet_by_index(0).to_python()
    for row, expected in zip(read(tmp_path, buffer.getvalue()).tables[0].rows, theirs, strict=True):
        for text, value in zip(row, expected, strict=True):
            if isinstance(value, str):
                assert text == value
            else:
                assert float(text) == pytest.approx(value, rel=1e-14)


def test_formulas_of_old_workbooks_without_value_are_named(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "合计")
    sheet.write(0, 1, 5)
    sheet.write(0, 2, xlwt.Formula("B1*2"))
    buffer = io.BytesIO()
    book.save(buffer)
    document = read(tmp_path, buffer.getvalue())
    assert document.tables[0].rows == (("合计", "5"),)
    assert "C1" in document.warnings[0]


def test_an_embedded_workbook_shows_its_active_sheet_only() -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.create_sheet("shown").append(HEADER)
    book.active = 1
    document = read_xlsx(Path("x"), makers.saved_workbook(book), embedded=True)
    assert [(table.name, table.hidden) for table in document.tables] == [("Sheet", True), ("shown", False)]


def test_an_embedded_old_workbook_shows_its_active_sheet_only() -> None:
    book = xlwt.Workbook()
    for name in ("first", "second"):
        book.add_sheet(name).write(0, 0, "项目")
    book.set_active_sheet(1)
    buffer = io.BytesIO()
    book.save(buffer)
    document = read_xls(Path("x"), buffer.getvalue(), embedded=True)
    # the active sheet holds one cell, which is a line and no table
    assert [(table.name, table.hidden) for table in document.tables] == [("first", True)]
    assert len(document.paragraphs) == 1


def test_workbooks_of_excel_95_keep_their_texts_in_a_code_page(tmp_path: Path) -> None:
    def record(number: int, body: bytes) -> bytes:
        return struct.pack("<HH", number, len(body)) + body

    name, label = "表".encode("gbk"), "教育支出".encode("gbk")
    head = record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0)) + record(0x0042, struct.pack("<H", 936))
    offset = len(head) + 4 + 7 + len(name) + 4
    head += record(0x0085, struct.pack("<IBBB", offset, 0, 0, len(name)) + name) + record(0x000A, b"")
    sheet = (
        record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0))
        + record(0x0204, struct.pack("<HHHH", 0, 0, 0, len(label)) + label)
        + record(0x0203, struct.pack("<HHHd", 0, 1, 0, 12.5))
        + record(0x000A, b"")
    )
    (table,) = read(tmp_path, makers.compound_file("Book", head + sheet)).tables
    assert (table.name, table.rows) == ("表", (("教育支出", "12.5"),))


def test_struck_out_cells_and_runs_are_left_out_and_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADER, ["教育支出", 30, 36], ["住房保障支出", 4, 5]):
        book.active.append(row)
    book.active["B2"].font = Font(strike=True)
    book.active["A3"] = CellRichText(
        TextBlock(InlineFont(strike=True), "旧"), TextBlock(InlineFont(b=True), "住房保障支出")
    )
    document = read(tmp_path, makers.saved_workbook(book))
    assert document.tables[0].rows[1:] == (("教育支出", "", "36"), ("住房保障支出", "4", "5"))
    told = " ".join(document.warnings)
    assert "1 struck out cells were left out (B2)" in told
    assert "1 pieces of struck out text" in told


def test_run_with_a_font_of_its_own_is_shown_in_a_struck_out_cell(tmp_path: Path) -> None:
    runs = CellRichText(
        TextBlock(InlineFont(strike=True), "旧名"), TextBlock(InlineFont(b=True), "教育支出"), "（撤销）"
    )
    book = openpyxl.Workbook()
    for row in (HEADER, ["", 30, 36]):
        book.active.append(row)
    book.active["A2"] = runs
    book.active["A2"].font = Font(strike=True)
    document = read(tmp_path, makers.saved_workbook(book))
    assert document.tables[0].rows[1:] == (("教育支出", "30", "36"),)
    assert "2 pieces of struck out text" in " ".join(document.warnings)


def test_struck_out_text_that_no_cell_shows_is_not_told(tmp_path: Path) -> None:
    strings = "<si><t>项目</t></si><si><r><rPr><strike/></rPr><t>旧</t></r><r><t>新</t></r></si>"
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>{}</v></c></row>'
    told = [read(tmp_path, makers.bare_workbook(row.format(text), strings=strings)).warnings for text in (0, 1)]
    assert [any("struck out text" in one for one in warnings) for warnings in told] == [False, True]


_ODS = {"office": "office", "table": "table", "text": "text", "style": "style"}
_ODS_NAMES = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"' for k, v in _ODS.items())

_SHOWN = '<table:table-cell table:style-name="shown"><text:p>列</text:p></table:table-cell>'
_HEADER = f"<table:table-row>{_SHOWN * 4}</table:table-row>"


@pytest.mark.parametrize(
    ("line", "row", "shown"),
    [
        # what a row names replaces what its columns name, also where it says nothing of lines
        ('style:text-line-through-style="solid"', ' table:default-cell-style-name="plain"', ("6", "6", "6", "7")),
        # a repeated cell is struck out in the columns that strike it out
        ('style:text-line-through-style="solid"', "", ("", "6", "6", "7")),
        ('style:text-line-through-style="solid" style:text-line-through-type="none"', "", ("6", "6", "6", "7")),
        ('style:text-line-through-type="double"', ' table:default-cell-style-name="old"', ("", "", "", "7")),
    ],
)
def test_style_nearest_to_a_cell_of_open_documents_strikes_it_out(
    tmp_path: Path, line: str, row: str, shown: tuple[str, ...]
) -> None:
    struck = f'<style:style style:name="old" style:family="table-cell"><style:text-properties {line}/></style:style>'
    table = (
        '<table:table-column table:default-cell-style-name="old"/><table:table-column table:number-columns-repeated="3"/>'
        f'{_HEADER}<table:table-row{row}><table:table-cell table:number-columns-repeated="3"><text:p>6</text:p></table:table-cell>'
        '<table:table-cell table:style-name="plain"><text:p>7</text:p></table:table-cell></table:table-row>'
    )
    assert _rows_of_ods(tmp_path, struck, table)[1:] == (shown,)


@pytest.mark.parametrize(
    "default",
    [
        '<style:default-style style:family="table-cell">{}</style:default-style>',
        '<style:style style:name="Default" style:family="table-cell">{}</style:style>',
    ],
)
def test_style_of_cells_that_name_none_strikes_them_out(tmp_path: Path, default: str) -> None:
    struck = default.format('<style:text-properties style:text-line-through-style="solid"/>')
    table = (
        f"{_HEADER}<table:table-row><table:table-cell><text:p>30</text:p></table:table-cell>"
        '<table:table-cell table:style-name="shown"><text:p>36</text:p></table:table-cell></table:table-row>'
    )
    assert _rows_of_ods(tmp_path, struck, table)[1:] == (("", "36", "", ""),)


def _rows_of_ods(tmp_path: Path, styles: str, table: str) -> tuple[tuple[str, ...], ...]:
    shown = '<style:style style:name="shown" style:family="table-cell"><style:text-properties style:text-line-through-style="none"/></style:style>'
    content = (
        f"<office:document-content {_ODS_NAMES}><office:automatic-styles>{styles}{shown}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{table}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return read(tmp_path, makers.open_package(content)).tables[0].rows


def test_struck_out_cells_and_spans_of_open_documents_are_left_out_and_told(tmp_path: Path) -> None:
    line = '<style:text-properties style:text-line-through-style="{}"/>'
    styles = (
        f'<style:style style:name="old" style:family="table-cell">{line.format("solid")}</style:style>'
        '<style:style style:name="older" style:family="table-cell" style:parent-style-name="old"/>'
        f'<style:style style:name="new" style:family="text">{line.format("none")}</style:style>'
    )
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    older = ' table:style-name="older"'
    rows = [
        cell.format("", "科目") + cell.format("", "预算数") + cell.format("", "决算数"),
        cell.format("", "工资")
        + cell.format(older, "30")
        + cell.format(older, '36<text:span text:style-name="new">37</text:span>'),
        cell.format("", "奖金") + cell.format("", "8") + cell.format(' table:style-name="plain"', "9"),
    ]
    column = "<table:table-column{}/>"
    columns = column.format("") * 2 + column.format(' table:default-cell-style-name="old"')
    rows[0] = rows[0].replace(
        "<table:table-cell><text:p>决算数", '<table:table-cell table:style-name="plain"><text:p>决算数'
    )
    table = columns + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    last = (
        "<table:table-row>"
        + cell.format("", "津贴")
        + cell.format("", "5")
        + cell.format("", "6")
        + "</table:table-row>"
    )
    content = (
        f"<office:document-content {_ODS_NAMES}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{table}{last}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    document = read(tmp_path, makers.open_package(content))
    assert document.tables[0].rows[1:] == (("工资", "", "37"), ("奖金", "8", "9"), ("津贴", "5", ""))
    told = " ".join(document.warnings)
    assert "2 struck out cells were left out (B2, C4)" in told
    assert "1 pieces of struck out text" in told
