"""Rows that no line parts: several records printed in one ruled cell, told apart by their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from etl.documents.broken_amounts import is_one, may_be_one
from etl.documents.page.geometry import Area
from etl.documents.page.grid import Cell, Grid
from etl.documents.pdf.figures import BLANK
from etl.documents.pdf.records import records
from etl.documents.pdf.stacks import SAME_LINE, words_of
from etl.documents.pdf.text_lines import Line

_NUMBER = re.compile(r"[-－—+]?\(?\d[\d,，.\s]*%?\)?")
_HEADED = 3
"""So many cells with a word above a number are a header and a row."""
_SEVERAL = 2
"""So many cells of a band have several lines, or the band is one record."""
_MOSTLY = 0.5
"""A column with this share of numbers among its lines is one of numbers: a header may stand above them."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A cell of a band of cells, with its printed lines."""

    cell: Cell
    lines: list[Line]

    @property
    def numbers(self) -> list[Line]:
        """The numbers of a column of numbers (below its header, perhaps); empty for a column of text."""
        found = [line for line in self.lines if _is_number(line)]
        return found if found and len(found) >= _MOSTLY * len(self.lines) else []

    @property
    def is_headed(self) -> bool:
        """Whether a number stands below words: a header and the only row."""
        return len(self.lines) > 1 and [_is_number(line) for line in self.lines] == [False] * (len(self.lines) - 1) + [
            True
        ]


def _is_number(line: Line) -> bool:
    return bool(_NUMBER.fullmatch(line.text) or BLANK.fullmatch(line.text))


def parted(table: Grid, printed: Mapping[int, list[Line]]) -> Grid:
    """The grid with rows of one record each: a band of cells in which numbers stand below each other is cut between them.

    `printed`: the lines of each cell that has any, by its place in the grid.
    """
    bands: dict[int, list[_Column]] = {}
    tall: list[_Column] = []
    for number, cell in enumerate(table.cells):
        if number not in printed:
            continue
        column = _Column(cell, printed[number])
        # A header that no line parts from its figures reaches down into the band.
        if cell.rows == 1 or len(column.numbers) > 1 or column.is_headed:
            bands.setdefault(cell.row + cell.rows - 1, []).append(column)
        else:
            tall.append(column)
    for column in tall:
        others = bands.get(column.cell.row + column.cell.rows - 1)
        if others and _has_names_of(others, column):
            others.append(column)
    several = {
        row: columns for row, columns in bands.items() if sum(len(column.lines) > 1 for column in columns) >= _SEVERAL
    }
    if not several:
        return table
    numbers = _numbers([column for columns in bands.values() for column in columns])
    cuts = {row: at for row, columns in several.items() if (at := _cuts(_within_band(columns), numbers))}
    return _cut(table, cuts, {column.cell for row in cuts for column in bands[row]}) if cuts else table


def _numbers(columns: Sequence[_Column]) -> Mapping[int, list[str]]:
    """The numbers that stand alone in their cells, by column; under -1 those of the table."""
    found: dict[int, list[str]] = {-1: []}
    for column in columns:
        if len(column.lines) == 1 and _is_number(column.lines[0]):
            found.setdefault(column.cell.column, []).append(column.lines[0].text)
            found[-1].append(column.lines[0].text)
    return found


def _has_names_of(others: Sequence[_Column], column: _Column) -> bool:
    """Whether the words of a header's column go on as names of records: a line of it beside most numbers of the others."""
    top = max(one.cell.area.top for one in others)
    heights: list[float] = []
    for line in sorted((line for one in others for line in one.numbers if line.y > top), key=lambda line: line.y):
        if not heights or line.y - heights[-1] > SAME_LINE * line.size:
            heights.append(line.y)
    named = sum(any(abs(line.y - y) <= SAME_LINE * line.size for line in column.lines) for y in heights)
    return len(heights) > 1 and 2 * named > len(heights)


def _within_band(columns: Sequence[_Column]) -> list[_Column]:
    """The columns without the lines above the band, where a cell reaches down into it."""
    top = max(column.cell.area.top for column in columns)
    return [_Column(column.cell, [line for line in column.lines if line.y > top]) for column in columns]


def _cuts(columns: Sequence[_Column], printed: Mapping[int, list[str]]) -> list[float]:
    """Where a band is to be cut, from top to bottom; empty where it is one record. `printed`: the numbers of each column of the table."""
    several = [column for column in columns if len(column.lines) > 1]
    numbers = [column for column in several if len(column.numbers) > 1]
    headed = [column for column in several if column.is_headed]
    if len(headed) >= _HEADED and not numbers:
        numbers = headed
    if not numbers or len(several) < _SEVERAL or all(_is_wrapped_number(column, printed) for column in numbers):
        return []
    found = [line for column in columns for line in column.numbers]
    if numbers is headed:
        found += [column.lines[-1] for column in headed]
    figures = {id(word) for line in found for word in line.words}
    rows = records(words_of(line for column in columns for line in column.lines), figures)
    agreeing = sum(
        1
        for column in several
        if sum(any(row.top <= line.y <= row.bottom for line in column.lines) for row in rows) > 1
    )
    if len(rows) < 2 or agreeing < 2:
        return []
    return [(before.bottom + after.top) / 2 for before, after in pairwise(rows)]


def _is_wrapped_number(column: _Column, printed: Mapping[int, list[str]]) -> bool:
    """One number over several lines: only the whole has the decimals of its column, or each line but the last fills the cell."""
    texts = [line.text for line in column.lines]
    if may_be_one(texts) and is_one(texts, printed.get(column.cell.column) or printed[-1]):
        return True
    room = column.cell.area.x1 - column.cell.area.x0
    return all(line.x1 - line.x0 > room - 1.6 * line.size for line in column.lines[:-1])


def _cut(table: Grid, cuts: Mapping[int, Sequence[float]], members: Set[Cell]) -> Grid:
    """The grid with bands cut; a cell merged over a cut band, if no member of it, covers the new rows."""
    first, total = [], 0
    for row in range(table.height):
        first.append(total)
        total += 1 + len(cuts.get(row, ()))
    first.append(total)
    cells: list[Cell] = []
    for cell in table.cells:
        last = cell.row + cell.rows - 1
        start, end = first[cell.row], first[last + 1]
        if last not in cuts or (cell.rows > 1 and cell not in members):
            cells.append(replace(cell, row=start, rows=end - start))
            continue
        edges = [cell.area.top, *cuts[last], cell.area.bottom]
        for i, (top, bottom) in enumerate(pairwise(edges)):
            area = Area(cell.area.x0, top, cell.area.x1, bottom)
            row = first[last] + i if i else start
            cells.append(Cell(row, cell.column, first[last] + i + 1 - row, cell.columns, area))
    return Grid(tuple(sorted(cells, key=lambda one: (one.row, one.column))), total, table.width, table.area)
