"""The ruled tables of a page, with the glyphs of each cell; what a frame holds is left to the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.documents.page.geometry import Area, Glyph, Rule, Sheet
from etl.documents.page.grid import Cell, Grid, grid
from etl.documents.page.ruled_regions import regions
from etl.documents.pdf.broken_amounts import whole_amount
from etl.documents.pdf.merged_columns import parted_columns
from etl.documents.pdf.records import Row
from etl.documents.pdf.shared_cells import parted
from etl.documents.pdf.text_lines import Line, cell_text, lines

_NUMBER = re.compile(r"[-－—+]?\d[\d,，.]*%?")
_MOST = 0.6
"""A piece of text that runs over a line belongs to the cell that holds this much of it."""
_PROSE_LINES = 4
"""A cell as wide as the table, at its head or foot, with this many lines is prose in a frame."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """From `x` on, the columns of a table were printed on page `page`, `shift` points further left."""

    x: float
    page: int
    shift: float


@dataclass(frozen=True, slots=True)
class Found:
    """A table: rows of text, its cells, its rectangle.

    `unruled` are the rows from which columns were found without lines, `doubts` and `header_doubt` what stays uncertain about them, in
    words. `beyond` says which columns stand on other pages.
    """

    area: Area
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[Cell, ...]
    unruled: tuple[Row, ...] = ()
    doubts: tuple[str, ...] = ()
    header_doubt: str = ""
    beyond: tuple[Beyond, ...] = ()


def ruled_tables(sheet: Sheet, glyphs: Sequence[Glyph]) -> tuple[list[Found], list[Glyph], list[Rule]]:
    """The tables of a page, the glyphs outside them, and the horizontal lines that are no part of a table."""
    strong = [rule for rule in sheet.rules if not rule.weak]
    grids, loose = _grids(strong, glyphs)
    covered = [one.area for one in grids]
    weak = [rule for rule in sheet.rules if rule.weak and not any(_meets(rule, area) for area in covered)]
    if weak:
        # Fills part cells only where no lines do; lines that are no table by themselves help them.
        more, _ = _grids([*weak, *loose], glyphs)
        grids += more
    grids.sort(key=lambda one: one.area.size)
    found: list[Found] = []
    rest = list(glyphs)
    for one in grids:
        inside = one.area.those_within(rest)
        inside += _running_over(inside, rest)
        table = _table(one, inside, nested=any(one.area.encloses(other.area) for other in found))
        if table is None or _is_part_of_a_cell(one, table, grids):
            continue
        taken, table_found = table
        ids = set(map(id, taken))
        rest = [glyph for glyph in rest if id(glyph) not in ids]
        found.append(table_found)
    return found, rest, loose


def _grids(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> tuple[list[Grid], list[Rule]]:
    found, loose = regions(rules)
    result = []
    for region in found:
        one = grid(region, glyphs)
        if one is None:
            continue
        if one.width > 1:
            result.append(one)
        else:  # lines between rows only: what stands below each other makes the columns
            loose += region.horizontals
    return result, loose


def single_columns(sheet: Sheet, glyphs: Sequence[Glyph]) -> list[Found]:
    """What a page shows of tables of which it has one column only, from the top: no table by itself."""
    found: list[Found] = []
    for region in regions([rule for rule in sheet.rules if not rule.weak])[0]:
        one = grid(region, glyphs)
        if one is not None and one.width == 1:
            held = {number: lines(group) for number, group in one.owners(one.area.those_within(glyphs)).items()}
            rows = tuple((cell_text(held[number]) if number in held else "",) for number in range(len(one.cells)))
            found.append(Found(one.area, rows, one.cells))
    return sorted(found, key=lambda one: one.area.top)


def _meets(rule: Rule, area: Area) -> bool:
    if rule.horizontal:
        return area.top - 3 <= rule.at <= area.bottom + 3 and rule.end > area.x0 - 3 and rule.start < area.x1 + 3
    return area.x0 - 3 <= rule.at <= area.x1 + 3 and rule.end > area.top - 3 and rule.start < area.bottom + 3


def _is_part_of_a_cell(one: Grid, table: tuple[list[Glyph], Found], grids: Iterable[Grid]) -> bool:
    """A few boxes drawn within a cell of a larger table (ticks, a small scale) are text of that cell."""
    filled = sum(1 for row in table[1].rows for text in row if text)
    if filled >= 6:
        return False
    return any(
        other is not one
        and other.area.encloses(one.area)
        and any(cell.area.encloses(one.area) and cell.area.size < 0.4 * other.area.size for cell in other.cells)
        for other in grids
    )


def _table(one: Grid, glyphs: Sequence[Glyph], *, nested: bool) -> tuple[list[Glyph], Found] | None:
    """A grid with its text. None for frames: no text, or a single cell with text."""
    owned = _owners(one, glyphs)
    one, owned = _without_prose(one, owned, nested)
    if not owned or len(one.cells) < 2 or (len(owned) < 2 and len(one.cells) < 4):
        return None
    printed = _printed(owned)
    cut = parted_columns(parted(one, printed), owned)
    if cut is not one:
        members = [glyph for group in owned.values() for glyph in group]
        one, owned = cut, _owners(cut, members)
        printed = _printed(owned)
    rows = [[""] * one.width for _ in range(one.height)]
    for number, held in printed.items():
        cell = one.cells[number]
        rows[cell.row][cell.column] = cell_text(held)
    for number, held in printed.items():
        cell = one.cells[number]
        if "\n" not in rows[cell.row][cell.column]:
            continue
        column = [row[cell.column] for row in rows]
        if amount := whole_amount(held, cell.area.x0, cell.area.x1, column):
            rows[cell.row][cell.column] = amount
    taken = [glyph for group in owned.values() for glyph in group]
    return taken, Found(one.area, tuple(tuple(row) for row in rows), one.cells)


def _printed(owned: Mapping[int, Sequence[Glyph]]) -> dict[int, list[Line]]:
    """The printed lines of each cell."""
    return {number: lines(group) for number, group in owned.items()}


def _running_over(inside: Sequence[Glyph], others: Sequence[Glyph]) -> list[Glyph]:
    """The ends of numbers that run over the outer border of a table: printed in one go with digits within, close to them on their line."""
    of_table, known = {glyph.run for glyph in inside}, set(map(id, inside))
    beyond: dict[int, list[Glyph]] = {}
    for glyph in others:
        if glyph.run in of_table and id(glyph) not in known:
            beyond.setdefault(glyph.run, []).append(glyph)
    runs: dict[int, list[Glyph]] = {run: [] for run in beyond}
    for glyph in inside if beyond else ():
        if glyph.run in runs:
            runs[glyph.run].append(glyph)
    found: list[Glyph] = []
    for run, glyphs in beyond.items():
        ids = set(map(id, glyphs))
        for piece in _pieces([*runs[run], *glyphs]):
            over = [glyph for glyph in piece if id(glyph) in ids]
            if 0 < len(over) <= len(piece) / 2 and _NUMBER.fullmatch("".join(glyph.text for glyph in piece)):
                found += over
    return found


def _owners(one: Grid, glyphs: Sequence[Glyph]) -> dict[int, list[Glyph]]:
    """The glyphs of each cell, with the ends of numbers that run over its border."""
    owned = one.owners(glyphs)
    inside = {id(glyph) for group in owned.values() for glyph in group}
    outside = [glyph for glyph in glyphs if id(glyph) not in inside] if len(inside) < len(glyphs) else []
    owned = _whole_runs(one, owned)
    while outside:
        homes = {
            id(glyph): number
            for glyph in outside
            for number, group in owned.items()
            if any(_is_next(glyph, other) for other in group)
        }
        if not homes:
            break
        for glyph in outside:
            if id(glyph) in homes:
                owned[homes[id(glyph)]].append(glyph)
        outside = [glyph for glyph in outside if id(glyph) not in homes]
    return owned


def _is_next(glyph: Glyph, other: Glyph) -> bool:
    """Whether two glyphs were printed in one go and stand close together on one line."""
    apart = max(glyph.x0, other.x0) - min(glyph.x1, other.x1)
    return glyph.run == other.run and abs(glyph.y - other.y) <= 0.5 * glyph.size and apart <= 0.25 * glyph.size


def _whole_runs(one: Grid, owned: dict[int, list[Glyph]]) -> dict[int, list[Glyph]]:
    """Put text that runs over the border of its cell back into it: a number printed in one go is one number."""
    cells_of_run = Counter(run for group in owned.values() for run in {glyph.run for glyph in group})
    runs: dict[int, list[Glyph]] = {run: [] for run, cells in cells_of_run.items() if cells > 1}
    if not runs:
        return owned
    cell_of: dict[int, int] = {}
    for number, group in owned.items():
        for glyph in group:
            cell_of[id(glyph)] = number
            if glyph.run in runs:
                runs[glyph.run].append(glyph)
    moved = False
    for run in runs.values():
        for piece in _pieces(run):
            counts = Counter(cell_of[id(glyph)] for glyph in piece)
            if len(counts) == 1:
                continue
            home, most = counts.most_common(1)[0]
            whole = bool(_NUMBER.fullmatch("".join(glyph.text for glyph in piece)))
            if not whole and most < _MOST * len(piece):
                continue
            if len({one.cells[number].row for number in counts}) > 1:
                continue
            for glyph in piece:
                moved = moved or cell_of[id(glyph)] != home
                cell_of[id(glyph)] = home
    if not moved:
        return owned
    result: dict[int, list[Glyph]] = {}
    for group in owned.values():
        for glyph in group:
            result.setdefault(cell_of[id(glyph)], []).append(glyph)
    return result


def _pieces(run: Sequence[Glyph]) -> list[list[Glyph]]:
    """The words of a run: what stands close together on one line."""
    ordered = sorted(run, key=lambda glyph: (round(glyph.y), glyph.x0))
    pieces: list[list[Glyph]] = [[ordered[0]]]
    for before, glyph in pairwise(ordered):
        if abs(glyph.y - before.y) > 0.5 * glyph.size or glyph.x0 - before.x1 > 0.25 * glyph.size:
            pieces.append([])
        pieces[-1].append(glyph)
    return pieces


def _without_prose(one: Grid, owned: dict[int, list[Glyph]], nested: bool) -> tuple[Grid, dict[int, list[Glyph]]]:
    """Take prose in a frame off the grid: the border of a page or section that touches the table's own lines."""
    drop: set[int] = set()
    numbers = dict(enumerate(one.cells))
    for order in (range(one.height), range(one.height - 1, -1, -1)):
        for row in order:
            number = next((n for n, cell in numbers.items() if cell.row <= row < cell.row + cell.rows), None)
            if number is None:
                continue
            cell = numbers[number]
            if cell.columns < one.width:
                break
            tall = cell.area.bottom - cell.area.top > 0.25 * (one.area.bottom - one.area.top)
            held = lines(owned.get(number, ()))
            if not held or len(held) >= _PROSE_LINES or (tall and nested):
                drop.add(number)
                continue
            break
    if nested:
        # What is left of a frame around other tables is the text between them.
        drop |= {n for n, cell in numbers.items() if cell.area.size > 0.5 * one.area.size}
    if not drop:
        return one, owned
    kept = [(number, cell) for number, cell in enumerate(one.cells) if number not in drop]
    if not kept:
        return Grid((), 0, 0, one.area), {}
    top = min(cell.row for _, cell in kept)
    bottom = max(cell.row + cell.rows for _, cell in kept)
    cells = tuple(Cell(cell.row - top, cell.column, cell.rows, cell.columns, cell.area) for _, cell in kept)
    area = Area(
        one.area.x0,
        min(cell.area.top for cell in cells),
        one.area.x1,
        max(cell.area.bottom for cell in cells),
    )
    renumbered = {number: place for place, (number, _) in enumerate(kept)}
    left = {renumbered[number]: group for number, group in owned.items() if number in renumbered}
    return Grid(cells, bottom - top, one.width, area), left
