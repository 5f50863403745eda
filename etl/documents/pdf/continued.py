"""A table that goes on over the page: the rows of the next page stand in the columns of the page before."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from etl.documents.pdf.tables import Found

_SLACK = 2.5
"""Columns of one table stand at the same places of every page, within this many points."""


def in_columns_of(before: Found, after: Found) -> Found:
    """The table `after` in the columns of `before`, if its own are some of them; else as it is.

    A page that holds only the last rows of a table has lines for the columns that those rows need: a row of totals
    merged over several columns doesn't show them. Its cells become merged cells of the columns that they cover.
    """
    edges, own = _edges(before), _edges(after)
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
    return Found(after.area, tuple(tuple(row) for row in rows), tuple(cells))


def _edges(table: Found) -> list[float]:
    """Where the columns of a table begin and end, from the left."""
    edges: list[float] = []
    for x in sorted(x for cell in table.cells for x in (cell.area.x0, cell.area.x1)):
        if not edges or x - edges[-1] > _SLACK:
            edges.append(x)
    return edges


def _at(edges: list[float], x: float) -> float:
    return edges[max(0, bisect_right(edges, x + 0.001) - 1)]
