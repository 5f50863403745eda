"""Cells that no line parts: over several columns, with words that stand one above each (a coloured strip), or amounts that stand one in each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from etl.documents.page.geometry import Area, Glyph
from etl.documents.page.grid import Cell, Grid

_LEAST_COLUMNS = 3
"""Two words above two columns may be one name with a space in it."""
_LEAST_LETTERS = 2
"""Single letters are a spaced word (合 计)."""
_LEAST_AMOUNTS = 2
_AMOUNT = re.compile(r"[-－−]?\d[\d,，]*\.\d+")
_APART = 0.8
"""Words of two columns stand at least this far apart (in font sizes)."""


def parted_columns(table: Grid, found: Mapping[int, Sequence[Glyph]]) -> Grid:
    """The grid with such cells cut at the borders of the columns below. `found`: the glyphs of each cell, by its place in the grid."""
    edges = _edges(table)
    if edges is None:
        return table
    cells: list[Cell] = []
    for number, cell in enumerate(table.cells):
        columns = range(cell.column, cell.column + cell.columns)
        own = [edges[c : c + 2] for c in columns]
        glyphs = found.get(number, ()) if len(columns) > 1 else ()
        if _has_several_amounts(own, glyphs) or (len(columns) >= _LEAST_COLUMNS and _has_a_word_each(own, glyphs)):
            cells += [
                Cell(cell.row, c, cell.rows, 1, Area(edges[c], cell.area.top, edges[c + 1], cell.area.bottom))
                for c in columns
            ]
        else:
            cells.append(cell)
    if len(cells) == len(table.cells):
        return table
    return Grid(tuple(sorted(cells, key=lambda one: (one.row, one.column))), table.height, table.width, table.area)


def _edges(table: Grid) -> list[float] | None:
    """Where the columns begin, and the last one ends; None where a column has no cell of its own."""
    own = {cell.column: cell.area for cell in table.cells if cell.columns == 1}
    if len(own) < table.width:
        return None
    return [*(own[c].x0 for c in range(table.width)), own[table.width - 1].x1]


def _has_a_word_each(columns: Sequence[Sequence[float]], glyphs: Sequence[Glyph]) -> bool:
    """Whether the glyphs make as many words as there are columns (from, to), each within its own."""
    printed = sorted((glyph for glyph in glyphs if glyph.text.strip()), key=lambda glyph: glyph.x0)
    if len(printed) < _LEAST_LETTERS * len(columns):
        return False
    words = _words(printed)
    return len(words) == len(columns) and all(
        start <= word[0].x and word[-1].x <= end and len(word) >= _LEAST_LETTERS
        for word, (start, end) in zip(words, columns, strict=True)
    )


def _words(printed: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs, from the left, parted where there is room between them."""
    words: list[list[Glyph]] = [[printed[0]]]
    for before, glyph in pairwise(printed):
        if glyph.x0 - max(one.x1 for one in words[-1]) > _APART * before.size:
            words.append([])
        words[-1].append(glyph)
    return words


def _has_several_amounts(columns: Sequence[Sequence[float]], glyphs: Sequence[Glyph]) -> bool:
    """Whether the glyphs are one line of amounts, two or more, each within a column (from, to) of its own: the line between them is broken."""
    printed = sorted((glyph for glyph in glyphs if glyph.text.strip()), key=lambda glyph: glyph.x0)
    if not printed or max(one.top for one in printed) >= min(one.bottom for one in printed):
        return False
    words = _words(printed)
    if len(words) < _LEAST_AMOUNTS or not all(_AMOUNT.fullmatch("".join(one.text for one in word)) for word in words):
        return False
    places = [
        next((n for n, (x0, x1) in enumerate(columns) if x0 <= word[0].x and word[-1].x <= x1), -1) for word in words
    ]
    return -1 not in places and len(set(places)) == len(places)
