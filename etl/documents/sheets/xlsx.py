"""Reader for Excel workbooks (.xlsx): what each cell shows, merged cells, hidden sheets.

Instead of openpyxl, because it
- gives a number and the code of its format, and not what the cell shows;
- refuses a workbook for a fault of its styles, and has no sheet in one of the strict kind;
- walks through 17 billion cells where one stands in the last corner; its way of reading in bounded memory knows no merged cells;
- has the formula or its stored value of a cell, so that one that was never calculated looks empty.

Source: ECMA-376 part 1, 18 (SpreadsheetML).
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from etl.documents.builder import DocumentBuilder
from etl.documents.model import Document, Span
from etl.documents.package import Package, attribute, local, number, stream_xml
from etl.documents.sheets.number_format import built_in_formats, shown
from etl.documents.sheets.sheet import Sheet, add_sheet
from etl.errors import DocumentError
from etl.words.folding import lower_whole, raise_note

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_MAX_COLUMN = 16_384
_SHEET_PARTS = frozenset({"row", "mergeCell", "col"})
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class _Style:
    """What a cell's style says of its value: the code of its number format, and whether it is struck out."""

    code: str = "General"
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class _RichText:
    """A string item in runs: what it shows, how many of its runs are struck out; the same in a cell whose font is struck out, which holds for
    runs without properties of their own."""

    text: str
    struck: int
    in_struck: str
    struck_in_struck: int


@dataclass(frozen=True, slots=True)
class _Workbook:
    """What the sheets share."""

    texts: list[str | _RichText]
    styles: list[_Style]
    date1904: bool


def read_xlsx(path: Path, data: bytes, *, embedded: bool = False) -> Document:
    """Read a workbook; `path` names it in messages. One `embedded` in another file shows its active sheet only.

    Sheets come in their order; numbers as shown by their formats. Raises DocumentError: damaged, protected, beyond the
    bounds, nothing in it.
    """
    builder = DocumentBuilder(path.name)
    package = Package(data, path.name)
    main = _main_part(package)
    root = package.xml(main)
    targets = _relations(package, main)
    properties = next((e for e in root.iter() if local(e) == "workbookPr"), None)
    workbook = _Workbook(
        texts=_shared_texts(package, next((t for k, t in targets.values() if k == "sharedStrings"), "")),
        styles=_styles(package, next((t for k, t in targets.values() if k == "styles"), "")),
        date1904=properties is not None and attribute(properties, "date1904") in ("1", "true"),
    )
    view = next((e for e in root.iter() if local(e) == "workbookView"), None)
    active = number(attribute(view, "activeTab")) if view is not None else 0
    for index, entry in enumerate(e for e in root.iter() if local(e) == "sheet"):
        kind, part = targets.get(_relation_id(entry), ("", ""))
        name = attribute(entry, "name") or ""
        if kind != "worksheet":
            builder.warn(f"sheet {name} is no table ({kind or 'its part is missing'}) and was left out")
            continue
        hidden = attribute(entry, "state") in ("hidden", "veryHidden") or (embedded and index != active)
        add_sheet(builder, _sheet(package, part, Sheet(name, hidden), workbook, path.name))
    return builder.document("xlsx", data)


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
    return "xl/workbook.xml"


def _relation_id(entry: etree._Element) -> str:
    return next((str(value) for key, value in entry.attrib.items() if key.endswith("}id")), "")


def _relations(package: Package, main: str) -> dict[str, tuple[str, str]]:
    """Relation id → (kind, name of the part)."""
    folder, name = posixpath.split(main)
    part = posixpath.join(folder, "_rels", name + ".rels")
    if part not in package:
        raise DocumentError("its list of sheets is missing", place=package.place, next_step="fetch the file again")
    found = {}
    for relation in package.xml(part):
        target = relation.get("Target") or ""
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], target)
    return found


def _shared_texts(package: Package, part: str) -> list[str | _RichText]:
    if part not in package:
        return []
    place = f"{package.place}, part {part}"
    return [_text(item) for item in stream_xml(package.read(part), frozenset({"si"}), place)]


def _text(item: etree._Element) -> str | _RichText:
    """The text of a string item, and where it stands in runs what of it is struck out."""
    runs = [_properties(child) for child in item if local(child) == "r"]
    if not runs:
        return _shown(item)
    of_cell = sum(font is None for font in runs)
    struck = sum(map(_is_struck, runs))
    return _RichText(_shown(item), struck, _shown(item, in_struck=True), struck + of_cell)


def _properties(run: etree._Element) -> etree._Element | None:
    return next((e for e in run if local(e) == "rPr"), None)


def _shown(item: etree._Element, *, in_struck: bool = False) -> str:
    """The text of a string item: plain or in runs, without those that are struck out and the reading aids for its characters. `in_struck`: in a
    cell whose font is struck out."""
    pieces = []
    for child in item:
        tag = local(child)
        if tag == "t" and not in_struck:
            pieces.append(child.text or "")
        elif tag == "r" and not _is_struck(font := _properties(child)) and not (in_struck and font is None):
            text = "".join(t.text or "" for t in child if local(t) == "t")
            pieces.append(raise_note(text) if _is_raised(child) else text)
    return lower_whole(_unescape("".join(pieces)))


def _is_raised(run: etree._Element) -> bool:
    return any(local(e) == "vertAlign" and attribute(e, "val") == "superscript" for e in run.iter())


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _is_struck(font: etree._Element | None) -> bool:
    """Whether a font, or a run's, is struck through."""
    return font is not None and any(
        local(e) == "strike" and attribute(e, "val") not in ("0", "false") for e in font.iter()
    )


def _styles(package: Package, part: str) -> list[_Style]:
    """The styles of cells, in their order."""
    if part not in package:
        return []
    codes = dict(built_in_formats())
    struck: list[bool] = []
    styles: list[_Style] = []
    for element in package.xml(part):
        if local(element) == "numFmts":
            for entry in element:
                codes[number(attribute(entry, "numFmtId"), -1)] = attribute(entry, "formatCode") or "General"
        elif local(element) == "fonts":
            struck = [_is_struck(font) for font in element if local(font) == "font"]
        elif local(element) == "cellXfs":
            for xf in element:
                if local(xf) == "xf":
                    font = number(attribute(xf, "fontId"), -1)
                    is_struck = 0 <= font < len(struck) and struck[font]
                    styles.append(_Style(codes.get(number(attribute(xf, "numFmtId")), "General"), is_struck))
    return styles


def _sheet(package: Package, part: str, sheet: Sheet, workbook: _Workbook, file_name: str) -> Sheet:
    row_number = -1
    place = f"{file_name}, sheet {sheet.name}"
    for element in stream_xml(package.read(part), _SHEET_PARTS, place):
        tag = local(element)
        if tag == "row":
            row_number = number(attribute(element, "r"), row_number + 2) - 1
            if attribute(element, "hidden") in ("1", "true"):
                sheet.hidden_rows.add(row_number)
            column = -1
            for cell in element:
                if local(cell) != "c":
                    continue
                at = _position(attribute(cell, "r") or "")
                column = at[1] if at else column + 1
                _put_cell(sheet, row_number, column, cell, workbook, file_name)
        elif tag == "mergeCell":
            start, _, end = (attribute(element, "ref") or "").partition(":")
            first, last = _position(start), _position(end)
            if first and last and last[0] >= first[0] and last[1] >= first[1]:
                sheet.spans.append(Span(*first, last[0] - first[0] + 1, last[1] - first[1] + 1))
        elif attribute(element, "hidden") in ("1", "true"):
            low, high = number(attribute(element, "min")), number(attribute(element, "max"))
            sheet.hidden_columns.update(range(max(low, 1) - 1, min(high, _MAX_COLUMN)))
    return sheet


def _put_cell(sheet: Sheet, row: int, column: int, cell: etree._Element, workbook: _Workbook, file_name: str) -> None:
    kind = attribute(cell, "t") or "n"
    value: str | _RichText | None = None
    formula = False
    for child in cell:
        tag = local(child)
        if tag == "v":
            value = child.text or ""
        elif tag == "is":
            value = _text(child)
        elif tag == "f":
            formula = True
    if not value:
        # a formula's own text "" is stored as an empty string value
        if formula and kind != "str":
            sheet.without_value.append((row, column))
        return
    at = number(attribute(cell, "s"))
    style = workbook.styles[at] if 0 <= at < len(workbook.styles) else _Style()
    if kind == "s" and isinstance(value, str):
        index = number(value, -1)
        if not 0 <= index < len(workbook.texts):
            raise DocumentError(
                f"cell {row + 1}:{column + 1} names a text that isn't there: the file is damaged",
                place=f"{file_name}, sheet {sheet.name}",
                next_step="fetch the file again",
            )
        value = workbook.texts[index]
    if isinstance(value, _RichText):
        sheet.struck_runs += value.struck_in_struck if style.is_struck else value.struck
        value = value.in_struck if style.is_struck else value.text
    elif style.is_struck:
        sheet.struck.append((row, column))
        return
    elif kind == "b":
        value = "TRUE" if value == "1" else "FALSE"
    elif kind == "e":
        sheet.errors.append((row, column))
    elif kind == "n":
        value = shown(value, style.code, date1904=workbook.date1904)
    elif kind in ("str", "inlineStr"):
        value = _unescape(value)
    sheet.put(row, column, value, file_name)


def _position(reference: str) -> tuple[int, int] | None:
    """(row, column) from 0 of a cell reference such as AB12."""
    match = _REFERENCE.match(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
