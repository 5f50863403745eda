"""Word files: merged and nested cells, text boxes, headings, automatic numbers, what isn't printed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from etl.documents import limits, read_document
from etl.documents.model import Document, Span
from etl.documents.word.numbering import chinese, ordinal
from tests.documents import makers

W = nsdecls("w")


def read(folder: Path, data: bytes) -> Document:
    path = folder / "report.docx"
    path.write_bytes(data)
    return read_document(path)


def with_body(folder: Path, xml: str) -> Document:
    """A Word file with just this in its body."""
    document = docx.Document()
    body = document.element.body
    for element in parse_xml(f'<w:body {W} {nsdecls("r")} xmlns:wps="urn:wps" xmlns:mc="urn:mc">{xml}</w:body>'):
        body.insert(len(body) - 1, element)
    return read(folder, makers.saved(document))


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_paragraphs_and_tables_come_in_reading_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("第一部分 概况", level=1)
    document.add_paragraph("本部门管理图书与档案。")
    makers.add_table(document, [["项目", "金额"], ["工资", "1.00"]])
    document.add_paragraph("以上为全部支出。")
    result = read(tmp_path, makers.saved(document))
    assert [type(block).__name__ for block in result.blocks] == ["Paragraph", "Paragraph", "Table", "Paragraph"]
    assert [p.heading for p in result.paragraphs] == [1, None, None]
    assert [block.position for block in result.blocks] == [0, 1, 2, 3]
    assert result.page_count is None


def test_cells_merged_down_and_across_become_spans(tmp_path: Path) -> None:
    rows = [["a", "", "c"], ["", "", "f"], ["g", "h", "i"]]
    table = read(tmp_path, makers.word(rows, [(0, 0, 1, 1)])).tables[0]
    assert table.rows == (("a", "", "c"), ("", "", "f"), ("g", "h", "i"))
    assert table.spans == (Span(0, 0, 2, 2),)


def test_cells_left_out_at_the_start_of_a_row_keep_the_columns(tmp_path: Path) -> None:
    xml = (
        f"<w:tbl><w:tr>{cell('a')}{cell('b')}{cell('c')}</w:tr>"
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell('1')}{cell('2')}</w:tr></w:tbl>"
    )
    assert with_body(tmp_path, xml).tables[0].rows == (("a", "b", "c"), ("", "1", "2"))


def test_lines_in_a_cell_are_kept(tmp_path: Path) -> None:
    xml = f"<w:tbl><w:tr><w:tc>{paragraph('社会保障')}{paragraph('和就业支出')}</w:tc>{cell('1.00')}</w:tr></w:tbl>"
    assert with_body(tmp_path, xml).tables[0].rows == (("社会保障\n和就业支出", "1.00"),)


def test_a_table_in_a_cell_is_a_table_of_its_own(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr>{cell('x')}{cell('y')}</w:tr></w:tbl>"
    xml = f"<w:tbl><w:tr>{cell('a')}<w:tc>{paragraph('b')}{inner}{paragraph('')}</w:tc></w:tr></w:tbl>"
    outer, nested = with_body(tmp_path, xml).tables
    assert outer.rows == (("a", "b"),)
    assert nested.rows == (("x", "y"),)


def test_a_frame_of_one_cell_is_no_table(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr>{cell('x')}{cell('y')}</w:tr></w:tbl>"
    document = with_body(
        tmp_path, f"<w:tbl><w:tr><w:tc>{paragraph('说明')}{inner}{paragraph('')}</w:tc></w:tr></w:tbl>"
    )
    assert [p.text for p in document.paragraphs] == ["说明"]
    assert [t.rows for t in document.tables] == [(("x", "y"),)]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('框中文字')}</w:txbxContent>"
    xml = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>"
        f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert [p.text for p in with_body(tmp_path, xml).paragraphs] == ["正文", "框中文字"]


def test_tracked_deletions_are_left_out_and_insertions_kept(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:r><w:t>支出</w:t></w:r><w:del><w:r><w:delText>100</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>200</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom></w:p>"
        f"<w:tbl><w:tr>{cell('a')}{cell('1')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('b')}{cell('2')}</w:tr></w:tbl>"
    )
    document = with_body(tmp_path, xml)
    assert document.paragraphs[0].text == "支出200"
    assert document.tables[0].rows == (("a", "1"),)


def test_hidden_text_and_field_codes_are_left_out(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:r><w:t>目录</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>草稿</w:t></w:r>"
        "<w:r><w:instrText>TOC</w:instrText></w:r><w:hyperlink><w:r><w:t>一、概况</w:t></w:r></w:hyperlink></w:p>"
    )
    document = with_body(tmp_path, xml)
    assert document.paragraphs[0].text == "目录一、概况"
    assert "hidden text" in document.warnings[0]


def test_struck_out_text_is_left_out_and_told(tmp_path: Path) -> None:
    xml = "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>30</w:t></w:r><w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>36</w:t></w:r></w:p>"
    document = with_body(tmp_path, xml)
    assert document.paragraphs[0].text == "36"
    assert "struck out" in document.warnings[0]


def test_text_struck_out_by_its_character_style_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("Withdrawn", WD_STYLE_TYPE.CHARACTER).font.strike = True
    line = document.add_paragraph()
    line.add_run("30", style="Withdrawn")
    line.add_run("36")
    assert read(tmp_path, makers.saved(document)).paragraphs[0].text == "36"


def test_text_struck_out_by_its_paragraph_style_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("Withdrawn", WD_STYLE_TYPE.PARAGRAPH).font.strike = True
    line = document.add_paragraph("30", style="Withdrawn")
    line.add_run("36").font.strike = False
    assert read(tmp_path, makers.saved(document)).paragraphs[0].text == "36"


def test_text_that_both_its_styles_strike_out_is_shown(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("Withdrawn", WD_STYLE_TYPE.PARAGRAPH).font.strike = True
    document.styles.add_style("Old", WD_STYLE_TYPE.CHARACTER).font.strike = True
    document.styles.add_style("Older", WD_STYLE_TYPE.CHARACTER).base_style = document.styles["Old"]
    line = document.add_paragraph(style="Withdrawn")
    line.add_run("30")
    line.add_run("36", style="Older")
    line.add_run("37", style="Older").font.strike = True
    assert read(tmp_path, makers.saved(document)).paragraphs[0].text == "36"


def test_content_controls_are_read(tmp_path: Path) -> None:
    xml = f"<w:sdt><w:sdtContent>{paragraph('目录')}</w:sdtContent></w:sdt>"
    assert [p.text for p in with_body(tmp_path, xml).paragraphs] == ["目录"]


NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""


def numbered(folder: Path, items: list[tuple[int, int, str]]) -> list[str]:
    """The texts of paragraphs given as (list, level, text)."""
    xml = "".join(
        paragraph(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>")
        for number, level, text in items
    )
    document = docx.Document()
    for element in parse_xml(f"<w:body {W}>{xml}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, element)
    with zipfile.ZipFile(io.BytesIO(makers.saved(document))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/numbering.xml"] = NUMBERING.encode()
    return [p.text for p in read(folder, makers.zipped(parts)).paragraphs]


def test_automatic_numbers_stand_before_their_paragraphs(tmp_path: Path) -> None:
    items = [(1, 0, "收入"), (1, 1, "财政"), (1, 1, "其他"), (1, 0, "支出"), (1, 1, "基本"), (1, 2, "人员")]
    assert numbered(tmp_path, items) == ["一、收入", "（一）财政", "（二）其他", "二、支出", "（一）基本", "1. 人员"]


def test_a_list_may_start_at_another_number(tmp_path: Path) -> None:
    assert numbered(tmp_path, [(1, 0, "甲"), (2, 0, "乙"), (2, 0, "丙")]) == ["一、甲", "五、乙", "六、丙"]


def test_number_zero_takes_a_paragraph_out_of_its_list(tmp_path: Path) -> None:
    assert numbered(tmp_path, [(1, 0, "甲"), (0, 0, "乙"), (1, 0, "丙")]) == ["一、甲", "乙", "二、丙"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十"), (1000, "一千")],
)
def test_chinese_numbers(value: int, text: str) -> None:
    assert chinese(value) == text


def test_number_formats_of_word() -> None:
    assert ordinal(3, "decimalEnclosedCircle") == "③"
    assert ordinal(4, "upperRoman") == "IV"
    assert ordinal(28, "lowerLetter") == "bb"
    assert ordinal(2, "chineseLegalSimplified") == "贰"
    assert ordinal(7, "something new") == "7"


def test_a_report_of_pictures_only_says_so(tmp_path: Path) -> None:
    document = with_body(tmp_path, f"{paragraph('附表见图')}<w:p><w:r><w:drawing/></w:r></w:p>")
    assert "picture" in document.warnings[0]


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.xls"])
def test_a_workbook_embedded_in_a_paragraph_is_read_where_it_stands(name: str, tmp_path: Path) -> None:
    document = docx.Document()
    xml = (
        f'<w:body {W} {nsdecls("r")} xmlns:o="urn:schemas-microsoft-com:office:office">{paragraph("收入决算表")}'
        f'<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="rId99"/></w:object></w:r></w:p>'
        f"{paragraph('说明')}</w:body>"
    )
    for element in parse_xml(xml):
        document.element.body.insert(len(document.element.body) - 1, element)
    with zipfile.ZipFile(io.BytesIO(makers.saved(document))) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    relation = f'<Relationship Id="rId99" Type="x/package" Target="embeddings/{name}"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", relation.encode()
    )
    parts[f"word/embeddings/{name}"] = makers.workbook() if name.endswith("x") else makers.old_workbook()
    result = read(tmp_path, makers.zipped(parts))
    assert [type(block).__name__ for block in result.blocks] == ["Paragraph", "Table", "Paragraph"]
    assert [list(row) for row in result.tables[0].rows] == makers.FORM


def test_older_word_files_are_read_through_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = tmp_path / "ready.docx"
    ready.write_bytes(makers.word(lines=["概况"]))
    program = tmp_path / "soffice"
    # stands in for LibreOffice: leaves a .docx in the folder that --outdir names
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n/bin/cp "%s" "$2/report.docx"\n' % ready  # noqa: UP031
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(limits, "CONVERSION_SECONDS", 20)
    data = b"{\\rtf1 text}"
    document = read(tmp_path, data)
    assert (document.format, document.byte_size) == ("doc", len(data))
    assert [p.text for p in document.paragraphs] == ["概况"]
    assert document.tables[0].rows[0][0] == "科目"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


FORM = table(cell("项目") + cell("决算数"), cell("教育支出") + cell("12.50"))


def test_table_that_sets_tables_side_by_side_is_no_table(tmp_path: Path) -> None:
    layout = table(f"<w:tc>{paragraph('收入决算表')}{FORM}{paragraph('')}</w:tc>" + cell("附注"))
    document = with_body(tmp_path, layout + paragraph("尾"))
    assert [p.text for p in document.paragraphs] == ["收入决算表", "附注", "尾"]
    assert [[list(row) for row in t.rows] for t in document.tables] == [[["项目", "决算数"], ["教育支出", "12.50"]]]


def test_form_with_a_table_in_a_cell_stays_a_table(tmp_path: Path) -> None:
    outer = table(cell("项目") + cell("金额"), f"<w:tc>{paragraph('工资')}{FORM}{paragraph('')}</w:tc>" + cell("8.00"))
    document = with_body(tmp_path, outer + paragraph("尾"))
    assert [list(row) for row in document.tables[0].rows] == [["项目", "金额"], ["工资", "8.00"]]
    assert len(document.tables) == 2


def test_cells_merged_as_in_word_97_become_spans(tmp_path: Path) -> None:
    header = cell("收入", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("支出")
    (read_table,) = with_body(
        tmp_path, table(header, cell("项目") + cell("1.00") + cell("2.00")) + paragraph("")
    ).tables
    assert list(read_table.rows[0]) == ["收入", "", "支出"]
    assert read_table.spans == (Span(0, 0, 1, 2),)


def test_rows_deleted_by_a_tracked_change_are_left_out_and_inserted_ones_kept(tmp_path: Path) -> None:
    rows = [
        cell("项目") + cell("决算数"),
        '<w:trPr><w:del w:id="1"/></w:trPr>' + cell("旧") + cell("1.00"),
        '<w:trPr><w:ins w:id="2"/></w:trPr>' + cell("新") + cell("2.00"),
    ]
    (read_table,) = with_body(tmp_path, table(*rows) + paragraph("")).tables
    assert [list(row) for row in read_table.rows] == [["项目", "决算数"], ["新", "2.00"]]


def test_part_of_another_file_that_is_embedded_as_such_is_told(tmp_path: Path) -> None:
    document = with_body(tmp_path, paragraph("概况") + '<w:altChunk r:id="rId99"/>')
    assert "altChunk" in document.warnings[0]
