"""Reader for OpenDocument spreadsheets (.ods): the text each cell shows stands in the file.

Instead of calamine, or pandas with odfpy, because they give a cell's value (1234.5) in place of what it shows (1,234.50), and no merged cells.

Source: OASIS OpenDocument 1.3, part 3, 9 (tables), 16 and 20 (styles).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path

from lxml import etree

from etl.documents.builder import DocumentBuilder
from etl.documents.model import Document, Span
from etl.documents.package import Package, attribute, local, number
from etl.documents.sheets.sheet import Sheet, add_sheet
from etl.words.folding import lower_whole, raise_note

_CELL = "table-cell"
_UNNAMED = "Default"
"""The style of a cell for which neither itself, nor its row or column names one."""
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
    struck = _struck_styles(root, package.xml("styles.xml") if "styles.xml" in package else None)
    for table in (e for e in root.iter() if local(e) == "table" and _is_sheet(e)):
        hidden = attribute(table, "style-name") in hidden_styles
        sheet = Sheet(attribute(table, "name") or "", hidden)
        cells = _Cells(sheet, path.name, struck)
        cells.columns(table, 0)
        cells.rows(table, 0)
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


def _struck_styles(*roots: etree._Element | None) -> dict[tuple[str, str], bool]:
    """Which styles strike their text out, by family (table-cell, paragraph, text) and name, "" for the default of cells; a style that says nothing
    and whose parents say nothing isn't there."""
    own: dict[tuple[str, str], bool] = {}
    parents: dict[tuple[str, str], str] = {}
    for style in (
        e for root in roots if root is not None for e in root.iter() if local(e) in ("style", "default-style")
    ):
        key = attribute(style, "family") or "", attribute(style, "name") or ""
        if not key[1] and key[0] != _CELL:
            continue  # the default of paragraphs is below what the cell says
        parents[key] = attribute(style, "parent-style-name") or ""
        for properties in (e for e in style if local(e) == "text-properties"):
            lines = {attribute(properties, f"text-line-through-{name}") for name in ("style", "type")} - {None}
            if lines:
                own[key] = "none" not in lines
    found: dict[tuple[str, str], bool] = {}
    for family, name in parents:
        seen: set[str] = set()
        said = name
        while said and said not in seen and (family, said) not in own:
            seen.add(said)
            said = parents.get((family, said), "")
        if (family, said) in own:
            found[family, name] = own[family, said]
    return found


@dataclass(slots=True)
class _Cells:
    """Puts the cells of a table into its sheet. `styles`: what columns say is the style of cells that name none."""

    sheet: Sheet
    file_name: str
    struck: dict[tuple[str, str], bool]
    styles: dict[int, str] = field(default_factory=dict)

    def columns(self, parent: etree._Element, column: int) -> int:
        """Take what columns say of themselves, from column `column` on; the column after them."""
        for child in parent:
            tag = local(child)
            if tag == "table-column":
                repeat = max(1, number(attribute(child, "number-columns-repeated"), 1))
                these = range(column, min(column + repeat, _MAX_COLUMN))
                if attribute(child, "visibility") in ("collapse", "filter"):
                    self.sheet.hidden_columns.update(these)
                if self.struck and (style := attribute(child, "default-cell-style-name")):
                    self.styles.update(dict.fromkeys(these, style))
                column += repeat
            elif tag in _COLUMN_GROUPS:
                column = self.columns(child, column)
        return column

    def rows(self, parent: etree._Element, row: int) -> int:
        """Put rows from row `row` on; the row after them."""
        for child in parent:
            tag = local(child)
            if tag == "table-row":
                repeat = max(1, number(attribute(child, "number-rows-repeated"), 1))
                hidden = attribute(child, "visibility") in ("collapse", "filter")
                for again in range(repeat if repeat <= _MAX_REPEAT else 1):
                    if not self._row(child, row + again):
                        break
                    if hidden:
                        self.sheet.hidden_rows.add(row + again)
                row += repeat
            elif tag in _GROUPS:
                row = self.rows(child, row)
        return row

    def _row(self, element: etree._Element, row: int) -> bool:
        """Put a row's cells; whether there was any text."""
        column = 0
        found = False
        row_style = attribute(element, "default-cell-style-name")
        for cell in element:
            tag = local(cell)
            if tag not in ("table-cell", "covered-table-cell"):
                continue
            repeat = max(1, number(attribute(cell, "number-columns-repeated"), 1))
            if tag == "table-cell":
                across = max(1, number(attribute(cell, "number-columns-spanned"), 1))
                down = max(1, number(attribute(cell, "number-rows-spanned"), 1))
                if across * down > 1:
                    self.sheet.spans.append(Span(row, column, down, across))
                again = repeat if len(cell) and repeat <= _MAX_REPEAT else 1
                style = attribute(cell, "style-name") or row_style
                for struck, columns in groupby(range(column, column + again), partial(self._is_struck, style)):
                    found = self._put(cell, row, [*columns], struck) or found
            column += repeat
        return found

    def _is_struck(self, style: str | None, column: int) -> bool:
        """Whether the style of a cell, its row's or its column's strikes it out. The nearest holds, also where it says nothing of it."""
        named = style or self.styles.get(column) or _UNNAMED
        return self.struck.get((_CELL, named), self.struck.get((_CELL, ""), False))

    def _put(self, cell: etree._Element, row: int, columns: Sequence[int], struck: bool) -> bool:
        """Put a cell into the columns in which it stands; whether it shows any text."""
        text = self._cell_text(cell, row, columns, struck)
        if text.strip():
            for column in columns:
                self.sheet.put(row, column, text, self.file_name)
        elif attribute(cell, "formula") and attribute(cell, "value-type") is None:
            self.sheet.without_value.append((row, columns[0]))
        return bool(text.strip())

    def _cell_text(self, cell: etree._Element, row: int, columns: Sequence[int], struck: bool) -> str:
        """What a cell shows, without what is struck out, which is told. `struck`: whether its style, or that of its place, strikes it out."""
        paragraphs = [p for p in cell if local(p) == "p"]
        whole = "\n".join(_text(p) for p in paragraphs)
        if not self.struck:
            return lower_whole(whole)
        shown = "\n".join(_text(p, self._struck_in(p, struck), self._struck_in) for p in paragraphs)
        if whole.strip() and not shown.strip():
            self.sheet.struck += [(row, column) for column in columns]
        elif whole != shown:
            self.sheet.struck_runs += 1
        return lower_whole(shown)

    def _struck_in(self, element: etree._Element, around: bool) -> bool:
        """Whether the text of a paragraph or a span is struck out: by its style, or by what is around it where the style says nothing."""
        family = "paragraph" if local(element) == "p" else "text"
        return self.struck.get((family, attribute(element, "style-name") or ""), around)


def _text(
    element: etree._Element,
    struck: bool = False,
    struck_in: Callable[[etree._Element, bool], bool] = lambda _, around: around,
) -> str:
    """A paragraph's text; runs of spaces, tabs and line breaks are elements of their own, notes are left out, and what is struck out:
    `struck` says whether the element's own text is, `struck_in` whether that of an element within it is."""
    pieces = ["" if struck else element.text or ""]
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
                pieces.append(_text(child, struck_in(child, struck), struck_in))
        pieces.append("" if struck else child.tail or "")
    return "".join(pieces)
