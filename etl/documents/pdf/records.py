"""Rows that no line parts: records told apart by the heights at which their figures stand."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from statistics import median

from etl.documents.pdf.figures import is_number
from etl.documents.pdf.stacks import PITCH, SAME_LINE, height, joined, overlap
from etl.documents.pdf.text_lines import Word

_CENTRED = 0.5
"""A wrapped text is centred on its row when its middle is this near the row's figures (in font sizes)."""
_NEAR = 0.85
"""A single line this near a row (in font sizes) belongs to it."""
_INDENT = 4.0
"""The first line of a wrapped name may be set in by as much (in font sizes)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells from the left, and its height on the page."""

    words: tuple[Word, ...]
    top: float
    bottom: float


def row_of(words: Sequence[Word]) -> Row:
    """One row: words that stand below each other are one cell."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (one.y, one.x0)):
        own = [
            group
            for group in groups
            if any(overlap(word, other) > 0 or _is_next_line(other, word, group) for other in group)
        ]
        groups = [group for group in groups if group not in own]
        groups.append([word, *(one for group in own for one in group)])
    cells = sorted((joined(group) for group in groups), key=lambda one: one.x0)
    return Row(tuple(cells), min(word.top for word in words), max(word.bottom for word in words))


def _is_next_line(upper: Word, lower: Word, group: Sequence[Word]) -> bool:
    """Whether a word is the next line of a text whose first line is set in, so that they don't overlap."""
    size = height(lower)
    return (
        len(group) == 1
        and 2 * SAME_LINE * size < lower.y - upper.y <= PITCH * size
        and lower.x0 < upper.x0 <= lower.x0 + _INDENT * size
        and not is_number(upper.text)
        and not is_number(lower.text)
    )


def records(words: Sequence[Word], figures: Set[int] | None = None) -> list[Row]:
    """The rows that the words make, from the top. `figures`: the identities of the words that are figures, where that is known.

    Figures and codes are never wrapped: each height at which some stand is a row. Other words belong to the row on whose line
    they stand; lines of a wrapped text to the row that its middle or its first line stands on; the rest are rows of their own.
    """
    size = median(height(word) for word in words)
    if figures is None:
        figures = {id(word) for word in words if is_number(word.text)}
    anchors = _heights([word for word in words if id(word) in figures], size)
    members: list[list[Word]] = [[] for _ in anchors]
    loose: list[list[Word]] = []
    texts = []
    for word in words:
        if id(word) in figures:
            members[_nearest(anchors, word.y)].append(word)
        else:
            texts.append(word)
    for stack in _stacks(texts, anchors, size):
        place = _row_of_stack(stack, anchors, size)
        if place is not None:
            members[place] += stack
            continue
        left = []
        for word in stack:
            near = _nearest(anchors, word.y)
            if len(stack) > 1 and anchors and abs(anchors[near] - word.y) <= _NEAR * size:
                members[near].append(word)
            else:
                left.append(word)
        if left:
            loose.append(left)
    for stack in loose:
        middle = (stack[0].y + stack[-1].y) / 2
        same = [group for group in members[len(anchors) :] if abs(_middle(group) - middle) <= SAME_LINE * size]
        if same:
            same[0] += stack
        else:
            members.append(list(stack))
    return sorted((row_of(group) for group in members if group), key=lambda row: row.top + row.bottom)


def _middle(words: Sequence[Word]) -> float:
    return (min(word.y for word in words) + max(word.y for word in words)) / 2


def _heights(words: Sequence[Word], size: float) -> list[float]:
    """The heights at which words stand, from the top."""
    groups: list[list[float]] = []
    for y in sorted(word.y for word in words):
        if groups and y - groups[-1][0] <= SAME_LINE * size:
            groups[-1].append(y)
        else:
            groups.append([y])
    return [median(group) for group in groups]


def _nearest(heights: Sequence[float], y: float) -> int:
    return min(range(len(heights)), key=lambda i: abs(heights[i] - y), default=-1)


def _anchor(heights: Sequence[float], y: float, size: float) -> int | None:
    near = _nearest(heights, y)
    return near if near >= 0 and abs(heights[near] - y) <= SAME_LINE * size else None


def _stacks(texts: Sequence[Word], anchors: Sequence[float], size: float) -> list[list[Word]]:
    """Lines of text close below each other; of the lines that stand on a row's line, one at most."""
    stacks: list[list[Word]] = []
    for word in sorted(texts, key=lambda one: (one.y, one.x0)):
        own = _anchor(anchors, word.y, size)
        best: tuple[float, list[Word]] | None = None
        for stack in stacks:
            last = stack[-1]
            apart = word.y - last.y
            if not SAME_LINE * size < apart <= PITCH * size:
                continue
            if overlap(word, last) <= 0 and not _is_around_figures(last, word, anchors, size):
                continue
            if own is not None and any(_anchor(anchors, other.y, size) is not None for other in stack):
                continue
            if best is None or apart < best[0]:
                best = (apart, stack)
        if best is None:
            stacks.append([word])
        else:
            best[1].append(word)
    return stacks


def _is_around_figures(upper: Word, lower: Word, anchors: Sequence[float], size: float) -> bool:
    """Whether two words stand as far above as below the figures of a row, and begin near each other: two lines of a name, the first set in."""
    middle = (upper.y + lower.y) / 2
    off = all(_anchor(anchors, word.y, size) is None for word in (upper, lower))
    centred = any(abs(y - middle) <= _CENTRED * size for y in anchors)
    return off and centred and lower.x0 - _INDENT * size <= upper.x0 <= lower.x0 + _INDENT * size


def _row_of_stack(stack: Sequence[Word], anchors: Sequence[float], size: float) -> int | None:
    """The row that a text belongs to; None where it stands on none, or between several."""
    if not anchors:
        return None
    on = [place for word in stack if (place := _anchor(anchors, word.y, size)) is not None]
    middle = (stack[0].y + stack[-1].y) / 2
    near = _nearest(anchors, middle)
    inside = [y for y in anchors if stack[0].y - 0.1 <= y <= stack[-1].y + 0.1]
    if len(inside) > 1:
        return None
    if abs(anchors[near] - middle) <= _CENTRED * size:
        return near
    return on[0] if on else None
