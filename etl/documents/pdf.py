"""Reader for PDF with text: ruled tables with their merged cells, and the printed lines between them, built from positions."""

from __future__ import annotations

import hashlib
import io
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from etl.documents.model import Box, Document, Paragraph, Span, Table
from etl.errors import DocumentError

MAX_PAGES = 1500
MAX_CHARS = 60_000
MAX_EDGES = 30_000
"""Bounds of a page: a printed page of the densest form has some 8,000 characters and 2,000 ruling lines."""

_TABLE_SETTINGS = {"snap_tolerance": 3, "join_tolerance": 3, "edge_min_length": 3, "intersection_tolerance": 4}
_PAGE_NUMBER = re.compile(
    r"^(?:第\s*)?[-—–\s·]*\d{1,4}(?:\s*[/／]\s*\d{1,4})?[-—–\s·]*(?:页(?:[，,]?\s*共\s*\d+\s*页)?)?$"
)
_CID = re.compile(r"\(cid:\d+\)")


@dataclass(slots=True)
class _Line:
    """A printed line outside tables."""

    top: float
    bottom: float
    text: str


@dataclass(slots=True)
class _Grid:
    """A ruled table on a page."""

    top: float
    rows: tuple[tuple[str, ...], ...]
    spans: tuple[Span, ...]
    boxes: tuple[tuple[Box | None, ...], ...]


@dataclass(slots=True)
class _Page:
    """What a page holds, from top to bottom."""

    number: int
    height: float
    blocks: list[_Line | _Grid]


def read_pdf(path: Path, data: bytes | None = None) -> Document:
    """Read a PDF. Tables are those with ruling lines; page numbers and running heads are left out of the paragraphs.

    Raises DocumentError: damaged, protected by a password, too many pages, or no text at all (a scan).
    """
    data = path.read_bytes() if data is None else data
    name = path.name
    warnings: list[str] = []
    pages: list[_Page] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            count = len(pdf.pages)
            if count == 0:
                raise DocumentError("a PDF without pages", place=name, next_step="fetch the file again")
            if count > MAX_PAGES:
                raise DocumentError(
                    f"{count} pages; a report has at most {MAX_PAGES}", place=name, next_step="split the file"
                )
            for number, page in enumerate(pdf.pages, start=1):
                pages.append(_read_page(page, number, name, warnings))
                page.close()
    except DocumentError:
        raise
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise DocumentError(
                "protected by a password",
                place=name,
                next_step="save it without a password, or fetch the published file",
            ) from error
        raise DocumentError(f"damaged PDF ({_reason(cause)})", place=name, next_step="fetch the file again") from error
    except RecursionError:
        raise
    except Exception as error:
        # A damaged file fails anywhere in the parser; what it raises is the parser's affair.
        raise DocumentError(f"damaged PDF ({_reason(error)})", place=name, next_step="fetch the file again") from error
    if not any(page.blocks for page in pages):
        raise DocumentError(
            "a PDF without text: a scan",
            place=name,
            next_step="recognise its text first (OCR), or ask the agency for the document",
        )
    blocks = _blocks(pages)
    return Document(
        file_name=name,
        format="pdf",
        sha256=hashlib.sha256(data).hexdigest(),
        byte_size=len(data),
        page_count=len(pages),
        blocks=blocks,
        warnings=tuple(warnings),
    )


def _reason(error: object) -> str:
    text = " ".join(str(error).split())[:120]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _read_page(page: Any, number: int, name: str, warnings: list[str]) -> _Page:
    chars = page.chars
    if len(chars) > MAX_CHARS:
        warnings.append(f"page {number}: {len(chars)} characters, more than a page holds; left out")
        return _Page(number, float(page.height), [])
    chars = _printed(chars, page)
    if not chars:
        if page.images:
            warnings.append(f"page {number} is a picture: its text wasn't read (OCR)")
        return _Page(number, float(page.height), [])
    if sum(1 for char in chars if _CID.match(char["text"])) > len(chars) * 0.3:
        warnings.append(f"page {number}: its text can't be decoded (fonts without character codes); try OCR")
    grids: list[_Grid] = []
    inside: list[tuple[float, float, float, float]] = []
    if len(page.edges) > MAX_EDGES:
        warnings.append(f"page {number}: {len(page.edges)} lines, more than a form has; its tables were not read")
    elif page.edges:
        for table in page.find_tables(_TABLE_SETTINGS):
            grid = _grid(table, chars)
            if grid is not None:
                grids.append(grid)
                inside.append(table.bbox)
    rest = [char for char in chars if not any(_within(char, bbox) for bbox in inside)]
    blocks: list[_Line | _Grid] = [*_lines(rest), *grids]
    return _Page(number, float(page.height), sorted(blocks, key=lambda block: block.top))


def _printed(chars: Sequence[dict[str, Any]], page: Any) -> list[dict[str, Any]]:
    """The characters that a reader sees as text: not slanted watermarks, not those outside the page, bold by double print once."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[dict[str, Any]] = []
    left, top, right, bottom = page.bbox
    for char in chars:
        text = char["text"]
        if not text or text.isspace():
            continue
        _, b, c, _, *_ = char["matrix"]
        if abs(b) > 0.01 and abs(c) > 0.01 and not (char.get("upright", True) and abs(b) < 0.05):
            slanted = min(abs(b), abs(c)) > 0.1 and abs(char["matrix"][0]) > 0.1
            if slanted:
                continue
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if not (left <= x <= right and top <= y <= bottom):
            continue
        key = (text, round(char["x0"]), round(char["top"]))
        if key in seen:
            continue
        seen.add(key)
        kept.append(char)
    return kept


def _within(char: dict[str, Any], bbox: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(bbox[0] <= x <= bbox[2] and bbox[1] <= y <= bbox[3])


def _grid(table: Any, chars: Sequence[dict[str, Any]]) -> _Grid | None:
    """A ruled table as a grid. None for a frame: a single cell, or cells without any text."""
    cells = table.cells
    if len(cells) < 2:
        return None
    xs = _edges([x for cell in cells for x in (cell[0], cell[2])])
    ys = _edges([y for cell in cells for y in (cell[1], cell[3])])
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height > 200_000:
        return None
    texts = [["" for _ in range(width)] for _ in range(height)]
    boxes: list[list[Box | None]] = [[None for _ in range(width)] for _ in range(height)]
    owner: list[list[tuple[int, int] | None]] = [[None for _ in range(width)] for _ in range(height)]
    spans: list[Span] = []
    for x0, top, x1, bottom in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        r0, c0 = _index(ys, top), _index(xs, x0)
        r1, c1 = max(_index(ys, bottom), r0 + 1), max(_index(xs, x1), c0 + 1)
        if owner[r0][c0] is not None:
            continue
        for r in range(r0, min(r1, height)):
            for c in range(c0, min(c1, width)):
                owner[r][c] = (r0, c0)
        boxes[r0][c0] = Box(x0, top, x1, bottom)
        if (r1 - r0) * (c1 - c0) > 1:
            spans.append(Span(r0, c0, r1 - r0, c1 - c0))
    found: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for char in chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if not (xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]):
            continue
        r, c = bisect_right(ys, y) - 1, bisect_right(xs, x) - 1
        at = owner[min(r, height - 1)][min(c, width - 1)]
        if at is not None:
            found.setdefault(at, []).append(char)
    for (r, c), members in found.items():
        texts[r][c] = "\n".join(line.text for line in _lines(members))
    if not found:
        return None
    keep = [r for r in range(height) if any(owner[r][c] is not None for c in range(width))]
    if len(keep) < height:
        return None
    return _Grid(
        top=ys[0],
        rows=tuple(tuple(row) for row in texts),
        spans=tuple(spans),
        boxes=tuple(tuple(row) for row in boxes),
    )


def _edges(values: Iterable[float]) -> list[float]:
    """Positions of ruling lines, those closer than two points taken as one."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > 2:
            merged.append(value)
    return merged


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _lines(chars: Sequence[dict[str, Any]]) -> list[_Line]:
    """Characters as printed lines, by position: what overlaps in height by half is one line, whatever its baseline or stream order."""
    rows: list[list[dict[str, Any]]] = []
    extents: list[tuple[float, float]] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        centre = (char["top"] + char["bottom"]) / 2
        height = char["bottom"] - char["top"]
        placed = False
        for i in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            top, bottom = extents[i]
            overlap = min(bottom, char["bottom"]) - max(top, char["top"])
            if overlap > 0.5 * min(height, bottom - top) or abs(centre - (top + bottom) / 2) < 0.35 * height:
                rows[i].append(char)
                placed = True
                break
        if not placed:
            rows.append([char])
            extents.append((char["top"], char["bottom"]))
    lines = [_line(row) for row in rows]
    return sorted((line for line in lines if line.text), key=lambda line: line.top)


def _line(row: list[dict[str, Any]]) -> _Line:
    row = sorted(row, key=lambda c: c["x0"])
    parts: list[str] = []
    for i, char in enumerate(row):
        if i:
            gap = char["x0"] - row[i - 1]["x1"]
            if gap > 0.45 * max(char["size"], row[i - 1]["size"], 1):
                parts.append(" ")
        parts.append(char["text"])
    return _Line(min(c["top"] for c in row), max(c["bottom"] for c in row), "".join(parts).strip())


def _blocks(pages: Sequence[_Page]) -> tuple[Paragraph | Table, ...]:
    furniture = _furniture(pages)
    blocks: list[Paragraph | Table] = []
    index = 0
    for page in pages:
        for block in page.blocks:
            if isinstance(block, _Line):
                if _is_furniture(block, page, furniture):
                    continue
                blocks.append(Paragraph(len(blocks), block.text, page.number))
            else:
                blocks.append(Table(len(blocks), index, block.rows, page.number, None, block.spans, block.boxes))
                index += 1
    return tuple(blocks)


def _at_edge(line: _Line, page: _Page) -> bool:
    return line.bottom < 0.09 * page.height or line.top > 0.91 * page.height


def _furniture(pages: Sequence[_Page]) -> set[str]:
    """Running heads and feet: the same line at the edge of at least three pages and a third of them."""
    counts = Counter(
        text
        for page in pages
        for text in {re.sub(r"\d+", "0", b.text) for b in page.blocks if isinstance(b, _Line) and _at_edge(b, page)}
    )
    return {text for text, n in counts.items() if n >= 3 and n * 3 >= len(pages)}


def _is_furniture(line: _Line, page: _Page, furniture: set[str]) -> bool:
    if not _at_edge(line, page):
        return False
    return bool(_PAGE_NUMBER.match(line.text)) or re.sub(r"\d+", "0", line.text) in furniture
