"""Tables with lines between their rows and none between their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from etl.documents.pdf.columns import Row, is_prose, is_row, row_of, rows_of, table_of
from etl.documents.pdf.geometry import Rule
from etl.documents.pdf.lines import Line, Word
from etl.documents.pdf.tables import Found

_SAME = 6.0
"""Lines of one table begin and end at the same places, within this many points."""
_FEWEST_LINES = 3
_FEWEST_RECORDS = 3
"""Two lines only may as well be the head and foot of a page: there must be records between them."""
_WRAPPED = 1.3
_ROW_APART = 1.4
_LEVEL = 0.6
"""Distances in a header, as a share of the font size: of the lines of one word, of two rows, of words on one row."""
_WIDEST_BAND = 60.0
"""A first or last band taller than this (points) without a row in it lies between the table and a line of the page."""


def banded_tables(lines: Sequence[Line], loose: Iterable[Rule]) -> tuple[list[Found], list[Line]]:
    """The tables between lines as wide as each other, and the lines of text that are left."""
    rules = sorted((rule for rule in loose if rule.horizontal), key=lambda rule: rule.at)
    found: list[Found] = []
    left = list(lines)
    for group in _groups(rules, lines):
        bands = _trimmed(_bands(group, left))
        inside = [line for _, _, members in bands for line in members]
        records = sum(1 for line in inside if is_row(line))
        if records == 0 or (len(group) < _FEWEST_LINES and records < max(_FEWEST_RECORDS, len(inside) / 3)):
            continue
        start, end = group[0].start, group[0].end
        shorter = [
            rule for rule in rules if rule not in group and rule.start > start - _SAME and rule.end < end + _SAME
        ]
        table = table_of(_rows(bands, shorter))
        if table is None:
            continue
        found.append(table)
        taken = set(map(id, inside))
        left = [line for line in left if id(line) not in taken]
    return found, left


def _groups(rules: Sequence[Rule], lines: Sequence[Line]) -> list[list[Rule]]:
    """Lines that begin and end alike, with no prose between two of them."""
    groups: list[list[Rule]] = []
    for rule in rules:
        for group in groups:
            first, last = group[0], group[-1]
            alike = abs(rule.start - first.start) <= _SAME and abs(rule.end - first.end) <= _SAME
            if alike and not any(last.at < line.y < rule.at and is_prose(line) for line in lines):
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) > 1]


Band = tuple[float, float, list[Line]]
"""Top, bottom and text of what lies between two lines."""


def _bands(group: Sequence[Rule], lines: Sequence[Line]) -> list[Band]:
    start, end = group[0].start - _SAME, group[0].end + _SAME
    inside = [line for line in lines if start <= line.x0 and line.x1 <= end]
    return [
        (upper.at, lower.at, [line for line in inside if upper.at < line.y < lower.at])
        for upper, lower in pairwise(group)
    ]


def _trimmed(bands: list[Band]) -> list[Band]:
    """The bands without those between the table and the lines at the head and foot of the page."""

    def outside(band: Band) -> bool:
        top, bottom, members = band
        return bottom - top > _WIDEST_BAND and not any(is_row(line) for line in members)

    while bands and outside(bands[0]):
        bands = bands[1:]
    while bands and outside(bands[-1]):
        bands = bands[:-1]
    return bands


def _rows(bands: Sequence[Band], shorter: Sequence[Rule]) -> list[Row]:
    """A row a band; several where a band holds several records, or shorter lines part the levels of a header."""
    result: list[Row] = []
    body = False
    for top, bottom, members in bands:
        if not members:
            continue
        records = sum(1 for line in members if is_row(line))
        body = body or records > 0
        if records > 1:
            result += rows_of(members)
        elif body:
            row = row_of(list(members))
            result.append(Row(row.words, top, bottom))
        else:
            result += _header(top, bottom, members, [rule for rule in shorter if top < rule.at < bottom])
    return result


def _header(top: float, bottom: float, members: Sequence[Line], shorter: Sequence[Rule]) -> list[Row]:
    """The levels of a header: what stands above a shorter line is the header of what stands below it."""
    if not shorter:
        return _levels(top, bottom, members)
    at = min(rule.at for rule in shorter)
    level = [rule for rule in shorter if rule.at - at <= 3.0]
    below = [rule for rule in shorter if rule.at - at > 3.0]

    def is_below(line: Line, word: Word) -> bool:
        return line.y > at and any(rule.start <= (word.x0 + word.x1) / 2 <= rule.end for rule in level)

    upper = [_part(line, [word for word in line.words if not is_below(line, word)]) for line in members]
    lower = [_part(line, [word for word in line.words if is_below(line, word)]) for line in members]
    rows = []
    if any(line.words for line in upper):
        words = row_of([line for line in upper if line.words]).words
        rows.append(Row(words, top, at, True, tuple((rule.start, rule.end) for rule in level)))
    rest = [line for line in lower if line.words]
    return [*rows, *(_header(at, bottom, rest, below) if rest else [])]


def _levels(top: float, bottom: float, members: Sequence[Line]) -> list[Row]:
    """The levels of a header without lines between them: words whose middles stand a row apart."""
    size = max(line.size for line in members)
    stacks: list[list[tuple[float, Word]]] = []
    for line in sorted(members, key=lambda one: one.y):
        for word in line.words:
            for stack in stacks:
                y, last = stack[-1]
                if line.y - y <= _WRAPPED * size and min(word.x1, last.x1) > max(word.x0, last.x0):
                    stack.append((line.y, word))
                    break
            else:
                stacks.append([(line.y, word)])
    middles = [(stack[0][0] + stack[-1][0]) / 2 for stack in stacks]
    words = [
        Word(min(word.x0 for _, word in stack), max(word.x1 for _, word in stack), "\n".join(w.text for _, w in stack))
        for stack in stacks
    ]
    rows: list[Row] = []
    left = sorted(zip(middles, words, strict=True), key=lambda one: one[0])
    while left:
        first = left[0][0]
        apart = left[-1][0] - first >= _ROW_APART * size
        level = [word for y, word in left if not apart or y - first < _LEVEL * size]
        left = left[len(level) :]
        end = (first + left[0][0]) / 2 if left else bottom
        rows.append(Row(tuple(sorted(level, key=lambda word: word.x0)), top, end, header=True))
        top = end
    return rows


def _part(line: Line, words: Sequence[Word]) -> Line:
    x0, x1 = (words[0].x0, words[-1].x1) if words else (line.x0, line.x1)
    return Line(line.top, line.bottom, x0, x1, " ".join(word.text for word in words), tuple(words), line.size)
