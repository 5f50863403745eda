"""Headers without lines that stand above a ruled table: the table begins with its figures, and words above its columns name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from etl.documents.page.geometry import Area, Rule
from etl.documents.page.grid import Cell
from etl.documents.pdf.figures import is_number
from etl.documents.pdf.ruled_tables import Found
from etl.documents.pdf.stacks import overlap, words_of
from etl.documents.pdf.text_lines import Line, Word
from etl.documents.pdf.unruled.headed_columns import header_over
from etl.documents.pdf.unruled.unbanded import header_start, is_caption, is_prose

_YEAR = re.compile(r"(19|20)\d\d")
_BESIDE = 6.0
"""Words of a header reach no further (points) over the sides of their table."""
_ORDINAL = re.compile(r"\d{1,2}")
_OVER = 0.5
"""Of the columns with figures, more than this share has a word above it in a header."""
_COLUMNS = 2
"""A table with fewer columns is headed by nothing that a title isn't."""


def with_headers_above(
    tables: Sequence[Found], texts: Sequence[Line], rules: Sequence[Rule]
) -> tuple[list[Found], list[Line]]:
    """The tables, those that begin with figures with the header above them, and the lines of text that are left.

    `texts`: the lines outside the tables; `rules`: horizontal lines there.
    """
    left = list(texts)
    found: list[Found] = []
    for table in tables:
        made = _headed(table, _above(table, tables, left), rules) if _begins_with_figures(table) else None
        if made is not None:
            table, taken = made
            ids = set(map(id, taken))
            left = [line for line in left if id(line) not in ids]
        found.append(table)
    return found, left


def _begins_with_figures(table: Found) -> bool:
    """Whether the first row holds an amount, or is the row that numbers the columns of a form."""
    numbers = [text for text in table.rows[0] if is_number(text) and not _YEAR.fullmatch(text)]
    return len(table.rows[0]) >= _COLUMNS and any(any(char.isdigit() for char in text) for text in numbers)


def _above(table: Found, tables: Sequence[Found], texts: Sequence[Line]) -> list[Line]:
    """The lines between a table and the one above it that go no further than the table does."""
    area = table.area
    start = max((one.area.bottom for one in tables if one.area.bottom <= area.top), default=0.0)
    return [
        line
        for line in texts
        if start <= line.y < area.top and area.x0 - _BESIDE <= line.x0 and line.x1 <= area.x1 + _BESIDE
    ]


def _headed(table: Found, above: Sequence[Line], rules: Sequence[Rule]) -> tuple[Found, list[Line]] | None:
    """The table with the header that the lines above it are, and which lines it takes; None where they are none."""
    columns = _columns(table)
    if columns is None or not above:
        return None
    numbered = [line for line in above[-1:] if _numbers_columns(line)]
    above = above[: len(above) - len(numbered)]
    lines = [*above, *(numbered or [_first_row(table, above[-1])])]
    start = header_start(lines, len(above), set())
    header = list(above[start:])
    if not header or any(is_prose(line) or is_caption(line) for line in header):
        return None
    words = words_of(header)
    top = min(word.top for word in words)
    inner = [rule for rule in rules if top < rule.at < table.area.top]
    made = header_over(words, columns, inner, (top, (numbered[0].top if numbered else table.area.top)))
    if made is None:
        return None
    headed, title = made
    taken = [line for line in header if not any(word in title for word in line.words)]
    if not taken or not _names_columns(table, headed):
        return None
    if numbered:
        headed = _with_row(headed, numbered[0].words, columns, table.area.top)
    return _stacked(headed, table), [*taken, *numbered]


def _columns(table: Found) -> list[tuple[float, float]] | None:
    """From where to where each column goes; None where one has no cell of its own."""
    own = {cell.column: (cell.area.x0, cell.area.x1) for cell in table.cells if cell.columns == 1}
    width = len(table.rows[0])
    return [own[c] for c in range(width)] if len(own) == width else None


def _first_row(table: Found, above: Line) -> Line:
    """The table's first row as a line, in print of the size of the line above the table."""
    bottom = min(cell.area.bottom for cell in table.cells if cell.row == 0)
    text = " ".join(text for text in table.rows[0] if text)
    return Line(table.area.top, bottom, table.area.x0, table.area.x1, text, size=above.size)


def _numbers_columns(line: Line) -> bool:
    """Whether a line numbers the columns: 栏次 1 2 3; with 栏次 once more where a form has two halves."""
    numbers = [word.text for word in line.words if _ORDINAL.fullmatch(word.text)]
    names = {word.text for word in line.words} - set(numbers)
    return len(numbers) >= _COLUMNS and len(names) <= 1


def _names_columns(table: Found, headed: Found) -> bool:
    """Whether most columns that hold figures have a word of the header above them."""
    width = len(table.rows[0])
    figures = {c for c in range(width) if any(is_number(row[c]) for row in table.rows)}
    named = {
        cell.column + k for cell in headed.cells if headed.rows[cell.row][cell.column] for k in range(cell.columns)
    }
    return len(figures & named) > _OVER * len(figures)


def _with_row(headed: Found, words: Sequence[Word], columns: Sequence[tuple[float, float]], bottom: float) -> Found:
    """A header with one more row of words, each in its column."""
    texts = [""] * len(columns)
    for word in words:
        best = max(range(len(columns)), key=lambda c: overlap(word, Word(*columns[c], "")))
        texts[best] = f"{texts[best]} {word.text}".strip()
    top = headed.area.bottom
    row = len(headed.rows)
    cells = tuple(Cell(row, c, 1, 1, Area(x0, top, x1, bottom)) for c, (x0, x1) in enumerate(columns))
    area = replace(headed.area, bottom=bottom)
    return replace(headed, area=area, rows=(*headed.rows, tuple(texts)), cells=(*headed.cells, *cells))


def _stacked(header: Found, table: Found) -> Found:
    """A header and the table below it as one table."""
    depth = len(header.rows)
    area = Area(table.area.x0, header.area.top, table.area.x1, table.area.bottom)
    cells = (*header.cells, *(replace(cell, row=cell.row + depth) for cell in table.cells))
    return replace(
        table,
        area=area,
        rows=(*header.rows, *table.rows),
        cells=cells,
        header_doubt=table.header_doubt or header.header_doubt,
    )
