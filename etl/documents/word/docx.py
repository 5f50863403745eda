"""Reader for Word files (.docx): paragraphs and tables in the order of the text.

Instead of python-docx, because it
- refuses a file of the strict kind;
- leaves out content controls, text boxes, tracked insertions and the automatic numbers of paragraphs;
- gives hidden text as if it were printed.

Source: ECMA-376 part 1, 17 (WordprocessingML). Elements are told by their local names, because the strict and the
transitional kind of file differ in namespaces only.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from etl.documents.builder import DocumentBuilder, check_size, trimmed
from etl.documents.detect import Kind, detect
from etl.documents.model import Document
from etl.documents.package import Package, attribute, local, number
from etl.documents.sheets.xls import read_xls
from etl.documents.sheets.xlsx import read_xlsx
from etl.documents.word.merged import MergedGrid
from etl.documents.word.numbering import Numbering
from etl.errors import DocumentError
from etl.words.folding import lower_whole, raise_note

_LEFT_OUT = frozenset({"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "Fallback", "annotation", "rt"})
"""What isn't printed: text deleted by a tracked change, properties, field codes, the second copy of a text box."""
_BOX = "txbxContent"
_TRANSPARENT = frozenset(
    {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo"}
    | {"AlternateContent", "Choice"}
)
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)
_MAX_DEPTH = 40
"""Tables within tables (and other containers) are read to this depth."""
_LAYOUT_ROWS = 3
"""A table that only lays out other tables has at most so many rows: left and right, above and below."""


class _Styles:
    """Heading levels and list numbers that paragraphs take over from their styles."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.default: str | None = None
        if root is not None:
            for style in root:
                if local(style) == "style":
                    style_id = attribute(style, "styleId") or ""
                    self._styles[style_id] = style
                    if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
                        self.default = style_id

    def chain(self, style_id: str | None) -> Iterator[etree._Element]:
        """A style and those it is based on, nearest first."""
        seen: set[str] = set()
        while style_id is not None and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = _value(style, "basedOn")

    def heading(self, style_id: str | None) -> int | None:
        """The heading level (1 to 9) of a style; 1 for the title of the document."""
        for style in self.chain(style_id):
            level = _value(_child(style, "pPr"), "outlineLvl")
            if level is not None:
                return number(level) + 1 if number(level, 9) < 9 else None
            name = (_value(style, "name") or "").strip()
            match = _HEADING_STYLE.match(name)
            if match:
                return int(match[1])
            if name.lower() in ("title", "标题"):
                return 1
        return None

    def number_properties(self, style_id: str | None) -> tuple[str | None, str | None]:
        """The list (numId) and level (ilvl) that a style gives its paragraphs."""
        list_id = level = None
        for style in self.chain(style_id):
            properties = _child(_child(style, "pPr"), "numPr")
            list_id = list_id or _value(properties, "numId")
            level = level or _value(properties, "ilvl")
        return list_id, level


class _Reader:
    """Walks the body of one Word file into a builder."""

    def __init__(self, package: Package, main: str, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._package = package
        folder = posixpath.dirname(main)

        def part(name: str) -> etree._Element | None:
            path = posixpath.join(folder, name)
            return package.xml(path) if path in package else None

        self._styles = _Styles(part("styles.xml"))
        self._numbering = Numbering(part("numbering.xml"))
        self._notes = part("footnotes.xml"), part("endnotes.xml")
        self._embedded = _embedded_parts(package, main)
        self._hidden_runs = self._struck_runs = 0
        self._paragraph_style: str | None = None
        self.pictures = 0

    def body(self, body: etree._Element) -> None:
        """Add all that is printed of the body, then its notes."""
        self._blocks(body, 0)
        for notes in self._notes:
            for note in notes if notes is not None else ():
                # separators between text and notes are notes of a type
                if local(note) in ("footnote", "endnote") and attribute(note, "type") in (None, "normal"):
                    self._blocks(note, 0)
        if self._hidden_runs:
            self._builder.warn(f"{self._hidden_runs} pieces of hidden text were left out")
        if self._struck_runs:
            self._builder.warn(f"{self._struck_runs} pieces of struck out text were left out")

    def _blocks(self, parent: etree._Element, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise DocumentError(
                f"tables or boxes nested deeper than {_MAX_DEPTH}",
                place=self._builder.file_name,
                next_step="check how the file was made",
            )
        for child in parent:
            tag = local(child)
            if tag == "p":
                self._paragraph(child, depth)
            elif tag == "tbl":
                self._table(child, depth)
            elif tag in _TRANSPARENT:
                self._blocks(child, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> None:
        heading = self._heading(paragraph)
        text = self._paragraph_text(paragraph)
        self._builder.paragraph(text, heading=heading)
        for box in _boxes(paragraph):
            self._blocks(box, depth + 1)
        self._workbooks(paragraph)

    def _workbooks(self, parent: etree._Element) -> None:
        """Add the sheets that are embedded as objects and shown as a picture of themselves."""
        for entry in (e for e in parent.iter() if local(e) == "OLEObject"):
            # each once: boxes are met with their paragraph and by themselves, and have a second copy
            part = self._embedded.pop(attribute(entry, "id") or "", "")
            if not (attribute(entry, "ProgID") or "").startswith("Excel.") or part not in self._package:
                continue
            name = Path(f"{self._builder.file_name}, embedded {posixpath.basename(part)}")
            try:
                data = self._package.read(part)
                read = {Kind.XLSX: read_xlsx, Kind.XLS: read_xls}.get(detect(data, name.name))
                document = read(name, data, embedded=True) if read else None
            except DocumentError as error:
                self._builder.warn(f"an embedded workbook can't be read: {error.message}")
                continue
            if document is not None:
                self._builder.part(document)

    def _paragraph_text(self, paragraph: etree._Element) -> str:
        self._paragraph_style = _value(_child(paragraph, "pPr"), "pStyle") or self._styles.default
        text = lower_whole(trimmed("".join(self._pieces(paragraph, 0))))
        return self._label(paragraph) + text if text else ""

    def _heading(self, paragraph: etree._Element) -> int | None:
        properties = _child(paragraph, "pPr")
        level = _value(properties, "outlineLvl")
        if level is not None:
            return number(level) + 1 if number(level, 9) < 9 else None
        return self._styles.heading(_value(properties, "pStyle"))

    def _label(self, paragraph: etree._Element) -> str:
        properties = _child(paragraph, "pPr")
        own = _child(properties, "numPr")
        list_id, level = _value(own, "numId"), _value(own, "ilvl")
        if list_id is None:
            style_list, style_level = self._styles.number_properties(
                _value(properties, "pStyle") or self._styles.default
            )
            list_id, level = style_list, level or style_level
        if list_id is None or list_id == "0":  # 0 takes the paragraph out of its style's list
            return ""
        return self._numbering.label(list_id, number(level))

    def _pieces(self, parent: etree._Element, depth: int) -> Iterator[str]:
        if depth > _MAX_DEPTH:
            return
        for child in parent:
            tag = local(child)
            if tag == "t":
                yield child.text or ""
            elif tag in ("tab", "ptab"):
                yield "\t"
            elif tag in ("br", "cr"):
                yield "\n"
            elif tag == "noBreakHyphen":
                yield "-"
            elif tag == "sym":
                yield _symbol(child)
            elif tag in ("drawing", "pict", "object"):
                self.pictures += 1
            elif tag == "r":
                if self._has(child, "vanish"):
                    self._hidden_runs += 1
                elif self._is_struck(child):
                    self._struck_runs += 1
                elif self._is_raised(child):
                    yield raise_note("".join(self._pieces(child, depth + 1)))
                else:
                    yield from self._pieces(child, depth + 1)
            elif tag not in _LEFT_OUT and tag != _BOX:
                yield from self._pieces(child, depth + 1)

    @staticmethod
    def _has(run: etree._Element, name: str) -> bool:
        """Whether a run has a property that is on or off (vanish, strike)."""
        return bool(_on_off(name, [_child(run, "rPr")]))

    def _is_struck(self, run: etree._Element) -> bool:
        """Whether a run is struck out: by itself or, where it doesn't say, by its styles. One line of the paragraph's style and one of the
        character's make none (ECMA-376 part 1, 17.7.3): a toggle; two lines (dstrike) are of the nearest that says them."""
        own = _child(run, "rPr")
        by_character, by_paragraph = (
            [_child(style, "rPr") for style in self._styles.chain(name)]
            for name in (_value(own, "rStyle"), self._paragraph_style)
        )
        struck = _on_off("strike", [own])
        if struck is None:
            struck = bool(_on_off("strike", by_character)) != bool(_on_off("strike", by_paragraph))
        return struck or bool(_on_off("dstrike", [own, *by_character, *by_paragraph]))

    def _is_raised(self, run: etree._Element) -> bool:
        """Whether a run is set above the line: by itself or by its character style, as superscript or by its position."""
        own = _child(run, "rPr")
        if own is None:
            return False
        styles = (_child(style, "rPr") for style in self._styles.chain(_value(own, "rStyle")))
        for properties in (own, *styles):
            if (align := _value(properties, "vertAlign")) is not None:
                return align == "superscript"
            if (position := _value(properties, "position")) is not None:
                return number(position) > 0
        return False

    def _table(self, table: etree._Element, depth: int) -> None:
        place = f"{self._builder.file_name}, table {self._builder.next_table}"
        rows = list(_rows(table))
        columns = [list(_cells(row)) for row in rows]
        if all(len(cells) <= 1 for cells in columns) or self._lays_out(columns):
            # a frame of one column lays out what stands in it: prose, or another table
            for cells in columns:
                for cell in cells:
                    self._blocks(cell, depth + 1)
            return
        merged = MergedGrid()
        shown: list[etree._Element] = []
        for r, (row, cells) in enumerate(zip(rows, columns, strict=True)):
            merged.begin_row(r, number(_value(_child(row, "trPr"), "gridBefore")))
            for cell in cells:
                check_size(len(rows), merged.column + _width(cell), place)
                if self._add_cell(merged, cell):
                    shown.append(cell)
        check_size(len(rows), merged.width, place)
        self._builder.table(merged.rows(len(rows)), merged.merged_cells())
        self._inner_tables(shown, depth)
        for row_cells in columns:
            for cell in row_cells:
                self._workbooks(cell)

    def _add_cell(self, merged: MergedGrid, cell: etree._Element) -> bool:
        """Add a cell to a table's grid, as part of the one on its left or above it where it is merged with that. Whether it is shown by itself."""
        properties = _child(cell, "tcPr")
        below, beside = _child(properties, "vMerge"), _child(properties, "hMerge")
        if _goes_on(beside) and merged.widen_last(_width(cell)):  # merged as files of Word 97 are
            return False
        text = self._cell_text(cell)
        if _goes_on(below) and merged.is_below_merged():
            above = merged.lengthen_above(_width(cell))
            if text and text != above:
                self._builder.warn(f"table {self._builder.next_table}: text under a merged cell: {text[:40]}")
        else:
            merged.add(text, _width(cell), begins_merge=below is not None)
        return True

    def _inner_tables(self, cells: list[etree._Element], depth: int) -> None:
        """Add the tables that stand in cells, by themselves or in a box."""
        for cell in cells:
            for inner in cell.iter():
                if local(inner) == "tbl" and _owner(inner) is cell:
                    self._table(inner, depth + 1)
            for box in _boxes(cell):
                if any(local(inner) == "tbl" for inner in box.iter()):
                    self._blocks(box, depth + 1)

    def _lays_out(self, columns: list[list[etree._Element]]) -> bool:
        """Whether a table only sets its cells side by side: few rows, tables with figures in them, and no figure beside those."""
        cells = [cell for row in columns for cell in row]
        inner = [inner for cell in cells for inner in cell.iter() if local(inner) == "tbl"]
        holds = any(char.isdigit() for one in inner for char in "".join(one.itertext()))
        return (
            holds
            and len(columns) <= _LAYOUT_ROWS
            and not any(char.isdigit() for cell in cells for char in self._cell_text(cell))
        )

    def _cell_text(self, cell: etree._Element) -> str:
        """The text of a cell, a line a paragraph; tables in it are tables of their own."""
        lines = []
        for paragraph in _paragraphs(cell, 0):
            lines.append(self._paragraph_text(paragraph))
            for box in _boxes(paragraph):
                if not any(local(inner) == "tbl" for inner in box.iter()):
                    lines += [self._paragraph_text(inner) for inner in _paragraphs(box, 0)]
        return trimmed("\n".join(line for line in lines if line))


def read_docx(path: Path, data: bytes) -> Document:
    """Read a Word file; `path` names it in messages. Word files have no pages: `page` is None.

    Merged cells become spans; tracked deletions, hidden and struck out text, headers and footers are left out; automatic numbers
    stand before their paragraphs. Raises DocumentError: damaged, protected, beyond the bounds, nothing in it.
    """
    builder = DocumentBuilder(path.name)
    package = Package(data, path.name)
    main = _main_part(package)
    root = package.xml(main)
    body = next((child for child in root if local(child) == "body"), None)
    if body is None:
        raise DocumentError("no document body in it", place=path.name, next_step="fetch the file again")
    reader = _Reader(package, main, builder)
    reader.body(body)
    if any(local(child) == "altChunk" for child in body.iter()):
        builder.warn(
            "parts of other files are embedded as such (altChunk) and aren't read: save the file once more in Word"
        )
    if reader.pictures and builder.next_table == 1:
        builder.warn(f"{reader.pictures} pictures and no table: forms that were pasted as pictures aren't read")
    return builder.document("docx", data)


def _main_part(package: Package) -> str:
    """The name of the main part, from the package's relations; the usual one where they are missing."""
    if "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _embedded_parts(package: Package, main: str) -> dict[str, str]:
    """Relation id → part, of the objects embedded in the main part."""
    folder, name = posixpath.split(main)
    part = posixpath.join(folder, "_rels", name + ".rels")
    if part not in package:
        return {}
    return {
        relation.get("Id") or "": posixpath.normpath(posixpath.join(folder, relation.get("Target") or ""))
        for relation in package.xml(part)
        if (relation.get("Type") or "").rpartition("/")[2] in ("package", "oleObject")
    }


def _child(element: etree._Element | None, tag: str) -> etree._Element | None:
    if element is None:
        return None
    return next((child for child in element if local(child) == tag), None)


def _value(element: etree._Element | None, tag: str) -> str | None:
    child = _child(element, tag)
    return attribute(child, "val") if child is not None else None


def _on_off(name: str, said: Iterable[etree._Element | None]) -> bool | None:
    """Whether a property is on in the first of some run properties that says it; None where none does."""
    found = next((e for properties in said if (e := _child(properties, name)) is not None), None)
    return None if found is None else attribute(found, "val") not in ("0", "false", "off")


def _width(cell: etree._Element) -> int:
    """How many columns a cell covers."""
    return max(1, number(_value(_child(cell, "tcPr"), "gridSpan"), 1))


def _goes_on(merge: etree._Element | None) -> bool:
    """Whether a cell continues a merged one: a mark of merging that doesn't begin anew."""
    return merge is not None and attribute(merge, "val") != "restart"


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        tag = local(child)
        if tag == "tr":
            if _child(_child(child, "trPr"), "del") is None:
                yield child
        elif tag in _TRANSPARENT:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        tag = local(child)
        if tag == "tc":
            yield child
        elif tag in _TRANSPARENT:
            yield from _cells(child)


def _paragraphs(parent: etree._Element, depth: int) -> Iterator[etree._Element]:
    for child in parent:
        tag = local(child)
        if tag == "p":
            yield child
        elif tag in _TRANSPARENT and depth < _MAX_DEPTH:
            yield from _paragraphs(child, depth + 1)


def _boxes(parent: etree._Element) -> list[etree._Element]:
    """The text boxes anchored in a paragraph or cell, outermost only, each once."""
    found = []
    for box in parent.iter():
        if local(box) != _BOX:
            continue
        above = box.getparent()
        while above is not None and above is not parent:
            if local(above) in (_BOX, "Fallback", "tbl"):
                break
            above = above.getparent()
        if above is parent:
            found.append(box)
    return found


def _owner(table: etree._Element) -> etree._Element | None:
    """The cell that a nested table stands in."""
    above = table.getparent()
    while above is not None and local(above) not in ("tc", _BOX):
        above = above.getparent()
    return above


def _symbol(element: etree._Element) -> str:
    """A character of a symbol font: those of Wingdings' private area can't be told and are left out."""
    code = attribute(element, "char") or ""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= value <= 0xF0FF or not 0x20 <= value <= 0x10FFFF:
        return {0xF052: "☑", 0xF0A3: "□", 0xF0FE: "☑", 0xF0A8: "□"}.get(value, "")
    return chr(value)
