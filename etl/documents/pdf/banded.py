"""Tables with lines between their rows and none between their columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from etl.documents.pdf.aligned import Header, aligned
from etl.documents.pdf.boundaries import is_number
from etl.documents.pdf.columns import is_caption, is_prose, is_row, title_lines
from etl.documents.pdf.geometry import Rule
from etl.documents.pdf.lines import Line
from etl.documents.pdf.records import Row, records, row_of
from etl.documents.pdf.stacks import words_of
from etl.documents.pdf.tables import Found

_SAME = 6.0
"""Lines of one table begin and end at the same places, within this many points."""
_FEWEST_LINES = 3
_FEWEST_RECORDS = 3
"""Two lines only may as well be the head and foot of a page: there must be records between them."""
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
        rows = sum(1 for line in inside if is_row(line))
        if rows == 0 or (len(group) < _FEWEST_LINES and rows < max(_FEWEST_RECORDS, len(inside) / 3)):
            continue
        body = next(i for i, band in enumerate(bands) if _begins_body(band))
        within = [rule for rule in rules if group[0].start - _SAME < rule.start and rule.end < group[0].end + _SAME]
        top, bottom = bands[0][0] + 1, bands[body][0] - 1
        header = [line for _, _, members in bands[:body] for line in members]
        first, *rest = bands[body:]
        if not header:
            # Header and rows between the same two lines.
            at = next(i for i, line in enumerate(first[2]) if is_row(line))
            header, first = first[2][:at], (first[0], first[1], first[2][at:])
            bottom = first[1] if not header else header[-1].bottom
        heading = Header(tuple(words_of(header)), tuple(rule for rule in within if top < rule.at < bottom))
        made = aligned(heading, _rows([first, *rest]))
        if made is None:
            continue
        table, title = made
        found.append(table)
        outside = set(map(id, title_lines(header, title)))
        taken = {id(line) for line in inside if id(line) not in outside}
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
    """The bands without those that hold the title, agency and unit, or lie between the table and a line of the page."""

    def outside(band: Band) -> bool:
        top, bottom, members = band
        if any(is_row(line) for line in members):
            return False
        return bottom - top > _WIDEST_BAND or any(is_caption(line) for line in members)

    while bands and (outside(bands[0]) or not bands[0][2]):
        bands = bands[1:]
    last = max((i for i, band in enumerate(bands) if any(is_caption(line) for line in band[2]) and i < 4), default=-1)
    if last >= 0 and not any(_begins_body(band) for band in bands[: last + 1]):
        bands = bands[last + 1 :]
    while bands and outside(bands[-1]):
        bands = bands[:-1]
    return bands


def _begins_body(band: Band) -> bool:
    """Whether a band holds a row: figures, or a code."""
    words = [word for line in band[2] for word in line.words]
    return any(is_row(line) for line in band[2]) or sum(is_number(word.text) for word in words) > 1


def _rows(bands: Sequence[Band]) -> list[Row]:
    """A row a band; several where a band holds several records."""
    result: list[Row] = []
    for top, bottom, members in bands:
        if not members:
            continue
        if sum(1 for line in members if is_row(line)) > 1:
            result += records(words_of(members))
        else:
            row = row_of(words_of(members))
            result.append(Row(row.words, top, bottom))
    return result
