"""Makes the small files the readers are tested with, in every format, from one and the same form."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

import docx
import openpyxl
import xlwt
from docx.document import Document as WordDocument

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""

TITLE = "收入决算表"
UNIT = "金额单位：万元"
FORM = [
    ["科目", "", "本年收入合计", "财政拨款收入"],
    ["科目编码", "科目名称", "", ""],
    ["", "合计", "7060.47", "7,060.47"],
    ["208", "社会保障和就业支出", "80.50", "80.50"],
    ["20805", "行政事业单位养老支出", "80.50", ""],
]
MERGES: list[Merge] = [(0, 0, 0, 1), (0, 2, 1, 2), (0, 3, 1, 3)]


def word(rows: Sequence[Sequence[str]] = FORM, merges: Sequence[Merge] = MERGES, lines: Sequence[str] = ()) -> bytes:
    """A Word file: lines, then a table."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    add_table(document, rows, merges)
    return saved(document)


def add_table(document: WordDocument, rows: Sequence[Sequence[str]], merges: Sequence[Merge] = ()) -> None:
    """Append a table to a Word file."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text:
                table.cell(r, c).text = text
    for top, left, bottom, right in merges:
        table.cell(top, left).merge(table.cell(bottom, right))


def saved(document: WordDocument) -> bytes:
    """The bytes of a Word file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def workbook(
    rows: Sequence[Sequence[str]] = FORM, merges: Sequence[Merge] = MERGES, lines: Sequence[str] = ()
) -> bytes:
    """An .xlsx file of one sheet: lines, then a table, all as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    for r, row in enumerate([[line] for line in lines] + [list(row) for row in rows], start=1):
        for c, text in enumerate(row, start=1):
            if text:
                sheet.cell(r, c, text)
    down = len(lines)
    for top, left, bottom, right in merges:
        sheet.merge_cells(
            start_row=top + down + 1, start_column=left + 1, end_row=bottom + down + 1, end_column=right + 1
        )
    return saved_workbook(book)


def saved_workbook(book: openpyxl.Workbook) -> bytes:
    """The bytes of an .xlsx file."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def old_workbook(
    rows: Sequence[Sequence[str]] = FORM, merges: Sequence[Merge] = MERGES, lines: Sequence[str] = ()
) -> bytes:
    """An .xls file of one sheet: lines, then a table, all as text."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    origins = {(top, left): (bottom, right) for top, left, bottom, right in merges}
    for r, line in enumerate(lines):
        sheet.write(r, 0, line)
    down = len(lines)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if (r, c) in origins:
                bottom, right = origins[r, c]
                sheet.write_merge(r + down, bottom + down, c, right, text)
            elif text:
                sheet.write(r + down, c, text)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def page(rows: Sequence[Sequence[str]] = FORM, merges: Sequence[Merge] = MERGES, lines: Sequence[str] = ()) -> bytes:
    """An HTML page: lines, then a table."""
    body = "".join(f"<p>{line}</p>" for line in lines) + html_table(rows, merges)
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


def html_table(rows: Sequence[Sequence[str]], merges: Sequence[Merge] = ()) -> str:
    """An HTML table."""
    origins = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges}
    covered = {
        (r, c)
        for top, left, bottom, right in merges
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if (r, c) != (top, left)
    }
    out = "<table>"
    for r, row in enumerate(rows):
        out += "<tr>"
        for c, text in enumerate(row):
            if (r, c) not in covered:
                down, across = origins.get((r, c), (1, 1))
                out += f'<td rowspan="{down}" colspan="{across}">{text}</td>'
        out += "</tr>"
    return out + "</table>"


def open_document(
    rows: Sequence[Sequence[str]] = FORM, merges: Sequence[Merge] = MERGES, lines: Sequence[str] = ()
) -> bytes:
    """An .ods file of one sheet: lines, then a table."""
    origins = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges}
    body = "".join(
        f"<table:table-row><table:table-cell><text:p>{line}</text:p></table:table-cell></table:table-row>"
        for line in lines
    )
    for r, row in enumerate(rows):
        body += "<table:table-row>"
        for c, text in enumerate(row):
            down, across = origins.get((r, c), (1, 1))
            body += (
                f'<table:table-cell table:number-rows-spanned="{down}" table:number-columns-spanned="{across}">'
                f"<text:p>{text}</text:p></table:table-cell>"
            )
        body += "</table:table-row>"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return open_package(content)


def zipped(files: dict[str, bytes]) -> bytes:
    """A .zip of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


_OPEN_SHEET = "application/vnd.oasis.opendocument.spreadsheet"


def open_package(content: str) -> bytes:
    """An .ods file with this content: its kind first, as it is, and the list of its parts."""
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = '<m:file-entry m:full-path="%s" m:media-type="%s"/>'
    manifest = f'<m:manifest xmlns:m="{space}" m:version="1.2">{entry % ("/", _OPEN_SHEET)}{entry % ("content.xml", "text/xml")}</m:manifest>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _OPEN_SHEET, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK_PARTS = {"workbook": "sheet.main", "sharedStrings": "sharedStrings", "styles": "styles"}
"""What a part of a workbook is to a reader, by its name; every other is a sheet."""


def workbook_package(parts: dict[str, str]) -> bytes:
    """An .xlsx file of these parts, with the list of their types and the way to the first of them."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    for name in parts:
        if name.endswith(".xml"):
            what = _WORKBOOK_PARTS.get(name.rpartition("/")[2].removesuffix(".xml"), "worksheet")
            types += f'<Override PartName="/{name}" ContentType="{kind}.{what}+xml"/>'
    way = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    whole = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{way}</Relationships>',
        **parts,
    }
    return zipped({name: part.encode() for name, part in whole.items()})


def bare_workbook(rows: str, *, strings: str = "", styles: str = "", after: str = "", before: str = "") -> bytes:
    """An .xlsx file with just these elements in its parts, for what no library writes."""
    relation = f'<Relationship Id="rId%d" Type="{_OFFICE}/%s" Target="%s"/>'
    return workbook_package(
        {
            "xl/workbook.xml": (
                f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
                "</workbook>"
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships xmlns="{_PACKAGE}/relationships">'
                + relation % (1, "worksheet", "worksheets/sheet1.xml")
                + relation % (2, "sharedStrings", "sharedStrings.xml")
                + relation % (3, "styles", "styles.xml")
                + "</Relationships>"
            ),
            "xl/sharedStrings.xml": f"<sst {_MAIN}>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet {_MAIN}>{styles}</styleSheet>",
            "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>",
        }
    )


def compound_file(stream_name: str, content: bytes) -> bytes:
    """A compound file of one stream, which is padded to ordinary sectors."""
    content = content.ljust(4096, b"\x00")
    sectors = -(-len(content) // 512)
    end, fat_sector, free = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    fat = [fat_sector, end, *range(3, sectors + 2), end]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 16
        + struct.pack("<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    )
    header = header + struct.pack("<I", 0) + struct.pack("<I", free) * 108

    def entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\x00\x00"
        return (
            raw.ljust(64, b"\x00")
            + struct.pack("<HBBIII", len(raw), kind, 1, free, free, child)
            + b"\x00" * 36
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, end, 0, 1) + entry(stream_name, 2, 2, len(content), free) + b"\x00" * 256
    return (
        header
        + b"".join(struct.pack("<I", n) for n in fat).ljust(512, b"\xff")
        + directory
        + content.ljust(sectors * 512, b"\x00")
    )
