"""Marks figures of recognised pages (OCR) that can't be right, or that the recogniser wasn't sure of. No digit is changed; a point that was lost is put
where the form's sums prove it (lost_points.py).

A figure that a sum of its form proves is right, however unsure its recogniser was; a code tells which row it stands in, and so does a line that the
catalogue knows, or a name that the list of subjects gives its code. Where a sum is broken, its figures are marked; where a figure stands in two
broken sums (of its row and of its column), it alone is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from etl.documents.model import Table
from etl.statements.lost_points import usual_decimals, with_points
from etl.statements.model import Doubt, Figure, Statement
from etl.statements.structure import oddities, proven_rows
from etl.statements.sums import HALVES, Key, Sum, kept_sums, key_of, sums_of

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


@dataclass(frozen=True, slots=True)
class Broken:
    """A sum of a form that doesn't hold: what the form prints as its total, and what its parts add up to, in the form's unit."""

    whole: Decimal
    parts: Decimal


def with_doubts(statements: Sequence[Statement], tables: Sequence[Table]) -> tuple[Statement, ...]:
    """The statements with the doubts of their recognised figures. Statements without recognised figures are returned as they are."""
    by_index = {table.index: table for table in tables}
    return tuple(
        _marked(with_points(one), by_index) if any(figure.confidence is not None for figure in one.figures) else one
        for one in statements
    )


def _marked(statement: Statement, tables: dict[int, Table]) -> Statement:
    sums = list(sums_of(statement, every_change=False))
    contradicted = _contradicted(sums, {key_of(figure): figure for figure in statement.figures})
    proven = {key for one in kept_sums(sums) if one.holds for key in one.members}
    named = {row.row_no for row in statement.rows if row.line} | proven_rows(statement)
    odd = oddities(statement, tables, held=sum(one.holds for one in sums), broken=sum(not one.holds for one in sums))
    money = [figure for figure in statement.figures if figure.amount_yuan is not None and figure.value]
    decimals = usual_decimals(statement)
    taken = {key_of(figure) for figure in statement.figures}
    figures = []
    for figure in statement.figures:
        doubt: Doubt = ""
        if key_of(figure) in contradicted:
            doubt = "contradicted"
        elif figure in money and decimals and figure.decimals != decimals:
            doubt = "decimals"
        elif odd.holds(figure):
            doubt = "structure"
        elif ((figure.confidence or 1.0) < DOUBTFUL and key_of(figure) not in proven) or (
            figure.row_no not in named and _label(figure, tables[figure.table_index], taken) < DOUBTFUL
        ):
            doubt = "low_confidence"
        figures.append(replace(figure, doubt=doubt) if doubt else figure)
    return replace(statement, figures=tuple(figures))


def _label(figure: Figure, table: Table, taken: set[Key]) -> float:
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
    sums = list(sums_of(statement))
    return tuple(Broken(one.whole, one.parts) for one in (sums if every else kept_sums(sums)) if not one.holds)


def proven_share(statement: Statement) -> Decimal:
    """Which share of a form's amounts that aren't zero stands in a sum that holds; 0 where any sum doesn't."""
    sums = list(sums_of(statement))
    if any(not one.holds for one in sums):
        return Decimal(0)
    amounts = {key_of(one) for one in statement.figures if one.amount_yuan}
    held = {key for one in sums for key in one.members}
    return Decimal(len(amounts & held)) / len(amounts) if amounts else Decimal(0)


def halves_agree(statement: Statement) -> bool:
    """Whether the totals of the two halves of a summary form are the same, in one measure at least."""
    return any(one.holds for one in sums_of(statement) if one.kind == HALVES)


def _contradicted(sums: list[Sum], figures: dict[Key, Figure]) -> set[Key]:
    """The figures that a broken sum is the fault of: those that one misread digit or a lost point makes the sum hold with, where there are such,
    in two broken sums or else proven by no other; else those in two broken sums, else those that no other sum proves."""
    known = kept_sums(sums)
    broken = Counter(key for one in known if not one.holds for key in one.members)
    kept = {key for one in known if one.holds for key in one.members}
    found: set[Key] = set()
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


def _would_hold(broken: Sum, figure: Figure) -> bool:
    """Whether a broken sum holds with another value of a figure whose digits are the printed ones but for one that is missing, added or
    another, or in which the point stands elsewhere."""
    over = broken.whole - broken.parts
    value = figure.value - over if key_of(figure) in broken.members[: broken.wholes] else figure.value + over
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
