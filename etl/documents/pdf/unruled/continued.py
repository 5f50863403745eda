"""A table that goes on over the page: the rows of the next page stand in the columns of the page before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from etl.documents.pdf.figures import is_number
from etl.documents.pdf.records import Row, records
from etl.documents.pdf.ruled_tables import Found
from etl.documents.pdf.stacks import overlap, words_of
from etl.documents.pdf.text_lines import Line, Word
from etl.documents.pdf.unruled.headed_columns import within
from etl.documents.pdf.unruled.unbanded import is_row

_OUTSIDE = 6.0
_SLACK = 2.5
"""Columns of one table stand at the same places of every page, within this many points; words of an unruled one may reach
further out than those of the page before."""


def header_in_columns_of(header: Found, after: Found) -> Found:
    """The table `header` in the columns of `after`, where a page ends within a header: a group's own columns show on the next page only."""
    if header.unruled or after.unruled or any(is_number(text) for row in header.rows for text in row):
        return header
    return in_columns_of(after, header)


def in_columns_of(before: Found, after: Found) -> Found:
    """The table `after` in the columns of `before`, if its own are some of them; else as it is.

    A page that holds only the last rows of a table has lines for the columns that those rows need: a row of totals
    merged over several columns doesn't show them. Its cells become merged cells of the columns that they cover.
    """
    edges, own = _edges(before), _edges(after)
    if before.unruled and after.unruled and len(after.rows) == len(after.unruled) and len(own) < len(edges):
        return within(after.unruled, edges) if _fit(after.unruled, edges) else after
    if len(edges) <= len(own) or not all(any(abs(x - edge) <= _SLACK for edge in edges) for x in own):
        return after
    if abs(edges[0] - own[0]) > _SLACK or abs(edges[-1] - own[-1]) > _SLACK:
        return after
    place = {x: min(range(len(edges)), key=lambda i: abs(edges[i] - x)) for x in own}
    cells = []
    rows = [[""] * (len(edges) - 1) for _ in after.rows]
    for cell in after.cells:
        first, last = place[_at(own, cell.area.x0)], place[_at(own, cell.area.x1)]
        if last <= first:
            return after
        cells.append(replace(cell, column=first, columns=last - first))
        rows[cell.row][first] = after.rows[cell.row][cell.column]
    return Found(after.area, tuple(tuple(row) for row in rows), tuple(cells), beyond=after.beyond)


def rows_of(before: Found, lines: Sequence[Line]) -> tuple[Found, int] | None:
    """The first lines of a page as rows in the columns of the unruled table `before`, and how many lines they are.

    A page that goes on with one or two rows shows too little to be a table by itself.
    """
    count = 0
    while count < len(lines) and (is_row(lines[count]) or _is_wrapped(lines, count)):
        count += 1
    if not count or not any(is_row(line) for line in lines[:count]):
        return None
    rows, edges = records(words_of(lines[:count])), _edges(before)
    return (within(rows, edges), count) if _fit(rows, edges) else None


def _is_wrapped(lines: Sequence[Line], i: int) -> bool:
    """Whether a line belongs to the row beside it: a wrapped name, half a line higher or lower."""
    near = (*lines[max(0, i - 1) : i], *lines[i + 1 : i + 2])
    return any(
        is_row(other) and abs(other.y - lines[i].y) < 0.8 * other.size and not _below(lines[i], other) for other in near
    )


def _below(line: Line, other: Line) -> bool:
    return any(overlap(word, one) > 0 and is_number(one.text) for word in line.words for one in other.words)


def _fit(rows: Sequence[Row], edges: Sequence[float]) -> bool:
    """Whether each figure stands in one column, and no two of a row in the same."""
    for row in rows:
        figures: list[Word] = [word for word in row.words if is_number(word.text)]
        places = [bisect_right(edges, word.x) for word in figures]
        if len(set(places)) < len(places) or any(
            bisect_right(edges, word.x0 + 1) != bisect_right(edges, word.x1 - 1) for word in figures
        ):
            return False
    return all(edges[0] - _OUTSIDE <= word.x0 and word.x1 <= edges[-1] + _OUTSIDE for row in rows for word in row.words)


def _edges(table: Found) -> list[float]:
    """Where the columns of a table begin and end, from the left."""
    edges: list[float] = []
    for x in sorted(x for cell in table.cells for x in (cell.area.x0, cell.area.x1)):
        if not edges or x - edges[-1] > _SLACK:
            edges.append(x)
    return edges


def _at(edges: list[float], x: float) -> float:
    return edges[max(0, bisect_right(edges, x + 0.001) - 1)]
