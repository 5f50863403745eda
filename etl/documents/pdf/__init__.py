"""Reader for PDF: tables with their merged cells, and the printed lines between them, built from positions.

pdfium reads the file (`engine`). Instead of pdfplumber's tables, because those (the same where lines part all cells)
- lose the columns and the header at the sides where a table has no border, and make one row of rows that no line parts;
- name no merged cells: what one covers, across or down, is a cell without text;
- put watermarks, and what is printed twice to look bold, into the text of cells.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from etl.documents.model import Box, Document, Paragraph, Span, Table
from etl.documents.page.drawn import Drawn
from etl.documents.page.geometry import Sheet, original_area, upright
from etl.documents.page.seen import sheet_of
from etl.documents.pdf import guard
from etl.documents.pdf.engine import Fault, Limits, Opened, Pages
from etl.documents.pdf.furniture import without_furniture
from etl.documents.pdf.ruled_tables import Found, ruled_tables
from etl.documents.pdf.text_lines import Line, lines, with_wrapped_titles
from etl.documents.pdf.unruled.banded import banded_tables
from etl.documents.pdf.unruled.continued import in_columns_of, rows_of
from etl.documents.pdf.unruled.unbanded import unruled_tables
from etl.documents.pdf.visible_glyphs import printed, undecodable, unseen_text
from etl.documents.scans.picture_pages import Reader, is_scanned, next_step
from etl.documents.scans.scanned_page import Scan
from etl.errors import DocumentError

MAX_PAGES = 1500
MAX_GLYPHS = 6_000_000
"""All characters of a document: a report of a thousand pages has two million."""
OPEN_SECONDS = 60.0
PAGE_SECONDS = 30.0
"""How long opening a file and reading one page may take; the densest page takes two seconds on a slow machine."""
MAX_FAILED_PAGES = 5
"""So many pages that can't be read, one after the other, and the file is damaged as a whole."""
MAX_FAILED_SHARE = 0.1
"""More than this share of the pages (and more than one) that can't be read: what is left is no report."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page holds."""

    sheet: Sheet
    lines: list[Line]
    tables: list[Found]
    scan: Scan | None = None


def read_pdf(path: Path, data: bytes | None = None) -> Document:
    """Read a PDF. Page numbers and running heads are left out of the paragraphs; watermarks are ignored.

    Pages that are pictures are recognised where the extra `ocr` is installed; their tables carry a confidence.
    Raises DocumentError: damaged, protected by a password, beyond the bounds of a report, or no text at all (a scan
    without the extra).
    """
    data = path.read_bytes() if data is None else data
    name = path.name
    warnings: list[str] = []
    with Pages(data, Limits(OPEN_SECONDS, PAGE_SECONDS, MAX_PAGES)) as source:
        opened = _opened(name, source.opened)
        if opened.is_damaged:
            warnings.append(
                "a part of the file can't be unpacked whole: pages or figures may be missing; fetch the file again"
            )
        pages = _pages(name, data, source, opened.pages, warnings)
    if not any(page.lines or page.tables for page in pages):
        raise DocumentError(
            "a PDF without text: a scan" if any(page.sheet.pictures for page in pages) else "nothing is printed in it",
            place=name,
            next_step=next_step(),
        )
    return Document(
        file_name=name,
        format="pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        byte_size=len(data),
        page_count=len(pages),
        blocks=blocks_of(pages),
        warnings=tuple(warnings),
    )


def _opened(name: str, opened: Opened | Fault) -> Opened:
    """The file as opened. Raises DocumentError where it can't be, or has no pages or too many."""
    if isinstance(opened, Fault):
        if opened.is_locked:
            raise DocumentError(
                "protected by a password",
                place=name,
                next_step="save it without a password, or fetch the published file",
            )
        raise DocumentError(f"damaged PDF ({opened.reason})", place=name, next_step="fetch the file again")
    if not opened.pages:
        raise DocumentError("a PDF without pages", place=name, next_step="fetch the file again")
    if opened.pages > MAX_PAGES:
        raise DocumentError(
            f"more than {MAX_PAGES} pages; no report has as many", place=name, next_step="split the file"
        )
    return opened


def _pages(name: str, data: bytes, source: Pages, count: int, warnings: list[str]) -> list[_Page]:
    """All pages. One that can't be read is empty, and told; raises DocumentError where too many can't be, or they hold too much."""
    pages: list[_Page] = []
    scans = Reader(data, warnings)
    glyphs = failed = lost = 0
    for number, outcome in enumerate(source, start=1):
        sheet = sheet_of(outcome, number) if isinstance(outcome, Drawn) else Sheet(number, 0.0, 0.0)
        if isinstance(outcome, Fault):
            warnings.append(f"page {number}: {outcome.reason}; left out")
            failed += 1
            lost += 1
            if failed >= MAX_FAILED_PAGES or failed == count:
                raise DocumentError(
                    f"damaged PDF (page {number}: {outcome.reason})", place=name, next_step="fetch the file again"
                )
        else:
            failed = 0
        glyphs += len(sheet.glyphs)
        if glyphs > MAX_GLYPHS:
            raise DocumentError(
                f"more than {MAX_GLYPHS:,} characters by page {number}; no report has as many",
                place=name,
                next_step="split the file, or check what it is",
            )
        pages.append(_read(sheet, scans, warnings))
    if lost > max(1, MAX_FAILED_SHARE * count):
        raise DocumentError(
            f"damaged PDF ({lost} of {count} pages can't be read)",
            place=name,
            next_step="fetch the file again",
        )
    return pages


def _read(sheet: Sheet, scans: Reader, warnings: list[str]) -> _Page:
    """The tables and lines of a page."""
    glyphs = printed(sheet.glyphs)
    unknown = undecodable(glyphs)
    if unknown or is_scanned(sheet, glyphs):
        scan = scans.page(sheet.number, "its text can't be decoded" if unknown else "a picture")
        if scan is not None and (scan.sheet.glyphs or not glyphs):
            scan.sheet.pictures = sheet.pictures
            return scanned_page(scan)
        if not unknown and sheet.unseen:
            glyphs = printed([*sheet.glyphs, *(glyph for glyph, _ in sheet.unseen)])
            warnings.append(f"page {sheet.number}: read from the text that a scanning program laid under the picture")
    elif told := unseen_text(sheet.unseen):
        warnings.append(f"page {sheet.number}: {told}")
    if not glyphs:
        return _Page(sheet, [], [])
    if sheet.is_overdrawn:
        warnings.append(f"page {sheet.number}: more lines than a form has; its tables may be incomplete")
    sheet.glyphs = glyphs
    sheet = upright(sheet)
    try:
        with guard.bounded(PAGE_SECONDS):
            page = _laid_out(sheet)
    except guard.TimeUpError:
        warnings.append(f"page {sheet.number}: its tables weren't found within {PAGE_SECONDS:.0f} s; read as lines")
        page = _Page(sheet, lines(sheet.glyphs), [])
    sheet.glyphs, sheet.rules = [], []
    return page


def scanned_page(scan: Scan) -> _Page:
    """The tables and lines of a page that was recognised."""
    return _laid_out(scan.sheet, scan)


def _laid_out(sheet: Sheet, scan: Scan | None = None) -> _Page:
    tables, rest, loose = ruled_tables(sheet, sheet.glyphs)
    banded, texts = banded_tables(lines(rest), loose)
    unruled, texts = unruled_tables(texts, loose)
    return _Page(sheet, with_wrapped_titles(texts), [*tables, *banded, *unruled], scan)


def blocks_of(pages: list[_Page]) -> tuple[Paragraph | Table, ...]:
    """Lines and tables of all pages in reading order."""
    kept = without_furniture([(page.sheet.height, page.lines) for page in pages])
    blocks: list[Paragraph | Table] = []
    index = 0
    last: Found | None = None  # the table that the page before ended with
    for page, texts in zip(pages, kept, strict=True):
        tables = list(page.tables)
        if last is not None and last.unruled and texts:
            above = [line for line in texts if all(line.top < table.area.top for table in tables)]
            more = rows_of(last, above)
            if more is not None:
                tables.append(more[0])
                texts = [line for line in texts if line not in above[: more[1]]]
        placed: list[tuple[float, Line | Found]] = [(line.top, line) for line in texts]
        placed += [(table.area.top, table) for table in tables]
        for place, (_, block) in enumerate(sorted(placed, key=lambda one: one[0])):
            if isinstance(block, Line):
                blocks.append(Paragraph(len(blocks), block.text, page.sheet.number))
                last = None
                continue
            last = in_columns_of(last, block) if place == 0 and last is not None else block
            blocks.append(_table(last, page, len(blocks), index))
            index += 1
    return tuple(blocks)


def _table(found: Found, page: _Page, position: int, index: int) -> Table:
    """A table with spans and with boxes on the page as printed."""
    sheet = page.sheet
    boxes: list[list[Box | None]] = [[None] * len(row) for row in found.rows]
    confidence: list[list[float | None]] = [[None] * len(row) for row in found.rows]
    turned = sheet.turned in (90, 270)
    width, height = (sheet.height, sheet.width) if turned else (sheet.width, sheet.height)
    for cell in found.cells:
        area = original_area(cell.area, sheet.turned, width, height)
        boxes[cell.row][cell.column] = Box(area.x0, area.top, area.x1, area.bottom)
        if page.scan is not None:
            confidence[cell.row][cell.column] = page.scan.confidence(cell.area)
    return Table(
        position,
        index,
        found.rows,
        sheet.number,
        None,
        tuple(
            Span(cell.row, cell.column, cell.rows, cell.columns)
            for cell in found.cells
            if cell.rows > 1 or cell.columns > 1
        ),
        tuple(tuple(row) for row in boxes),
        tuple(tuple(row) for row in confidence) if page.scan is not None else None,
        told_by="places" if found.unruled and page.scan is None else "",
        doubts=found.doubts if page.scan is None else (),
        header_doubt=found.header_doubt if page.scan is None else "",
    )
