"""Page furniture: page numbers, running heads and feet. They are no part of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from etl.documents.pdf.text_lines import Line

_PAGE_NUMBER = re.compile(
    r"^(?:第\s*)?[-—–－·\s]*\d{1,4}(?:\s*[/／]\s*\d{1,4})?[-—–－·\s]*(?:页(?:[，,/／]?\s*共\s*\d+\s*页)?)?$"
)
_UNIT = re.compile(r"(?:单位|金额)\s*[:：]\s*(?:人民币)?\s*(?:亿|百万|万|千)?元")
_EDGE = 0.09
"""Furniture stands in this share of the page's height at its head and foot."""
_FEWEST_PAGES = 3


def without_furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[list[Line]]:
    """The lines of each page (its height, its lines) without furniture.

    A page number is one at the edge of its page. A running head stands at the edge of a third of the pages and of at
    least three. What stands between it and the edge is furniture too: a line below a form's own title, such as its unit of
    money, is repeated with every form and no head. A line that names a unit of money is never taken for furniture: without
    it, amounts are of another size.
    """
    outermost = [_outermost(height, lines) for height, lines in pages]
    running: set[str] = set()
    while True:
        counts = Counter(
            shape
            for edges in outermost
            for shape in {_shape(line) for edge in edges for line in edge[: _furniture(edge, running) + 1]}
        )
        found = {shape for shape, n in counts.items() if n >= _FEWEST_PAGES and n * 3 >= len(pages)}
        if found <= running:
            break
        running |= found
    kept: list[list[Line]] = []
    for (_, lines), edges in zip(pages, outermost, strict=True):
        gone = {id(line) for edge in edges for line in edge[: _furniture(edge, running)]}
        gone |= {id(line) for edge in edges for line in edge if _PAGE_NUMBER.match(line.text)}
        kept.append([line for line in lines if id(line) not in gone])
    return kept


def _outermost(height: float, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines at the head of a page from the top, and those at its foot from the bottom."""
    ordered = sorted(lines, key=lambda line: line.top)
    head = [line for line in ordered if line.bottom < _EDGE * height]
    foot = [line for line in reversed(ordered) if line.top > (1 - _EDGE) * height]
    return head, foot


def _furniture(edge: Sequence[Line], running: set[str]) -> int:
    """How many of the outermost lines are furniture."""
    for n, line in enumerate(edge):
        if _PAGE_NUMBER.match(line.text):
            continue
        if _UNIT.search(line.text) or _shape(line) not in running:
            return n
    return len(edge)


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)
