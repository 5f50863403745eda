"""Rows of converted text that a line end broke inside a cell: put together where only that sets every number below its header."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from etl.words.numbers import parse_number

MOST_BROKEN = 3
"""Line ends inside one row; a name of a form wraps at most so often."""
_FEWEST_ROWS = 3
"""So many whole rows tell what a column holds."""


def mended_rows(rows: list[list[str]]) -> list[list[str]]:
    """The rows of a table by tabs, each that a line end broke put together.

    What a column holds, numbers or text, is told by the whole rows: the widest ones. Two neighbours are one row where a number stands in a
    column of text, or text in one of numbers, while they are two, and nothing does when they are one.
    """
    width = max((len(row) for row in rows), default=0)
    whole = [row for row in rows if len(row) == width]
    if len(whole) == len(rows) or len(whole) < _FEWEST_ROWS:
        return rows
    holds = [_holds([row[column] for row in whole]) for column in range(width)]
    mended: list[list[str]] = []
    i = 0
    while i < len(rows):
        taken = _broken_at(rows, i, width, holds)
        mended.append(_joined(rows[i : i + taken]))
        i += taken
    return mended


def _broken_at(rows: Sequence[list[str]], i: int, width: int, holds: Sequence[str]) -> int:
    """How many rows from row i on are one."""
    for count in range(2, MOST_BROKEN + 2):
        pieces = rows[i : i + count]
        if len(pieces) < count or not all(first[-1] and second[0] for first, second in pairwise(pieces)):
            return 1
        joined = _joined(pieces)
        if len(joined) > width:
            return 1
        if len(joined) == width and _agrees(joined, holds) and not all(_agrees(piece, holds) for piece in pieces):
            return count
    return 1


def _joined(pieces: Sequence[list[str]]) -> list[str]:
    row = list(pieces[0])
    for piece in pieces[1:]:
        row = [*row[:-1], row[-1] + piece[0], *piece[1:]]
    return row


def _holds(cells: Sequence[str]) -> str:
    """`number` or `text`, what most cells of a column hold that hold something; "" where neither is more."""
    filled = [cell for cell in cells if cell]
    numbers = sum(1 for cell in filled if parse_number(cell) is not None)
    return "number" if 2 * numbers > len(filled) else "text" if 2 * numbers < len(filled) else ""


def _agrees(row: Sequence[str], holds: Sequence[str]) -> bool:
    """Whether every cell is of the kind that its column holds."""
    return all(
        not cell or not kind or (parse_number(cell) is not None) == (kind == "number")
        for cell, kind in zip(row, holds, strict=False)
    )
