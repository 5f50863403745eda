"""Page furniture: page numbers, running heads and feet. They are no part of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from etl.documents.pdf.lines import Line

_PAGE_NUMBER = re.compile(
    r"^(?:第\s*)?[-—–－·\s]*\d{1,4}(?:\s*[/／]\s*\d{1,4})?[-—–－·\s]*(?:页(?:[，,/／]?\s*共\s*\d+\s*页)?)?$"
)
_EDGE = 0.09
"""Furniture stands in this share of the page's height at its head and foot."""
_FEWEST_PAGES = 3


def _at_edge(line: Line, height: float) -> bool:
    return line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def without_furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[list[Line]]:
    """The lines of each page (its height, its lines) without furniture.

    A page number is one at the edge of its page. A running head stands at the edge of a third of the pages and of at
    least three; the first time, it may be a title and stays.
    """
    counts = Counter(
        shape for height, lines in pages for shape in {_shape(line) for line in lines if _at_edge(line, height)}
    )
    running = {shape for shape, n in counts.items() if n >= _FEWEST_PAGES and n * 3 >= len(pages)}
    return [
        [
            line
            for line in lines
            if not (_at_edge(line, height) and (_PAGE_NUMBER.match(line.text) or _shape(line) in running))
        ]
        for height, lines in pages
    ]
