"""The order in which a page is read: from the top, but what stands side by side one after the other, each with the lines above it.

Two tables beside each other have titles and units of their own, which stand on one line; text set in two columns goes on at the top of the
second. All else keeps the order of its height on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.documents.pdf.ruled_tables import Found
from etl.documents.pdf.text_lines import Line, Word

_LINES_ABOVE = 6
"""Title, number, preparer and unit of a table: at most so many lines."""
_BESIDE = 0.5
"""Tables stand beside each other that share this much of the height of the lower one."""
_GUTTER = 1.5
"""Columns of text are at least so many font sizes apart."""
_LEAST_LINES = 3
_FULL = 0.7
"""A line of prose fills this much of its column, but for the last of a paragraph."""
_MOSTLY = 0.4
"""So many lines of prose are full; the others end a paragraph."""
_PROSE = re.compile(r"(?=(?:.*[\u4e00-\u9fff]){5}).{12,}")
"""A line of prose in a column; the cells of a table that nothing parts are shorter."""

_Key = tuple[float, int, float]


def in_reading_order(texts: Sequence[Line], tables: Sequence[Found]) -> list[Line | Found]:
    """The lines and tables of a page as they are read; lines that go over two tables or two columns of text are parted."""
    placed: list[tuple[_Key, Line | Found]] = []
    lines, left = list(texts), list(tables)
    for group in _side_by_side(tables):
        heads = _heads(group, lines)
        if not heads:
            continue
        top = min(line.top for line, _ in heads)
        lines = [line for line in lines if all(line is not head for head, _ in heads)]
        left = [table for table in left if table not in group]
        placed += [((top, place, table.area.top), table) for place, table in enumerate(group)]
        placed += [
            ((top, place, line.top), _of_words(line, words))
            for line, parts in heads
            for place, words in enumerate(parts)
            if words
        ]
    for first, last, gutter in _columns(lines):
        band = lines[first:last]
        lines = [*lines[:first], *lines[last:]]
        for line in band:
            for place, words in enumerate(_sides(line, gutter)):
                if words:
                    placed.append(((band[0].top, place, line.top), _of_words(line, words)))
    placed += [((line.top, 0, line.top), line) for line in lines]
    placed += [((table.area.top, 0, table.area.top), table) for table in left]
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


def _side_by_side(tables: Sequence[Found]) -> Iterator[list[Found]]:
    """The groups of tables that stand beside each other, each from the left."""
    group: list[Found] = []
    for table in sorted(tables, key=lambda one: (one.area.top, one.area.x0)):
        if group and all(_is_beside(table, other) for other in group):
            group.append(table)
            continue
        if len(group) > 1:
            yield sorted(group, key=lambda one: one.area.x0)
        group = [table]
    if len(group) > 1:
        yield sorted(group, key=lambda one: one.area.x0)


def _is_beside(one: Found, other: Found) -> bool:
    a, b = one.area, other.area
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return (a.x1 <= b.x0 or b.x1 <= a.x0) and shared >= _BESIDE * min(a.bottom - a.top, b.bottom - b.top)


def _heads(group: Sequence[Found], lines: Sequence[Line]) -> list[tuple[Line, list[list[Word]]]]:
    """The lines above tables side by side, nearest first, each with its words by table; [] unless one of them has words above every table."""
    top = min(table.area.top for table in group)
    found: list[tuple[Line, list[list[Word]]]] = []
    for line in sorted((line for line in lines if line.bottom <= top + line.size), key=lambda one: -one.top):
        parts = _words_above(group, line)
        if parts is None or len(found) == _LINES_ABOVE:
            break
        found.append((line, parts))
    return found if any(all(parts) for _, parts in found) else []


def _words_above(group: Sequence[Found], line: Line) -> list[list[Word]] | None:
    """The words of a line by the table that they stand above; None where one stands above several or none."""
    parts: list[list[Word]] = [[] for _ in group]
    for word in line.words:
        over = [i for i, table in enumerate(group) if word.x0 < table.area.x1 and word.x1 > table.area.x0]
        if len(over) != 1:
            return None
        parts[over[0]].append(word)
    return parts


def _of_words(line: Line, words: Sequence[Word]) -> Line:
    text = " ".join(word.text for word in words)
    return replace(line, x0=words[0].x0, x1=words[-1].x1, text=text, words=tuple(words))


def _columns(lines: Sequence[Line]) -> list[tuple[int, int, float]]:
    """The runs of lines that are text in two columns: (first, one behind the last, where the gutter is), from the bottom of the page."""
    found: list[tuple[int, int, float]] = []
    at = 0
    while at < len(lines):
        end, low, high = at, 0.0, float("inf")
        while end < len(lines) and (gap := _gap(lines[end])):
            if min(high, gap[1]) - max(low, gap[0]) < _GUTTER * lines[end].size:
                break
            low, high = max(low, gap[0]), min(high, gap[1])
            end += 1
        gutter = (low + high) / 2
        if end - at >= _LEAST_LINES and _is_prose(lines[at:end], gutter):
            end = _with_ends(lines, end, gutter)
            found.append((at, end, gutter))
        at = max(end, at + 1)
    return found[::-1]


def _gap(line: Line) -> tuple[float, float] | None:
    """The one wide gap of a line: where it begins and ends."""
    wide = [(a.x1, b.x0) for a, b in pairwise(line.words) if b.x0 - a.x1 >= _GUTTER * line.size]
    return wide[0] if len(wide) == 1 else None


def _with_ends(lines: Sequence[Line], end: int, gutter: float) -> int:
    """One behind the last of the lines below that stand in one of the columns, as close below as the lines of the text are."""
    while (
        end < len(lines)
        and lines[end].top - lines[end - 1].top <= 2 * lines[end].size
        and not any(word.x0 < gutter < word.x1 for word in lines[end].words)
        and sum(map(bool, _sides(lines[end], gutter))) == 1
    ):
        end += 1
    return end


def _sides(line: Line, gutter: float) -> tuple[list[Word], list[Word]]:
    return [word for word in line.words if word.x < gutter], [word for word in line.words if word.x > gutter]


def _is_prose(lines: Sequence[Line], gutter: float) -> bool:
    """Whether both sides of the gutter are lines of prose: most of them long, and filling their column."""
    for side in zip(*(_sides(line, gutter) for line in lines), strict=True):
        width = max(words[-1].x1 for words in side) - min(words[0].x0 for words in side)
        full = [
            words
            for words in side
            if words[-1].x1 - words[0].x0 >= _FULL * width and _PROSE.match("".join(word.text for word in words))
        ]
        if len(full) < max(2, _MOSTLY * len(side)):
            return False
    return True
