"""A mark of a footnote that a file prints raised stays raised in the document: it never becomes a digit of the number before it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from etl.documents import read_document
from etl.documents.model import Document
from tests.documents import makers
from tests.documents.pdf.maker import LEFT, ROW, TOP, Sheets

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _written(folder: Path, name: str, parts: dict[str, str] | str) -> Document:
    path = folder / name
    if isinstance(parts, str):
        path.write_text(parts, encoding="utf-8")
        return read_document(path)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    path.write_bytes(data.getvalue())
    return read_document(path)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("380.00<sup>1</sup>", "380.00¹"),
        ("380.00<sup><a href='#n'>[12]</a></sup>", "380.00[¹²]"),
        ("380.00<span style='vertical-align: super'>注1</span>", "380.00注¹"),
        ("面积m<sup>2</sup>", "面积m²"),
        ("<sup>12</sup>", "12"),  # raised as a whole: it marks nothing
        ("380<sup>.00</sup>", "380.00"),
    ],
)
def test_web_page(tmp_path: Path, cell: str, text: str) -> None:
    page = f"<html><body><p>{cell}</p><table><tr><td>甲</td><td>{cell}</td></tr><tr><td>乙</td><td>1</td></tr></table></body></html>"
    document = _written(tmp_path, "a.html", page)
    assert document.tables[0].rows[0][1] == text
    assert document.paragraphs[0].text == text


@pytest.mark.parametrize(
    ("cell", "text"), [("380.00<sup>1</sup>", "380.00¹"), ("88<sup>[2]</sup>", "88[²]"), ("<sup>12</sup>", "12")]
)
def test_plain_text(tmp_path: Path, cell: str, text: str) -> None:
    pipes = _written(tmp_path, "a.md", f"支出{cell}万元\n\n|甲|乙|\n|---|---|\n||{cell}|\n")
    assert pipes.tables[0].rows[1] == ("", text)
    assert cell == "<sup>12</sup>" or pipes.paragraphs[0].text == f"支出{text}万元"
    web = _written(tmp_path, "b.md", f"<table><tr><td>甲</td><td>{cell}</td></tr></table>\n")
    assert web.tables[0].rows[0][1] == text
    tabs = _written(tmp_path, "c.txt", f"甲\t{cell}\n乙\t1\n")
    assert tabs.tables[0].rows[0][1] == text


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    "mark",
    [
        _run("1", '<w:vertAlign w:val="superscript"/>'),
        _run("1", '<w:rStyle w:val="Note"/>'),
        _run("1", '<w:position w:val="6"/><w:sz w:val="12"/>'),
    ],
)
def test_word_file(tmp_path: Path, mark: str) -> None:
    cells = "".join(f"<w:tc><w:p>{runs}</w:p></w:tc>" for runs in (_run("甲"), _run("380.00") + mark, mark))
    document = _written(
        tmp_path,
        "a.docx",
        {
            "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body><w:tbl><w:tr>{cells}</w:tr></w:tbl></w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{_W}"><w:style w:type="character" w:styleId="Note"><w:rPr>'
            '<w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>',
        },
    )
    assert document.tables[0].rows == (("甲", "380.00¹", "1"),)


def test_workbook(tmp_path: Path) -> None:
    text = '<si><r><t>380.00</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></si>'
    data = makers.bare_workbook('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>2</v></c></row>', strings=text)
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert read_document(path).tables[0].rows[0][0] == "380.00¹"
    sheet = openpyxl.load_workbook(io.BytesIO(data), rich_text=True).active
    assert [str(part) for part in sheet["A1"].value] == ["380.00", "1"]


def test_open_document_sheet(tmp_path: Path) -> None:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles><style:style style:name='T1' style:family='text'>"
        "<style:text-properties style:text-position='super 58%'/></style:style></office:automatic-styles><office:body>"
        "<office:spreadsheet><table:table table:name='表'><table:table-row><table:table-cell><text:p>380.00"
        "<text:span text:style-name='T1'>1</text:span></text:p></table:table-cell><table:table-cell><text:p>2</text:p>"
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    document = _written(tmp_path, "a.ods", {"mimetype": kind, "content.xml": content})
    assert document.tables[0].rows[0][0] == "380.00¹"


def test_sheet_in_xml(tmp_path: Path) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    document = _written(
        tmp_path,
        "a.xml",
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="表"><Table><Row><Cell>'
        '<Data ss:Type="String">380.00<Sup xmlns="http://www.w3.org/TR/REC-html40">1</Sup></Data></Cell><Cell><Data ss:Type="Number">2'
        "</Data></Cell></Row></Table></Worksheet></Workbook>",
    )
    assert document.tables[0].rows[0][0] == "380.00¹"


@pytest.mark.parametrize(
    ("mark", "text"), [("1", "380.00¹"), ("12", "380.00¹²"), ("[2]", "380.00[²]"), ("①", "380.00①")]
)
@pytest.mark.parametrize("is_ruled", [True, False])
def test_pdf(mark: str, text: str, is_ruled: bool) -> None:
    sheets = Sheets()
    form = [
        ["科目", "金额", "基本支出", "项目支出"],
        ["教育支出", "", "280.00", "100.00"],
        ["培训支出", "380.00", "280.00", "100.00"],
    ]
    widths = (160.0, 100.0, 100.0, 100.0)
    sheets.words(form, widths=widths)
    end = LEFT + widths[0] + widths[1] - 16
    sheets.right(end, TOP + ROW + 5, "380.00")
    sheets.text(end + 0.3, TOP + ROW + 3, mark, 5)
    if is_ruled:
        sheets.rules(len(form), widths=widths)
    document = sheets.read()
    cells = [cell for table in document.tables for line in table.rows for cell in line] + [
        p.text for p in document.paragraphs
    ]
    assert any(text in cell for cell in cells), cells
    assert not any("380.001" in cell for cell in cells)


def test_small_decimals_and_lowered_digits_of_a_pdf_stay_digits() -> None:
    sheets = Sheets()
    sheets.text(100, 100, "380.", 10)
    sheets.text(118.5, 102, "25", 7)  # smaller, on the same line
    sheets.text(100, 140, "支出12.50万元", 10)
    texts = [p.text for p in sheets.read().paragraphs]
    assert texts == ["380.25", "支出12.50万元"]


def test_bold_cell_of_a_markdown_table_is_its_text(tmp_path: Path) -> None:
    document = _written(tmp_path, "a.md", "|甲|乙|丙|\n|---|---|---|\n|**合计**|**1,120.00**|**|\n|某项|20.00*|*|\n")
    assert document.tables[0].rows[1:] == (("合计", "1,120.00", "**"), ("某项", "20.00*", "*"))


def test_stars_for_a_name_that_was_left_out_are_no_marks_of_bold_print(tmp_path: Path) -> None:
    document = _written(tmp_path, "a.txt", "其中：****支出2万元。\n其中：**基本支出**2万元。\n")
    assert [p.text for p in document.paragraphs] == ["其中：****支出2万元。", "其中：基本支出2万元。"]
