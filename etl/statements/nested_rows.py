"""Rows that nothing but their sums tells to be sums of the rows below them: units and classes of goods without codes, a subject above its
projects under one code."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from etl.statements.draft import DraftRow
from etl.words.measures import Meaning, of_year


def attach(row: DraftRow, parent: DraftRow | None) -> None:
    """Make a row a part of another; None leaves it what it is."""
    if parent is not None and parent is not row:
        row.parent = parent
        parent.children.append(row)


def attach_to_total(rows: Sequence[DraftRow]) -> None:
    """Find parents where all rows add up to more than the form's total, and to the total itself with some rows as sums of those below them.

    Subjects above one project of their code come first; else rows of any level are tried, up to MAX_NESTED. Where nothing adds up, nothing changes.
    """
    totals = [row for row in rows if row.kind == "total" and row.cells]
    column = compared_by(totals)
    wholes = {number.value for row in totals if (number := row.value(column)) is not None}
    if len(wholes) != 1:
        return
    whole = next(iter(wholes))
    items = [row for row in rows if row.kind in {"item", "group"} and _amount(row, column)]
    leaves = [row for row in items if not row.children]
    under = [pair for run in _runs_of_code(leaves, column, least=1) for pair in run]
    if not under or _sum(leaves, column) - _sum([row for row, _ in under], column) != whole:
        roots = [row for row in items if row.parent is None]
        is_above = _sum(roots, column) > whole and len(roots) <= MAX_NESTED
        above = nested(tuple(_amount(row, column) for row in roots), whole) if is_above else None
        under = [(row, roots[at]) for row, at in zip(roots, above or (), strict=False) if at is not None]
    for row, parent in under:
        _move(row, parent)


def attach_to_subject(rows: Sequence[DraftRow], column: Meaning) -> None:
    """Projects below the subject whose code they bear, where two or more of them add up to it."""
    items = [row for row in rows if row.kind == "item"]
    for run in _runs_of_code(items, column, least=2):
        for row, parent in run:
            _move(row, parent)


def _runs_of_code(rows: Sequence[DraftRow], column: Meaning, least: int) -> list[list[tuple[DraftRow, DraftRow]]]:
    """(row, the row that it is part of) of each run of rows of one code, named differently, whose first is the sum of the others."""
    found = []
    for code, group in groupby(rows, key=lambda row: row.code):
        first, *others = group
        names = {row.label for row in (first, *others)}
        is_told = bool(code) and len(others) >= least and len(names) > len(others)
        if is_told and _amount(first, column) and _amount(first, column) == _sum(others, column):
            found.append([(row, first) for row in others])
    return found


def _move(row: DraftRow, parent: DraftRow) -> None:
    if row.parent is not None:
        row.parent.children.remove(row)
    attach(row, parent)


def _sum(rows: Sequence[DraftRow], column: Meaning) -> Decimal:
    return sum((_amount(row, column) for row in rows), Decimal(0))


def compared_by(rows: Sequence[DraftRow]) -> Meaning:
    """The column that rows are compared by: the total where one prints it, else the first that one prints."""
    printed = [cell.value_column.meaning for row in rows for cell in row.cells]
    total = of_year("total")
    return total if total in printed else next(iter(printed), total)


def _amount(row: DraftRow, column: Meaning) -> Decimal:
    number = row.value(column)
    return number.value if number is not None else Decimal(0)


MAX_NESTED = 12
"""Rows below one line that are tried as rows within rows; a line has its sections and their items, seldom more."""


@lru_cache(maxsize=4096)
def nested(values: tuple[Decimal, ...], whole: Decimal) -> tuple[int | None, ...] | None:
    """How values add up to a whole where some are sums of those that follow them (2,000 = 2,000 = 1,500 + 500): for each the position of
    the value that it is part of, None for the whole's own; None where they don't."""
    for end in range(1, len(values) + 1):  # the first value and what is below it, then the rest
        below = nested(values[1:end], values[0]) if end > 1 else ()
        if below is None:
            continue
        own = (None, *(0 if above is None else above + 1 for above in below))
        if values[0] == whole and end == len(values):
            return own
        rest = nested(values[end:], whole - values[0]) if end < len(values) else None
        if rest is not None:
            return (*own, *(None if above is None else above + end for above in rest))
    return None
