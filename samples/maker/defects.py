"""What conversions break, put in on purpose: each defect changes how cells are printed and never what they mean.

The list of figures of a report stays what it was before: a loader must read through the defect. Which defects a format
can have is the table `APPLICABLE`. The catalogue of defects follows what converters make of published PDFs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from samples.maker.grid import Block, Cell, Grid, GridRow, Line, Rendered

Defect = Callable[[Grid, random.Random], Grid]


def spaces_in_numbers(grid: Grid, rng: random.Random) -> Grid:
    """`5,598.11` becomes `5, 598. 11`: a converter sets a space after separators."""

    def spaced(cell: Cell) -> Cell:
        return replace(cell, text=re.sub(r"([.,])(?=\d)", r"\1 ", cell.text)) if cell.figure else cell

    return _map(grid, spaced)


def spaces_in_names(grid: Grid, rng: random.Random) -> Grid:
    """A name wrapped in its cell comes out with spaces or line ends where the lines ended."""

    def wrapped(cell: Cell) -> Cell:
        text = cell.text
        if cell.figure or len(text) < 6 or re.search(r"\d", text) or rng.random() < 0.5:
            return cell
        cut = rng.randint(3, len(text) - 2)
        return replace(cell, text=f"{text[:cut]}{rng.choice((' ', chr(10)))}{text[cut:]}")

    return _map(grid, wrapped)


def bold_totals(grid: Grid, rng: random.Random) -> Grid:
    """Totals set in bold keep their tags: `<b>总计</b>`."""
    rows = []
    for row in grid.rows:
        is_total = any(cell and re.fullmatch(r"(?:本年)?(?:收入|支出)?[总合]计", cell.text) for cell in row)
        rows.append(
            tuple(
                replace(cell, text=f"<b>{cell.text}</b>") if cell and is_total and cell.text else cell for cell in row
            )
        )
    return replace(grid, rows=tuple(rows))


def trailing_blank_columns(grid: Grid, rng: random.Random) -> Grid:
    """Body rows come out one or two cells wider than the header."""
    extra = rng.randint(1, 2)
    return replace(grid, rows=tuple((*row, *[Cell()] * extra) for row in grid.rows))


def shifted_column_numbers(grid: Grid, rng: random.Random) -> Grid:
    """The row of column numbers (栏次) stands one cell off its columns."""
    rows: list[GridRow] = []
    for row in grid.rows:
        texts = [cell.text if cell else "" for cell in row]
        if texts.count("栏次") == 1 and texts[-1].isdigit():
            place = texts.index("栏次")
            if place:  # 栏次 slid into the code cell: what follows comes one cell early
                shifted = [*texts[: place - 1], *texts[place:], ""]
                rows.append(tuple(Cell(text, is_header=True) for text in shifted))
                continue
        rows.append(row)
    return replace(grid, rows=tuple(rows))


def blank_rows(grid: Grid, rng: random.Random) -> Grid:
    """Empty rows of the printed frame below the last row."""
    blank: GridRow = tuple(Cell() for _ in range(grid.width))
    return replace(grid, rows=(*grid.rows, *[blank] * rng.randint(1, 4)))


def full_width(grid: Grid, rng: random.Random) -> Grid:
    """Brackets and digits of names in the other width: （一）→ (一)."""
    table = str.maketrans("（）：", "():")

    def narrowed(cell: Cell) -> Cell:
        return cell if cell.figure else replace(cell, text=cell.text.translate(table))

    return _map(grid, narrowed)


def slid_code(grid: Grid, rng: random.Random) -> Grid:
    """In a form of blocks side by side, one block's code stands one cell to the right and its name follows it.

    Only where the name's and the amount's cells can take it: a row whose amount is blank.
    """
    rows = list(grid.rows)
    places = [
        (r, c)
        for r in range(grid.header_rows, len(rows))
        for c in range(3, grid.width - 2)
        if _text(rows[r], c).isdigit() and len(_text(rows[r], c)) == 5 and _is_blank(rows[r], c + 2)
    ]
    if not places:
        return grid
    r, c = rng.choice(places)
    row = list(rows[r])
    row[c + 2], row[c + 1], row[c] = row[c + 1], row[c], Cell()
    rows[r] = tuple(row)
    return replace(grid, rows=tuple(rows))


def cut_name(grid: Grid, rng: random.Random) -> Grid:
    """The last character of a subject's name is lost; other forms print the name in full."""
    rows = list(grid.rows)
    places = [
        (r, c)
        for r in range(grid.header_rows, len(rows))
        for c in range(1, grid.width)
        if re.fullmatch(r"\d{5}|\d{7}", _text(rows[r], c - 1)) and len(_text(rows[r], c)) > 5
    ]
    if not places:
        return grid
    r, c = rng.choice(places)
    row = list(rows[r])
    cell = row[c]
    if cell is None:
        return grid
    row[c] = replace(cell, text=cell.text[:-1])
    rows[r] = tuple(row)
    return replace(grid, rows=tuple(rows))


def split_row(grid: Grid, rng: random.Random) -> Grid:
    """A page ends within a row: the rest of the name stands in a row of its own below."""
    rows = list(grid.rows)
    places = [
        (r, c)
        for r in range(grid.header_rows, len(rows))
        for c in range(1, min(grid.width, 3))
        if re.fullmatch(r"\d{5}|\d{7}", _text(rows[r], c - 1)) and len(_text(rows[r], c)) > 8
    ]
    if not places or any(cell is None for row in rows[grid.header_rows :] for cell in row):
        return grid
    r, c = rng.choice(places)
    row = list(rows[r])
    text = _text(rows[r], c)
    cell = row[c]
    if cell is None:
        return grid
    row[c] = replace(cell, text=text[:6])
    rest: list[Cell | None] = [Cell() for _ in row]
    rest[c] = Cell(text[6:])
    rows[r : r + 1] = [tuple(row), tuple(rest)]
    return replace(grid, rows=tuple(rows))


TEXT_ONLY: dict[str, Defect] = {
    "spaces_in_numbers": spaces_in_numbers,
    "bold_totals": bold_totals,
    "trailing_blank_columns": trailing_blank_columns,
    "shifted_column_numbers": shifted_column_numbers,
    "slid_code": slid_code,
    "cut_name": cut_name,
    "split_row": split_row,
}
"""Defects that conversion to text makes."""

ANY_FORMAT: dict[str, Defect] = {
    "spaces_in_names": spaces_in_names,
    "blank_rows": blank_rows,
    "full_width": full_width,
}
"""Defects that any format can have."""


def defects_for(suffix: str) -> dict[str, Defect]:
    """The defects that a file of this format can have."""
    return {**ANY_FORMAT, **TEXT_ONLY} if suffix == "txt" else dict(ANY_FORMAT)


def damage(report: Rendered, defects: Sequence[Defect], rng: random.Random) -> Rendered:
    """The report with defects in the tables of its forms (those that print figures), each table by chance."""
    blocks: list[Block] = []
    for block in report.blocks:
        if isinstance(block, Grid) and block.figures():
            for defect in defects:
                if rng.random() < 0.7:
                    block = defect(block, rng)
        elif isinstance(block, Line) and block.role == "title" and defects and rng.random() < 0.2:
            block = replace(block, text=f"# {block.text}") if spaces_in_numbers in defects else block
        blocks.append(block)
    return report.with_blocks(blocks)


def _map(grid: Grid, change: Callable[[Cell], Cell]) -> Grid:
    return replace(grid, rows=tuple(tuple(change(cell) if cell else None for cell in row) for row in grid.rows))


def _text(row: GridRow, column: int) -> str:
    cell = row[column]
    return cell.text if cell else ""


def _is_blank(row: GridRow, column: int) -> bool:
    cell = row[column]
    return cell is not None and not cell.text and cell.figure is None
