"""Marks figures of recognised pages (OCR) that can't be right, or that the recogniser wasn't sure of. Nothing is changed.

A figure that a sum of its form proves is right, however unsure its recogniser was; a code tells which row it stands in, and so does a line that the
catalogue knows, whatever becomes of the name beside them. The arithmetic is the forms' own: a row is the sum of the rows below it, 合计 the sum of the top rows, 总计 that of the lines and the same on both
sides, a total column the sum of its columns. Where a sum is broken, its figures are marked; where a figure stands in two broken sums (of its row
and of its column), it alone is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from etl.documents.model import Table
from etl.statements.model import Doubt, Figure, Statement, StatementRow
from etl.statements.structure import oddities
from etl.words.measures import Meaning

DOUBTS: dict[Doubt, str] = {
    "contradicted": "a sum of its form is broken",
    "decimals": "other decimals than the form's other figures",
    "structure": "something of its form, column or row is odd: codes, headers, or most of the sums",
    "low_confidence": "the recognition is not sure of it, or of its row's code or name",
}
"""What each doubt says, in words, the gravest first."""
DOUBTFUL = 0.9
"""Below this confidence a figure is marked: of clean print, one cell in some hundreds is."""
_LABELS = 3
"""So many cells to the left of a figure are its row's code and name."""
_MOSTLY = Decimal("0.8")
_HALVES = "sides"
"""The kind of sum that says that both halves of a summary form have the same total."""

_Key = tuple[int, int, int]
"""A figure's cell: table, row, column."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that a form prints: its kind (for sums of a form that don't hold at all), its figures, and whether it holds."""

    kind: str
    members: tuple[_Key, ...]
    holds: bool
    whole: Decimal
    parts: Decimal
    wholes: int
    """So many of the members, the first ones, are the whole; the others are its parts."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A sum of a form that doesn't hold: what the form prints as its total, and what its parts add up to, in the form's unit."""

    whole: Decimal
    parts: Decimal


def with_doubts(statements: Sequence[Statement], tables: Sequence[Table]) -> tuple[Statement, ...]:
    """The statements with the doubts of their recognised figures. Statements without recognised figures are returned as they are."""
    by_index = {table.index: table for table in tables}
    return tuple(
        _marked(one, by_index) if any(figure.confidence is not None for figure in one.figures) else one
        for one in statements
    )


def _marked(statement: Statement, tables: dict[int, Table]) -> Statement:
    sums = list(_sums(statement))
    contradicted = _contradicted(sums, {_key(figure): figure for figure in statement.figures})
    proven = {key for one in _kept(sums) if one.holds for key in one.members}
    named = {row.row_no for row in statement.rows if row.line}
    odd = oddities(statement, tables, held=sum(one.holds for one in sums), broken=sum(not one.holds for one in sums))
    money = [figure for figure in statement.figures if figure.amount_yuan is not None and figure.value]
    usual = Counter(figure.decimals for figure in money).most_common(1)
    decimals = usual[0][0] if usual and usual[0][1] >= _MOSTLY * len(money) else 0
    taken = {_key(figure) for figure in statement.figures}
    figures = []
    for figure in statement.figures:
        doubt: Doubt = ""
        if _key(figure) in contradicted:
            doubt = "contradicted"
        elif figure in money and decimals and figure.decimals != decimals:
            doubt = "decimals"
        elif odd.holds(figure):
            doubt = "structure"
        elif ((figure.confidence or 1.0) < DOUBTFUL and _key(figure) not in proven) or (
            figure.row_no not in named and _label(figure, tables[figure.table_index], taken) < DOUBTFUL
        ):
            doubt = "low_confidence"
        figures.append(replace(figure, doubt=doubt) if doubt else figure)
    return replace(statement, figures=tuple(figures))


def _label(figure: Figure, table: Table, taken: set[_Key]) -> float:
    """The confidence of the code beside a figure, where there is none the lowest one of its names; 1 where there are neither."""
    if table.confidence is None:
        return 1.0
    found: list[float] = []
    code: float | None = None
    for column in range(figure.column - 1, -1, -1):
        if (figure.table_index, figure.row, column) in taken:
            if found:
                break
            continue
        score = table.confidence[figure.row][column]
        if score is not None:
            found.append(score)
            if _is_code(table.rows[figure.row][column], figure.row_code):
                code = min(score, code or 1.0)
        if len(found) == _LABELS:
            break
    return min(found, default=1.0) if code is None else code


def _is_code(text: str, code: str) -> bool:
    """Whether a cell prints a row's code, or a part of it where 类, 款, 项 stand in columns of their own."""
    bare = text.strip()
    return bare.isdigit() and bare in code


def broken_sums(statement: Statement, *, every: bool = False) -> tuple[Broken, ...]:
    """The sums that don't hold, as far as the form's printed digits go; without `every`, only those of kinds that the form keeps elsewhere."""
    sums = list(_sums(statement))
    return tuple(Broken(one.whole, one.parts) for one in (sums if every else _kept(sums)) if not one.holds)


def proven_share(statement: Statement) -> Decimal:
    """Which share of a form's amounts that aren't zero stands in a sum that holds; 0 where any sum doesn't."""
    sums = list(_sums(statement))
    if any(not one.holds for one in sums):
        return Decimal(0)
    amounts = {_key(one) for one in statement.figures if one.amount_yuan}
    held = {key for one in sums for key in one.members}
    return Decimal(len(amounts & held)) / len(amounts) if amounts else Decimal(0)


def halves_agree(statement: Statement) -> bool:
    """Whether the totals of the two halves of a summary form are the same, in one measure at least."""
    return any(one.holds for one in _sums(statement) if one.kind == _HALVES)


def _kept(sums: list[_Sum]) -> list[_Sum]:
    """The sums of kinds that the form keeps: a kind of sum that fails everywhere isn't one of them."""
    held = Counter(one.kind for one in sums if one.holds)
    seen = Counter(one.kind for one in sums)
    return [one for one in sums if held[one.kind] * 2 >= seen[one.kind] or seen[one.kind] <= 2]


def _contradicted(sums: list[_Sum], figures: dict[_Key, Figure]) -> set[_Key]:
    """The figures that a broken sum is the fault of: those that one misread digit or a lost point makes the sum hold with, where there are such,
    in two broken sums or else proven by no other; else those in two broken sums, else those that no other sum proves."""
    known = _kept(sums)
    broken = Counter(key for one in known if not one.holds for key in one.members)
    kept = {key for one in known if one.holds for key in one.members}
    found: set[_Key] = set()
    for one in known:
        if one.holds:
            continue
        crossing = [key for key in one.members if broken[key] > 1]
        misread = [key for key in one.members if _would_hold(one, figures[key])]
        if misread:
            found.update(
                [key for key in misread if key in crossing] or [key for key in misread if key not in kept] or misread
            )
            continue
        found.update(crossing or [key for key in one.members if key not in kept] or one.members)
    return found


def _would_hold(broken: _Sum, figure: Figure) -> bool:
    """Whether a broken sum holds with another value of a figure whose digits are the printed ones but for one that is missing, added or
    another, or in which the point stands elsewhere."""
    over = broken.whole - broken.parts
    value = figure.value - over if _key(figure) in broken.members[: broken.wholes] else figure.value + over
    return _one_apart(_digits(figure.value), _digits(value)) and (value < 0) == (figure.value < 0)


def _digits(value: Decimal) -> str:
    """The digits of an amount without those that say nothing: zeros at its beginning and end."""
    return f"{abs(value):f}".replace(".", "").strip("0")


def _one_apart(one: str, other: str) -> bool:
    """Whether two texts are alike but for one character that is missing, added or another."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def _key(figure: Figure) -> _Key:
    return figure.table_index, figure.row, figure.column


def _sum(kind: str, whole: Sequence[Figure], parts: Sequence[Figure]) -> _Sum:
    """`whole` are the figures on one side of the equation, `parts` those on the other."""
    members = [*whole, *parts]
    # half a unit of the last printed digit for each number
    slack = sum((Decimal(1).scaleb(-one.decimals) / 2 for one in members), Decimal(0))
    printed = sum((one.value for one in whole), Decimal(0))
    added = sum((one.value for one in parts), Decimal(0))
    return _Sum(kind, tuple(_key(one) for one in members), abs(printed - added) <= slack, printed, added, len(whole))


def _sums(statement: Statement) -> Iterator[_Sum]:
    at: _At = {}
    for figure in statement.figures:
        if figure.role != "percent":
            at.setdefault((figure.row_no, figure.meaning), figure)
    columns = list(dict.fromkeys(column for _, column in at))
    yield from _sums_down(statement.rows, columns, at)
    yield from _sums_of_sides(statement.rows, columns, at)
    yield from _sums_of_three_public(statement)
    yield from _sums_across(statement)


_At = dict[tuple[int, Meaning], Figure]
"""A row's number and what a column is of → the figure there."""


def _of(rows: Iterable[StatementRow], column: Meaning, at: _At) -> list[Figure]:
    return [at[row.row_no, column] for row in rows if (row.row_no, column) in at]


def _sums_down(rows: Sequence[StatementRow], columns: Sequence[Meaning], at: _At) -> Iterator[_Sum]:
    """A row and the rows below it; 合计 and the top rows. A side that prints nothing is a cell that wasn't read, or zero."""
    below: dict[int, list[StatementRow]] = defaultdict(list)
    for row in rows:
        if row.parent is not None and row.kind != "of_which" and not row.side:
            below[row.parent].append(row)
    top = [row for row in rows if row.parent is None and row.kind in ("item", "group") and not row.side]
    totals = [row for row in rows if row.kind == "total" and not row.side and not row.line]
    for column in columns:
        for row in rows:
            if below[row.row_no]:
                yield from _both("below", _of([row], column, at), _of(below[row.row_no], column, at))
        if len(totals) == 1:
            yield from _both("total", _of(totals, column, at), _of(top, column, at))


def _both(kind: str, whole: Sequence[Figure], parts: Sequence[Figure]) -> Iterator[_Sum]:
    if whole or parts:
        yield _sum(kind, whole, parts)


def _sums_of_sides(rows: Sequence[StatementRow], columns: Sequence[Meaning], at: _At) -> Iterator[_Sum]:
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
            yield _sum(_HALVES, totals[:1], totals[1:])


_OF_THREE_PUBLIC = frozenset(("three_public", "fund_three_public"))
_THREE_PUBLIC = {"total": ("abroad", "vehicle", "reception"), "vehicle": ("vehicle_purchase", "vehicle_running")}
"""“三公”经费 is the sum of going abroad, vehicles and receptions; vehicles that of buying and running them."""


def _sums_of_three_public(statement: Statement) -> Iterator[_Sum]:
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


def _sums_across(statement: Statement) -> Iterator[_Sum]:
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
    sums: tuple[_Sum, ...]
    weight: tuple[Decimal, int]


def _across(rows: Sequence[dict[int, Figure]], whole: int, parts: Sequence[int]) -> _Across | None:
    sums: list[_Sum] = []
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
