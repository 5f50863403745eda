"""Amounts that a narrow cell of a page breaks over two lines or more: what their place in the cell tells beside their text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from etl.documents.broken_amounts import is_one, may_be_one
from etl.documents.pdf.text_lines import Line

_ROOM = 11.0
"""Cells leave at most so much (points) free beside their text, as word processors do."""


def whole_amount(lines: Sequence[Line], x0: float, x1: float, column: Iterable[str]) -> str:
    """The amount that all lines of a cell between two edges make together; "" where they make none. `column`: the texts of the cells above and below.

    One of three things says that they are one: a line that is no number (1,234. or .43); decimals as the whole column has them, and
    none of the lines; lines that fill the cell, so that the next character had no room.
    """
    texts = [line.text for line in lines]
    if not may_be_one(texts):
        return ""
    return "".join(texts) if is_one(texts, column) or _fills(lines, x1 - x0) else ""


def _fills(lines: Sequence[Line], width: float) -> bool:
    """Whether each line but the last leaves no room for one more character."""
    return all(
        line.x1 - line.x0 + (below.x1 - below.x0) / len(below.text) > width - _ROOM for line, below in pairwise(lines)
    )
