"""Amounts that a narrow cell breaks over two lines or more: 120.0 above 0 is 120.00."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from etl.documents.pdf.text_lines import Line

_NUMBER = re.compile(r"[-－]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.(?P<decimals>\d{1,6}))?%?")
_PIECE = re.compile(r"[-－]?[\d,，.]+%?")
_MONEY = 2
"""Decimals of an amount in print. A line with as many ends one."""
_ROOM = 11.0
"""Cells leave at most so much (points) free beside their text, as word processors do."""


def whole_amount(lines: Sequence[Line], x0: float, x1: float, column: Iterable[str]) -> str:
    """The amount that all lines of a cell between two edges make together; "" where they make none. `column`: the texts of the cells above and below.

    One of three things says that they are one: a line that is no number (1,234. or .43); decimals as the whole column has them, and
    none of the lines; lines that fill the cell, so that the next character had no room.
    """
    texts = [line.text for line in lines]
    whole = "".join(texts)
    if len(texts) < 2 or not all(map(_PIECE.fullmatch, texts)) or _decimals(whole) is None or whole.isdigit():
        return ""
    if any(_decimals(text) == _MONEY for text in texts[:-1]):
        return ""
    is_piece = any(_decimals(text) is None for text in texts)
    return whole if is_piece or _is_like_column(texts, column) or _fills(lines, x1 - x0) else ""


def _decimals(text: str) -> int | None:
    """How many decimals a number prints; None for what is no number."""
    found = _NUMBER.fullmatch(text)
    return len(found["decimals"] or "") if found else None


def _is_like_column(texts: Sequence[str], column: Iterable[str]) -> bool:
    """Whether the first line ends within its decimals, if it has as many as the numbers of its column."""
    printed = {count for text in column if (count := _decimals(text))}
    before = _decimals(texts[0]) or 0
    return bool(before) and len(texts) == 2 and printed == {before + len(texts[1])} and texts[1].isdigit()


def _fills(lines: Sequence[Line], width: float) -> bool:
    """Whether each line but the last leaves no room for one more character."""
    return all(
        line.x1 - line.x0 + (below.x1 - below.x0) / len(below.text) > width - _ROOM for line, below in pairwise(lines)
    )
