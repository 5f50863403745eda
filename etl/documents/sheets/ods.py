"""Reader for OpenDocument spreadsheets (.ods): the text each cell shows stands in the file.

Instead of calamine, or pandas with odfpy, because they give a cell's value (1234.5) in place of what it shows (1,234.50), and no merged cells.

Source: OASIS OpenDocument 1.3, part 3, 9 (tables).
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from etl.documents.builder import DocumentBuilder
from etl.documents.model import Document, Span
from etl.documents.package import Package, attribute, local, number
from etl.documents.sheets.sheet import Sheet, add_sheet
from etl.words.folding import lower_whole, raise_note

_GROUPS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_COLUMN_GROUPS = frozenset({"table-header-columns", "table-columns", "table-column-group"})
_MAX_COLUMN = 16_384
_MAX_REPEAT = 10_000
"""A row or cell with text that repeats more often than this fills the sheet to its end and is taken once."""


def read_ods(path: Path, data: bytes) -> Document:
    """Read a workbook; `path` names it in messages. Raises DocumentError: damaged, protected, beyond the bounds, empty."""
    builder = DocumentBuilder(path.name)
    package = Package(data, path.name)
    root = package.xml("content.xml")
    hidden_styles = _hidden_styles(root)
    _raise_notes(root)
    for table in (e for e in root.iter() if local(e) == "table" and _is_sheet(e)):
        hidden = attribute(table, "style-name") in hidden_styles
        sheet = Sheet(attribute(table, "name") or "", hidden)
        _columns(table, sheet, 0)
        _rows(table, sheet, 0, path.name)
        add_sheet(builder, sheet)
    return builder.document("ods", data)


def _is_sheet(table: etree._Element) -> bool:
    parent = table.getparent()
    return parent is not None and local(parent) == "spreadsheet"


def _hidden_styles(root: etree._Element) -> set[str | None]:
    """The names of table styles that aren't displayed."""
    names: set[str | None] = set()
    for style in (e for e in root.iter() if local(e) == "style"):
        for properties in style:
            if local(properties) == "table-properties" and attribute(properties, "display") == "false":
                names.add(attribute(style, "name"))
    return names


def _raise_notes(root: etree._Element) -> None:
    """Put marks of footnotes that a style raises into characters that stay raised."""
    raised: set[str | None] = set()
    for style in (e for e in root.iter() if local(e) == "style"):
        positions = [attribute(properties, "text-position") or "" for properties in style]
        if any(position.startswith("super") or position[:1] in set("123456789") for position in positions):
            raised.add(attribute(style, "name"))
    for span in (e for e in root.iter() if local(e) == "span"):
        if attribute(span, "style-name") in raised:
            span.text = raise_note(span.text or "")


def _columns(parent: etree._Element, sheet: Sheet, column: int) -> int:
    for child in parent:
        tag = local(child)
        if tag == "table-column":
            repeat = max(1, number(attribute(child, "number-columns-repeated"), 1))
            if attribute(child, "visibility") in ("collapse", "filter"):
                sheet.hidden_columns.update(range(column, min(column + repeat, _MAX_COLUMN)))
            column += repeat
        elif tag in _COLUMN_GROUPS:
            column = _columns(child, sheet, column)
    return column


def _rows(parent: etree._Element, sheet: Sheet, row: int, file_name: str) -> int:
    for child in parent:
        tag = local(child)
        if tag == "table-row":
            repeat = max(1, number(attribute(child, "number-rows-repeated"), 1))
            hidden = attribute(child, "visibility") in ("collapse", "filter")
            for again in range(repeat if repeat <= _MAX_REPEAT else 1):
                if not _cells(child, sheet, row + again, file_name):
                    break
                if hidden:
                    sheet.hidden_rows.add(row + again)
            row += repeat
        elif tag in _GROUPS:
            row = _rows(child, sheet, row, file_name)
    return row


def _cells(element: etree._Element, sheet: Sheet, row: int, file_name: str) -> bool:
    """Put a row's cells; whether there was any text."""
    column = 0
    found = False
    for cell in element:
        tag = local(cell)
        if tag not in ("table-cell", "covered-table-cell"):
            continue
        repeat = max(1, number(attribute(cell, "number-columns-repeated"), 1))
        if tag == "table-cell":
            text = lower_whole("\n".join(_text(p) for p in cell if local(p) == "p"))
            across = max(1, number(attribute(cell, "number-columns-spanned"), 1))
            down = max(1, number(attribute(cell, "number-rows-spanned"), 1))
            if across * down > 1:
                sheet.spans.append(Span(row, column, down, across))
            if text.strip():
                found = True
                for again in range(repeat if repeat <= _MAX_REPEAT else 1):
                    sheet.put(row, column + again, text, file_name)
            elif attribute(cell, "formula") and attribute(cell, "value-type") is None:
                sheet.without_value.append((row, column))
        column += repeat
    return found


def _text(element: etree._Element) -> str:
    """A paragraph's text; runs of spaces, tabs and line breaks are elements of their own, notes are left out."""
    pieces = [element.text or ""]
    for child in element:
        match local(child):
            case "s":
                pieces.append(" " * min(max(1, number(attribute(child, "c"), 1)), 100))
            case "tab":
                pieces.append("\t")
            case "line-break":
                pieces.append("\n")
            case "note" | "annotation" | "":
                pass
            case _:
                pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
