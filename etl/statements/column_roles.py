"""A 合计 column repeats the columns that it adds up: which figures of a row are leaves across its columns, and which are their sums.

Rows come first (`tree.role_of`): what is a leaf down the rows is looked at here across the columns, so that the leaves of a form add up to its
total. Which columns the 合计 adds up, the form's own rows show: forms print columns beside it that are part of others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from etl.statements.columns import ValueColumn
from etl.statements.model import Figure, Role
from etl.words.measures import THIS_YEAR, UNMAPPED
from etl.words.units import YUAN

WHOLE = frozenset(("total", "amount"))
"""The measures that add up the others of a form."""
_Parts = Literal["all", "known", "none"]
"""What the 合计 of a form adds up: every column beside it, those that the catalogue knows, or none of them."""
_MOSTLY = 2
"""One row in so many shows at least how the columns belong together."""


@dataclass(frozen=True, slots=True)
class _Cell:
    place: int  # among the figures of the form
    figure: Figure
    column: ValueColumn


@dataclass(frozen=True, slots=True)
class _Row:
    """The leaves of a row: its whole, the columns beside it that no other splits up, and those that others split up."""

    whole: _Cell | None
    parts: tuple[_Cell, ...]
    covered: tuple[_Cell, ...]

    def adds_up(self, parts: Iterable[_Cell]) -> bool:
        """Whether parts are the whole, within half a unit of the last printed digit of each."""
        found = [part.figure for part in parts]
        return self.whole is not None and bool(found) and _is_sum(self.whole.figure, found)


def with_column_roles(figures: Sequence[Figure], columns: Sequence[ValueColumn]) -> tuple[Figure, ...]:
    """The figures of a form, each with its column, as leaves, totals and subtotals across the columns too; `is_lowest` says which were leaves
    down the rows."""
    lowest = [replace(one, is_lowest=True) if one.role == "leaf" else one for one in figures]
    rows = _rows(lowest, columns)
    kind = _parts_of_whole(rows)
    roles: dict[int, Role] = {}
    for row in rows:
        roles |= _roles(row, kind)
    return tuple(replace(one, role=roles[place]) if place in roles else one for place, one in enumerate(lowest))


def _rows(figures: Sequence[Figure], columns: Sequence[ValueColumn]) -> list[_Row]:
    cells: dict[int, list[_Cell]] = defaultdict(list)
    for place, (figure, column) in enumerate(zip(figures, columns, strict=True)):
        if figure.role == "leaf" and figure.basis == THIS_YEAR and figure.amount_yuan is not None:
            cells[figure.row_no].append(_Cell(place, figure, column))
    return [_row(found) for found in cells.values()]


def _row(cells: Sequence[_Cell]) -> _Row:
    """A part counts for the nearest sum that the row prints. A sum other than the row's own (财政拨款 of 一般公共预算 …) is split up only where
    the parts add up to it: forms print 财政拨款 beside a fund that isn't in it, too."""
    above = {cell.column.measure: cell.column.part_of for cell in cells if cell.column.part_of}
    printed = {cell.figure.measure: cell for cell in cells if not cell.figure.member}
    parts: dict[str, list[Figure]] = defaultdict(list)
    for cell in cells:
        measure = above.get(cell.figure.measure, "")
        while measure and measure not in printed:
            measure = above.get(measure, "")
        parts[measure].append(cell.figure)
    covered = {
        measure
        for measure, below in parts.items()
        if measure and measure not in WHOLE and _is_sum(printed[measure].figure, below)
    }
    wholes = [cell for measure, cell in printed.items() if measure in WHOLE]
    whole = wholes[0] if len(wholes) == 1 else None
    split = tuple(cell for measure, cell in printed.items() if measure in covered)
    beside = tuple(cell for cell in cells if cell is not whole and cell not in split)
    return _Row(whole, beside, split)


def _parts_of_whole(rows: Iterable[_Row]) -> _Parts:
    """What the form's 合计 adds up, as most of its rows that print both show it: all that stands beside it where that holds as often."""
    told = [row for row in rows if row.whole is not None and row.parts]
    held: Mapping[_Parts, int] = Counter(
        kind for row in told for kind in _KINDS if row.adds_up(_taken(row, kind)) and row.whole is not None
    )
    best = max(_KINDS, key=lambda kind: held.get(kind, 0))
    return best if held.get(best, 0) * _MOSTLY >= len(told) else "none"


_KINDS: tuple[_Parts, ...] = ("all", "known")


def _taken(row: _Row, kind: _Parts) -> list[_Cell]:
    if kind == "none":
        return []
    return [cell for cell in row.parts if kind == "all" or cell.figure.measure != UNMAPPED]


def _roles(row: _Row, kind: _Parts) -> dict[int, Role]:
    """Roles that aren't leaf: by the place of the figure."""
    roles: dict[int, Role] = {cell.place: "subtotal" for cell in row.covered}
    if row.whole is None:
        return roles
    taken = _taken(row, kind)
    if taken:
        roles[row.whole.place] = "total"
    roles |= {cell.place: "of_which" for cell in row.parts if cell not in taken}
    return roles


def _is_sum(whole: Figure, parts: Iterable[Figure]) -> bool:
    members = [whole, *parts]
    half = sum((_half_unit(one) for one in members), Decimal(0))
    amounts = [one.amount_yuan or Decimal(0) for one in members]
    return abs(amounts[0] - sum(amounts[1:], Decimal(0))) <= half


def _half_unit(figure: Figure) -> Decimal:
    """Half a unit of the last digit that a figure prints, in yuan."""
    return YUAN.get(figure.unit, Decimal(1)) * Decimal(1).scaleb(-figure.decimals) / 2
