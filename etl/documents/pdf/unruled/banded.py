"""Tables with lines between their rows and none between their columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from etl.documents.page.geometry import Rule
from etl.documents.pdf.figures import is_number
from etl.documents.pdf.records import Row, records, row_of
from etl.documents.pdf.ruled_tables import Found
from etl.documents.pdf.stacks import height, words_of
from etl.documents.pdf.text_lines import Line, Word
from etl.documents.pdf.unruled.headed_columns import Header, aligned
from etl.documents.pdf.unruled.unbanded import is_caption, is_prose, is_row, title_lines

_SAME = 6.0
"""Lines of one table begin and end at the same places, within this many points."""
_FEWEST_LINES = 3
_FEWEST_RECORDS = 3
"""Two lines only may as well be the head and foot of a page: there must be records between them."""
_WIDEST_BAND = 60.0
"""A first or last band taller than this (points) without a row in it lies between the table and a line of the page."""

_AS_HIGH = 1.25
"""A header without a line above it stands no higher above the first line than this many times the first row's height."""
_FEWEST_NAMES = 3
"""Fewer words above a line name no columns."""
_SAME_ROW = 0.9
"""Figures of one row stand on one line; those of two rows at least this share of the font size apart."""
_YEAR = re.compile(r"(19|20)\d\d")
"""A number that a header has."""
Band = tuple[float, float, list[Line]]
"""Top, bottom and text of what lies between two lines."""


def banded_tables(lines: Sequence[Line], loose: Iterable[Rule]) -> tuple[list[Found], list[Line]]:
    """The tables between lines as wide as each other, and the lines of text that are left."""
    rules = sorted((rule for rule in loose if rule.horizontal), key=lambda rule: rule.at)
    found: list[Found] = []
    left = list(lines)
    for group in _groups(rules, lines):
        for bands in _tables(_bands(group, left)):
            made = _table(_with_header_above(bands, group, left), group, rules)
            if made is None:
                continue
            table, taken = made
            found.append(table)
            left = [line for line in left if id(line) not in taken]
    return found, left


def _table(bands: list[Band], group: Sequence[Rule], rules: Sequence[Rule]) -> tuple[Found, set[int]] | None:
    """The table that the bands make, and which lines it takes."""
    inside = [line for _, _, members in bands for line in members]
    rows = sum(1 for line in inside if is_row(line))
    begins = next((i for i, band in enumerate(bands) if _begins_body(band)), None)
    if begins is None or (len(bands) < _FEWEST_LINES - 1 and rows < max(_FEWEST_RECORDS, len(inside) / 3)):
        return None
    header, body, bottom = _header_and_body(bands, begins)
    top = bands[0][0] + 1
    captions_end = max((line.bottom for line in header if is_caption(line)), default=top)
    taken = [line for line in inside if line not in header or line.y > captions_end]
    header = [line for line in header if line.y > captions_end]
    made = aligned(Header(tuple(words_of(header)), _within(rules, group, top, bottom), _ends(group)), _rows(body))
    if made is None:
        return None
    table, title = made
    outside = set(map(id, title_lines(header, title)))
    return table, {id(line) for line in taken if id(line) not in outside}


def _header_and_body(bands: Sequence[Band], begins: int) -> tuple[list[Line], list[Band], float]:
    """The lines of the header, the bands below it, and where it ends, if the band `begins` is the first that holds a row."""
    header = [line for _, _, members in bands[:begins] for line in members]
    first, *rest = bands[begins:]
    top, bottom, members = first
    if header:
        return header, [first, *rest], top - 1
    # Header and rows between the same two lines.
    at = next((i for i, line in enumerate(members) if is_row(line)), 0)
    if rest and sum(len(line.words) for line in members[:at]) == 1 and _is_one_record(words_of(members)):
        at = 0  # the first line of a wrapped name: the page goes on with a row
    header = members[:at]
    return header, [(top, bottom, members[at:]), *rest], header[-1].bottom if header else top


def _ends(group: Sequence[Rule]) -> tuple[float, float]:
    """Where the lines of a group begin and end."""
    return group[0].start, group[0].end


def _within(rules: Sequence[Rule], group: Sequence[Rule], top: float, bottom: float) -> tuple[Rule, ...]:
    """The lines between two heights that go no further than those of a group."""
    start, end = _ends(group)
    return tuple(
        rule for rule in rules if start - _SAME < rule.start and rule.end < end + _SAME and top < rule.at < bottom
    )


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


def _bands(group: Sequence[Rule], lines: Sequence[Line]) -> list[Band]:
    start, end = group[0].start - _SAME, group[0].end + _SAME
    inside = [line for line in lines if start <= line.x0 and line.x1 <= end]
    return [
        (upper.at, lower.at, [line for line in inside if upper.at < line.y < lower.at])
        for upper, lower in pairwise(group)
    ]


def _tables(bands: Sequence[Band]) -> list[list[Band]]:
    """The bands of each table: what stands above a form parts it from the one before."""
    tables: list[list[Band]] = [[]]
    for band in bands:
        captions = [line for line in band[2] if is_caption(line)]
        if captions and not _begins_body(band):
            last = max(line.bottom for line in captions)
            below = [line for line in band[2] if line.y > last]
            tables.append([(last, band[1], below)] if below else [])
        else:
            tables[-1].append(band)
    return [trimmed for table in tables if (trimmed := _trimmed(table))]


def _trimmed(bands: list[Band]) -> list[Band]:
    """The bands without those between the table and a line of the page."""

    def outside(band: Band) -> bool:
        top, bottom, members = band
        return not members or (bottom - top > _WIDEST_BAND and not _begins_body(band))

    while bands and outside(bands[0]):
        bands = bands[1:]
    while bands and outside(bands[-1]):
        bands = bands[:-1]
    return bands


def _with_header_above(bands: list[Band], group: Sequence[Rule], lines: Sequence[Line]) -> list[Band]:
    """The bands, with one more above where they begin with figures and the names of columns stand above the first line: only rows have a line below."""
    top, bottom, _ = bands[0]
    reach = top - _AS_HIGH * (bottom - top)
    start, end = group[0].start - _SAME, group[0].end + _SAME
    above = [line for line in lines if reach < line.top and line.y < top and start <= line.x0 and line.x1 <= end]
    words = [word for line in above for word in line.words]
    if (
        not _begins_body(bands[0])
        or len(words) < _FEWEST_NAMES
        or any(is_caption(one) or is_prose(one) for one in above)
    ):
        return bands
    if any(is_number(word.text) and not _YEAR.fullmatch(word.text) for word in words):
        return bands
    return [(min(line.top for line in above) - 1, top, above), *bands]


def _begins_body(band: Band) -> bool:
    """Whether a band holds a row: figures, or a code."""
    return any(is_number(word.text) and not _YEAR.fullmatch(word.text) for line in band[2] for word in line.words)


def _is_one_record(words: Sequence[Word]) -> bool:
    """Whether all figures stand on one line."""
    figures = [word for word in words if is_number(word.text)]
    return not figures or figures[-1].y - figures[0].y < _SAME_ROW * height(figures[0])


def _rows(bands: Sequence[Band]) -> list[Row]:
    """A row a band; several where a band holds several records."""
    result: list[Row] = []
    for top, bottom, members in bands:
        if not members:
            continue
        words = words_of(members)
        if _is_one_record(words):
            result.append(Row(row_of(words).words, top, bottom))
        else:
            result += records(words)
    return result
