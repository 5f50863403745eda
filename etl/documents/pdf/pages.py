"""From what pages draw to the blocks of a document: tables with their merged cells, and the lines between them. For every format of printed pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from etl.documents.model import Box, Paragraph, Span, Table
from etl.documents.page.drawn import Drawn, Fault
from etl.documents.page.geometry import Sheet, original_area, upright
from etl.documents.page.seen import sheet_of
from etl.documents.pdf import guard
from etl.documents.pdf.across_pages import Printed, put_together
from etl.documents.pdf.cut_rows import with_whole_row
from etl.documents.pdf.furniture import without_furniture
from etl.documents.pdf.headers_above import with_headers_above
from etl.documents.pdf.parted_headers import with_parted_headers
from etl.documents.pdf.reading_order import in_reading_order
from etl.documents.pdf.ruled_tables import Found, ruled_tables, single_columns
from etl.documents.pdf.text_lines import Line, lines, with_wrapped_titles
from etl.documents.pdf.unruled.banded import banded_tables
from etl.documents.pdf.unruled.continued import header_in_columns_of, in_columns_of, rows_of
from etl.documents.pdf.unruled.unbanded import unruled_tables
from etl.documents.pdf.visible_glyphs import printed, undecodable, unseen_text
from etl.documents.scans.picture_pages import is_scanned
from etl.documents.scans.scanned_page import Scan
from etl.errors import DocumentError

MAX_PAGES = 1500
MAX_GLYPHS = 6_000_000
"""All characters of a document: a report of a thousand pages has two million."""
LAYOUT_SECONDS = 30.0
"""How long finding the tables of one page may take; the densest page takes a second on a slow machine."""
MAX_FAILED_PAGES = 5
"""So many pages that can't be read, one after the other, and the file is damaged as a whole."""
MAX_FAILED_SHARE = 0.1
"""More than this share of the pages (and more than one) that can't be read: what is left is no report."""


class PictureReader(Protocol):
    """Reads pages that are pictures."""

    def page(self, number: int, what: str) -> Scan | None:
        """Page `number` (from 1), of which `what` says why it is read so; None where it can't be, which is told."""

    def next_step(self) -> str:
        """What to do with a document in which no text was found."""


@dataclass(frozen=True, slots=True)
class File:
    """The file whose pages are read: its name, the name of its format for messages, and how many pages it has."""

    name: str
    kind: str
    pages: int


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What a page holds."""

    sheet: Sheet
    lines: list[Line]
    tables: list[Found]
    scan: Scan | None = None
    single: Sequence[Found] = ()
    """Of a page without tables: single columns, which may be a table's on another page."""


def laid_out(
    file: File, outcomes: Iterable[Drawn | Fault], scans: PictureReader, warnings: list[str]
) -> tuple[Paragraph | Table, ...]:
    """The blocks of all pages. A page that can't be read is empty, and told among the warnings.

    Raises DocumentError: too many pages, or more of them than can be missed can't be read, too many characters, no text at all.
    """
    refuse_count(file)
    pages: list[LaidOut] = []
    glyphs = failed = lost = 0
    for number, outcome in enumerate(outcomes, start=1):
        sheet = sheet_of(outcome, number) if isinstance(outcome, Drawn) else Sheet(number, 0.0, 0.0)
        if isinstance(outcome, Fault):
            warnings.append(f"page {number}: {outcome.reason}; left out")
            failed += 1
            lost += 1
            if failed >= MAX_FAILED_PAGES or failed == file.pages:
                raise DocumentError(
                    f"damaged {file.kind} (page {number}: {outcome.reason})",
                    place=file.name,
                    next_step="fetch the file again",
                )
        else:
            failed = 0
        glyphs += len(sheet.glyphs)
        if glyphs > MAX_GLYPHS:
            raise DocumentError(
                f"more than {MAX_GLYPHS:,} characters by page {number}; no report has as many",
                place=file.name,
                next_step="split the file, or check what it is",
            )
        pages.append(_read(sheet, scans, warnings))
    if lost > max(1, MAX_FAILED_SHARE * file.pages):
        raise DocumentError(
            f"damaged {file.kind} ({lost} of {file.pages} pages can't be read)",
            place=file.name,
            next_step="fetch the file again",
        )
    if not any(page.lines or page.tables for page in pages):
        raise DocumentError(_why_empty(file, pages), place=file.name, next_step=scans.next_step())
    return blocks_of(pages)


def refuse_count(file: File) -> None:
    """Raise DocumentError where a file has no pages or too many."""
    if not file.pages:
        raise DocumentError(f"{file.kind} without pages", place=file.name, next_step="fetch the file again")
    if file.pages > MAX_PAGES:
        raise DocumentError(
            f"more than {MAX_PAGES} pages; no report has as many", place=file.name, next_step="split the file"
        )


def _why_empty(file: File, pages: list[LaidOut]) -> str:
    if any(page.sheet.pictures for page in pages):
        return f"{file.kind} without text: a scan"
    if any(page.sheet.segments for page in pages):
        return f"{file.kind} without text: only lines and areas are drawn, or text as outlines"
    return "nothing is printed in it"


def _read(sheet: Sheet, scans: PictureReader, warnings: list[str]) -> LaidOut:
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
        return LaidOut(sheet, [], [])
    if sheet.is_overdrawn:
        warnings.append(f"page {sheet.number}: more lines than a form has; its tables may be incomplete")
    sheet.glyphs = glyphs
    sheet = upright(sheet)
    try:
        with guard.bounded(LAYOUT_SECONDS):
            page = _laid_out(sheet)
    except guard.TimeUpError:
        warnings.append(f"page {sheet.number}: its tables weren't found within {LAYOUT_SECONDS:.0f} s; read as lines")
        page = LaidOut(sheet, lines(sheet.glyphs), [])
    sheet.glyphs, sheet.rules = [], []
    return page


def scanned_page(scan: Scan) -> LaidOut:
    """The tables and lines of a page that was recognised."""
    return _laid_out(scan.sheet, scan)


def _laid_out(sheet: Sheet, scan: Scan | None = None) -> LaidOut:
    tables, rest, loose = ruled_tables(sheet, sheet.glyphs)
    tables, texts = with_headers_above(tables, lines(rest), loose)
    banded, texts = banded_tables(texts, loose)
    unruled, texts = unruled_tables(texts, loose)
    found = [*tables, *banded, *unruled]
    single = single_columns(sheet, sheet.glyphs) if not found and scan is None else []
    return LaidOut(sheet, with_wrapped_titles(texts), found, scan, single)


def blocks_of(pages: list[LaidOut]) -> tuple[Paragraph | Table, ...]:
    """Lines and tables of all pages in reading order."""
    kept = without_furniture([(page.sheet.height, page.lines) for page in pages])
    blocks: list[Paragraph | Table] = []
    index = 0
    last: Found | None = None  # the table that the page before ended with
    ended: LaidOut | None = None  # and that page
    by_number = {page.sheet.number: page for page in pages}
    for printed_page in put_together([_printed_page(page, texts) for page, texts in zip(pages, kept, strict=True)]):
        page, texts, tables = by_number[printed_page.number], list(printed_page.lines), list(printed_page.tables)
        if last is not None and last.unruled and texts:
            above = [line for line in texts if all(line.top < table.area.top for table in tables)]
            more = rows_of(last, above)
            if more is not None:
                tables.append(more[0])
                texts = [line for line in texts if line not in above[: more[1]]]
        for place, block in enumerate(in_reading_order(texts, tables)):
            if isinstance(block, Line):
                blocks.append(Paragraph(len(blocks), block.text, page.sheet.number))
                last = None
                continue
            if place == 0 and last is not None and ended is not None:
                header = header_in_columns_of(last, block)
                header, rest = with_whole_row(header, in_columns_of(header, block))
                if header is not last:
                    blocks[-1] = _table(header, ended, len(blocks) - 1, index - 1)
                last = rest
            else:
                last = block
            ended = page
            blocks.append(_table(last, page, len(blocks), index))
            index += 1
    return with_parted_headers(blocks)


def _printed_page(page: LaidOut, texts: list[Line]) -> Printed:
    sheet = page.sheet
    paper = (sheet.width, sheet.height, sheet.turned)
    return Printed(sheet.number, paper, texts, page.tables, page.single, page.scan is not None)


def _table(found: Found, page: LaidOut, position: int, index: int) -> Table:
    """A table with spans and with boxes on the pages as printed."""
    sheet = page.sheet
    boxes: list[list[Box | None]] = [[None] * len(row) for row in found.rows]
    confidence: list[list[float | None]] = [[None] * len(row) for row in (found.rows if page.scan is not None else ())]
    turned = sheet.turned in (90, 270)
    width, height = (sheet.height, sheet.width) if turned else (sheet.width, sheet.height)
    pages = [sheet.number] * len(found.rows[0])
    for cell in found.cells:
        area = cell.area
        beyond = next((one for one in reversed(found.beyond) if area.x0 >= one.x - 1), None) if found.beyond else None
        if beyond is not None:
            pages[cell.column] = beyond.page
            area = replace(area, x0=area.x0 - beyond.shift, x1=area.x1 - beyond.shift)
        area = original_area(area, sheet.turned, width, height)
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
        column_pages=tuple(pages) if found.beyond else (),
    )
