"""The page model between forms and files: lines of text and grids of cells with merged headers. Knows no format and no budget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

LineRole = Literal["cover", "heading", "title", "number", "agency", "unit", "prose", "note"]


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A number as a form prints it: what a loader must find. `value` is in `unit` as printed; labels are the printed ones.

    `column` names the column whatever its printed header: the side (block, or the row of a “三公” form) and the measure.
    """

    statement: str
    code: str
    code2: str
    label: str
    column: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, how many rows and columns it covers, the figure in it (if any), and whether it is a number or a header."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    figure: PrintedFigure | None = None
    is_header: bool = False


GridRow = tuple[Cell | None, ...]
"""A row of a grid: None where a merged cell covers the place."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A rectangular table; the first `header_rows` rows are its header, repeated on later pages where `repeat_header` says so."""

    rows: tuple[GridRow, ...]
    header_rows: int = 0
    repeat_header: bool = True

    @property
    def width(self) -> int:
        """How many columns the grid has."""
        return len(self.rows[0]) if self.rows else 0

    def texts(self) -> list[list[str]]:
        """The cells' text, "" where a merged cell covers the place."""
        return [[cell.text if cell else "" for cell in row] for row in self.rows]

    def figures(self) -> list[PrintedFigure]:
        """The figures in reading order."""
        return [cell.figure for row in self.rows for cell in row if cell and cell.figure]

    def pages(self, size: int, *, repeat_header: bool) -> list[Grid]:
        """The grid cut into pieces of `size` body rows, with or without the header on the later ones; never inside a merged cell."""
        body = self.rows[self.header_rows :]
        if size <= 0 or len(body) <= size:
            return [replace(self, repeat_header=repeat_header)]
        header = self.rows[: self.header_rows]
        pieces = [body[start : start + size] for start in range(0, len(body), size)]
        grids = [Grid(header + pieces[0], self.header_rows, repeat_header)]
        grids += [Grid(header + piece, self.header_rows) if repeat_header else Grid(piece, 0) for piece in pieces[1:]]
        return grids


@dataclass(frozen=True, slots=True)
class Line:
    """A line or paragraph outside tables, with its role in the report."""

    text: str
    role: LineRole


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page begins. `landscape` is the orientation of the pages that follow."""

    landscape: bool = False


Block = Line | Grid | PageBreak


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report ready to be written: its blocks in order, and every figure that its forms print."""

    file_stem: str
    blocks: tuple[Block, ...]

    def figures(self) -> list[PrintedFigure]:
        """Every figure that the forms print, in reading order."""
        return [figure for block in self.blocks if isinstance(block, Grid) for figure in block.figures()]

    def with_blocks(self, blocks: Iterable[Block]) -> Rendered:
        """The same report with other blocks."""
        return replace(self, blocks=tuple(blocks))


def header(paths: Sequence[tuple[str, ...]]) -> list[GridRow]:
    """Header rows from the path of each column (outermost first).

    Neighbours that share a path prefix share one merged cell; a short path's last cell reaches down to the lowest header row.
    """
    depth = max(len(path) for path in paths)
    rows: list[list[Cell | None]] = [[None] * len(paths) for _ in range(depth)]
    for column, path in enumerate(paths):
        for level, text in enumerate(path):
            is_leaf = level == len(path) - 1
            if is_leaf:
                rows[level][column] = Cell(text, rows=depth - level, is_header=True)
                continue
            if column and paths[column - 1][: level + 1] == path[: level + 1] and len(paths[column - 1]) > level + 1:
                continue  # covered by the cell to the left
            width = 1
            while (
                column + width < len(paths)
                and paths[column + width][: level + 1] == path[: level + 1]
                and len(paths[column + width]) > level + 1
            ):
                width += 1
            rows[level][column] = Cell(text, columns=width, is_header=True)
    return [tuple(row) for row in rows]


def text_row(texts: Iterable[str]) -> GridRow:
    """A row of plain cells."""
    return tuple(Cell(text) for text in texts)
