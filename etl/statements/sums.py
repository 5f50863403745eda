"""The sums that a form prints, and whether they hold.

The arithmetic is the forms' own: a row is the sum of the rows below it, 合计 the sum of the top rows, 总计 that of the lines and the same on both
sides, a total column the sum of its columns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.statements.model import Figure, Statement, StatementRow
from etl.words.measures import EVERY_CHANGE, Meaning

_MOSTLY = Decimal("0.8")
HALVES = "sides"
"""The kind of sum that says that both halves of a summary form have the same total."""

Key = tuple[int, int, int]
"""A figure's cell: table, row, column."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that a form prints: its kind (for sums of a form that don't hold at all), its figures, and whether it holds."""

    kind: str
    members: tuple[Key, ...]
    holds: bool
    whole: Decimal
    parts: Decimal
    wholes: int
    """So many of the members, the first ones, are the whole; the others are its parts."""


def kept_sums(sums: list[Sum]) -> list[Sum]:
    """The sums of kinds that the form keeps: a kind of sum that fails everywhere isn't one of them."""
    held = Counter(one.kind for one in sums if one.holds)
    seen = Counter(one.kind for one in sums)
    return [one for one in sums if held[one.kind] * 2 >= seen[one.kind] or seen[one.kind] <= 2]


def key_of(figure: Figure) -> Key:
    """The cell that a figure stands in."""
    return figure.table_index, figure.row, figure.column


def _sum(kind: str, whole: Sequence[Figure], parts: Sequence[Figure]) -> Sum:
    """`whole` are the figures on one side of the equation, `parts` those on the other."""
    members = [*whole, *parts]
    # half a unit of the last printed digit for each number
    slack = sum((Decimal(1).scaleb(-one.decimals) / 2 for one in members), Decimal(0))
    printed = sum((one.value for one in whole), Decimal(0))
    added = sum((one.value for one in parts), Decimal(0))
    return Sum(kind, tuple(key_of(one) for one in members), abs(printed - added) <= slack, printed, added, len(whole))


def sums_of(statement: Statement, *, every_change: bool = True) -> Iterator[Sum]:
    """The sums of a form; without `every_change`, a column of changes has none where one of the parts prints no change."""
    at: _At = {}
    for figure in statement.figures:
        if figure.role != "percent":
            at.setdefault((figure.row_no, figure.meaning), figure)
    columns = list(dict.fromkeys(column for _, column in at))
    yield from _sums_down(statement.rows, columns, at, every_change=every_change)
    yield from _sums_of_sides(statement.rows, columns, at)
    yield from _sums_of_three_public(statement)
    yield from _sums_across(statement)


_At = dict[tuple[int, Meaning], Figure]
"""A row's number and what a column is of → the figure there."""


def _of(rows: Iterable[StatementRow], column: Meaning, at: _At) -> list[Figure]:
    return [at[row.row_no, column] for row in rows if (row.row_no, column) in at]


def _sums_down(
    rows: Sequence[StatementRow], columns: Sequence[Meaning], at: _At, *, every_change: bool
) -> Iterator[Sum]:
    """A row and the rows below it; 合计 and the top rows. A side that prints nothing is a cell that wasn't read, or zero."""
    below: dict[int, list[StatementRow]] = defaultdict(list)
    for row in rows:
        if row.parent is not None and row.kind != "of_which" and not row.side:
            below[row.parent].append(row)
    top = [row for row in rows if row.parent is None and row.kind in ("item", "group") and not row.side]
    totals = [row for row in rows if row.kind == "total" and not row.side and not row.line]
    for column in columns:
        for row in rows:
            if below[row.row_no] and (every_change or not _lacks_a_change(below[row.row_no], column, at)):
                yield from _both("below", _of([row], column, at), _of(below[row.row_no], column, at))
        if len(totals) == 1 and (every_change or not _lacks_a_change(top, column, at)):
            yield from _both("total", _of(totals, column, at), _of(top, column, at))


def _lacks_a_change(parts: Sequence[StatementRow], column: Meaning, at: _At) -> bool:
    """Whether a column of changes prints none for one of the parts: forms leave it out where one of the two amounts isn't there."""
    return column.basis in EVERY_CHANGE and any((row.row_no, column) not in at for row in parts)


def _both(kind: str, whole: Sequence[Figure], parts: Sequence[Figure]) -> Iterator[Sum]:
    if whole or parts:
        yield _sum(kind, whole, parts)


def _sums_of_sides(rows: Sequence[StatementRow], columns: Sequence[Meaning], at: _At) -> Iterator[Sum]:
    """The lines of a summary form: 本年…合计 and the lines above it, 总计 and that with the lines below it; both sides' 总计."""
    sides = [side for side in dict.fromkeys(row.side for row in rows) if side]
    for column in columns:
        totals: list[Figure] = []
        for side in sides:
            lines = [row for row in rows if row.side == side and row.parent is None]
            current = [row for row in lines if row.kind == "subtotal" and row.line.startswith("current")]
            whole = [row for row in lines if row.kind == "total" and row.line == "total"]
            items = [row for row in lines if row.kind == "item"]
            totals += _of(whole[:1], column, at)
            if len(current) > 1 or len(whole) > 1:
                continue
            above = [row for row in items if current and row.row_no < current[0].row_no]
            if above:  # 一、本年收入 at the top heads its lines, and is the sum of the rows below it
                yield from _both("current", _of(current, column, at), _of(above, column, at))
            if whole:
                since = current[0].row_no if current else -1
                between = [row for row in items if since < row.row_no < whole[0].row_no]
                yield from _both("all", _of(whole, column, at), _of([*current, *between], column, at))
        if len(sides) == len(totals) == 2:
            yield _sum(HALVES, totals[:1], totals[1:])


_OF_THREE_PUBLIC = frozenset(("three_public", "fund_three_public"))
_THREE_PUBLIC = {"total": ("abroad", "vehicle", "reception"), "vehicle": ("vehicle_purchase", "vehicle_running")}
"""“三公”经费 is the sum of going abroad, vehicles and receptions; vehicles that of buying and running them."""


def _sums_of_three_public(statement: Statement) -> Iterator[Sum]:
    """A “三公” form, whose figures are of a phase (budget, outturn …) and an item, whether it prints them across or down.

    A form that names none of a whole's parts prints that whole alone: there is nothing to compare it with.
    """
    named = {figure.member for figure in statement.figures}
    found: dict[tuple[str, str, str], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in statement.figures:
        if figure.measure in _OF_THREE_PUBLIC and figure.amount_yuan is not None:
            found[figure.basis, figure.measure, figure.fund][figure.member].append(figure)
    for printed in found.values():
        for whole, names in _THREE_PUBLIC.items():
            if not named.intersection(names):
                continue
            items = [item for name in names for item in ((name,) if printed[name] else _THREE_PUBLIC.get(name, ()))]
            parts = [figure for item in items for figure in printed[item]]
            if all(len(printed[name]) <= 1 for name in (whole, *names)):
                yield from _both(f"three_public {whole}", printed[whole], parts)


def _sums_across(statement: Statement) -> Iterator[Sum]:
    """A total column and the columns beside it. Which these are, the form's own rows show: those where the sum holds nearly always."""
    tables: dict[tuple[int, str], dict[int, dict[int, Figure]]] = defaultdict(lambda: defaultdict(dict))
    for figure in statement.figures:
        if figure.amount_yuan is not None and figure.role != "of_which" and not figure.member:
            tables[figure.table_index, figure.side][figure.row][figure.column] = figure
    for rows in tables.values():
        columns = sorted({column for cells in rows.values() for column in cells})
        found = [
            _across(list(rows.values()), columns[place], run)
            for place in range(len(columns))
            for run in _beside(columns, place)
        ]
        known: list[_Across] = []
        for one in sorted((one for one in found if one is not None), key=lambda one: one.weight, reverse=True):
            # the total of some columns is no part of a sum with the same columns
            if not any(
                len(one.columns & other.columns) > 1 and one.columns - other.columns <= {one.whole} for other in known
            ):
                known.append(one)
                yield from one.sums


@dataclass(frozen=True, slots=True)
class _Across:
    """Columns whose sum another column is, in nearly all rows."""

    whole: int
    columns: frozenset[int]
    sums: tuple[Sum, ...]
    weight: tuple[Decimal, int]


def _across(rows: Sequence[dict[int, Figure]], whole: int, parts: Sequence[int]) -> _Across | None:
    sums: list[Sum] = []
    telling = 0
    for cells in rows:
        addends = [cells[column] for column in parts if column in cells]
        total = [cells[whole]] if whole in cells else []
        if not any(one.value for one in (*total, *addends)):
            continue
        sums.append(_sum(f"across {whole}", total, addends))
        # a sum of one addend says nothing of how the columns belong together
        telling += sums[-1].holds and sum(bool(one.value) for one in addends) > 1
    held = sum(one.holds for one in sums)
    if not telling or held < 2 or held < _MOSTLY * len(sums) - 1:
        return None
    return _Across(whole, frozenset((whole, *parts)), tuple(sums), (Decimal(held) / len(sums), telling))


def _beside(columns: Sequence[int], place: int) -> Iterator[Sequence[int]]:
    """The runs of two or more columns that begin or end beside a column."""
    for end in range(place + 3, len(columns) + 1):
        yield columns[place + 1 : end]
    for start in range(place - 1):
        yield columns[start:place]
