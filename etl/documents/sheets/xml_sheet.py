"""Reader for "XML Spreadsheet 2003", which accounting systems export, often under the name .xls.

Instead of openpyxl, xlrd or calamine, because none of them takes this kind of file.

Source: Microsoft, XML Spreadsheet Reference (Office XP and 2003).
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

from lxml import etree

from etl.documents import limits
from etl.documents.builder import DocumentBuilder
from etl.documents.model import Document, Span
from etl.documents.package import attribute, local, number, parse_xml
from etl.documents.sheets.number_format import shown
from etl.documents.sheets.sheet import Sheet, add_sheet
from etl.errors import DocumentError
from etl.words.folding import lower_whole, raise_note

_NAMED_FORMATS = {
    "General Number": "General", "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%", "Currency": "¥#,##0.00",
    "Short Date": "yyyy/m/d", "Long Date": 'yyyy"年"m"月"d"日"',
}  # fmt: skip
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 (workbooks know no zones)


def read_xml_sheet(path: Path, data: bytes) -> Document:
    """Read a workbook; `path` names it in messages. Raises DocumentError: damaged, beyond the bounds, nothing in it."""
    if len(data) > limits.MAX_TREE_BYTES:
        raise DocumentError(
            f"{len(data) / 1e6:.0f} MB of XML; at most {limits.MAX_TREE_BYTES / 1e6:.0f} MB are read",
            place=path.name,
            next_step="split it into reports",
        )
    builder = DocumentBuilder(path.name)
    root = parse_xml(data, path.name)
    formats: dict[str, str] = {}
    for style in (e for e in root.iter() if local(e) == "Style"):
        code = next((attribute(e, "Format") for e in style if local(e) == "NumberFormat"), None)
        if code:
            formats[attribute(style, "ID") or ""] = _NAMED_FORMATS.get(code, code)
    for worksheet in (e for e in root if local(e) == "Worksheet"):
        hidden = any(local(e) == "Visible" and (e.text or "").startswith("Sheet") for e in worksheet.iter())
        sheet = Sheet(attribute(worksheet, "Name") or "", hidden)
        for table in (e for e in worksheet if local(e) == "Table"):
            _table(table, sheet, formats, path.name)
        add_sheet(builder, sheet)
    return builder.document("xml_sheet", data)


def _table(table: etree._Element, sheet: Sheet, formats: dict[str, str], file_name: str) -> None:
    row = -1
    for element in (e for e in table if local(e) == "Row"):
        row = number(attribute(element, "Index"), row + 2) - 1
        if attribute(element, "Hidden") == "1":
            sheet.hidden_rows.add(row)
        column = -1
        for cell in (e for e in element if local(e) == "Cell"):
            column = number(attribute(cell, "Index"), column + 2) - 1
            across = max(0, number(attribute(cell, "MergeAcross")))
            down = max(0, number(attribute(cell, "MergeDown")))
            if across or down:
                sheet.spans.append(Span(row, column, down + 1, across + 1))
            value = next((e for e in cell if local(e) == "Data"), None)
            if value is not None:
                style = attribute(cell, "StyleID") or attribute(element, "StyleID") or ""
                sheet.put(row, column, _text(value, formats.get(style, "General")), file_name)
            column += across
        row += max(0, number(attribute(element, "Span")))


def _printed(element: etree._Element) -> str:
    text = (element.text or "") + "".join(_printed(child) + (child.tail or "") for child in element)
    return raise_note(text) if local(element) == "Sup" else text


def _text(value: etree._Element, code: str) -> str:
    text = lower_whole(_printed(value))
    kind = attribute(value, "Type")
    if kind == "Number":
        return shown(text.strip(), code)
    if kind == "DateTime":
        try:
            moment = datetime.datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        except ValueError:
            return text
        days = moment - _EPOCH
        return shown(Decimal(days.days) + Decimal(days.seconds) / 86400, code if code != "General" else "yyyy-mm-dd")
    return text
