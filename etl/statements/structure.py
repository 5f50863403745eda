"""What of a recognised form is odd as it stands: rows whose codes can't be right, headers that nothing is known of, sums that mostly fail.

A page whose lines were misread gives figures that were each read surely, in the wrong row or column. Codes tell: 类, 款 and 项 have 3, 5 and 7 digits,
stand below one another and go up. What is odd in a few rows is their fault; in many, that of the form, and then nothing of it is certain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from etl.documents.model import Table
from etl.reference.subjects import LEVELS, ORDINAL, bears_name, is_item_name
from etl.statements.model import Figure, Statement, StatementRow
from etl.statements.vocabulary import step_pattern
from etl.words.measures import UNMAPPED

_TWO_LINES = step_pattern("structure.two_lines")
"""A label with the number of another line within it: rows were taken for one, and amounts of others may stand in the wrong ones."""
_FEW = 4
"""Of fewer rows nothing can be told."""
_MOSTLY = 0.8
"""What holds for so many rows of a form, or more, should hold for all."""
_MANY = 0.25
"""So many odd rows are no misreadings of single codes, but of the form."""
_MANY_SUMS = 5
"""Of fewer sums it can be one figure that breaks them."""
_MANY_CODES = 6
"""In a form with as many codes, each length of code occurs more than once."""
_UNSURE = 0.8
"""Headers below this confidence may be others: the catalogue's words are matched letter by letter."""


@dataclass(frozen=True, slots=True)
class Oddities:
    """What is odd of a form: numbers of rows, and columns as (table, column); `whole`: all of it, and then why."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[tuple[int, int]] = frozenset()
    whole: str = ""

    def holds(self, figure: Figure) -> bool:
        """Whether a figure stands where something is odd."""
        return bool(self.whole) or figure.row_no in self.rows or _place(figure) in self.columns


def _place(figure: Figure) -> tuple[int, int]:
    return figure.table_index, figure.column


def oddities(statement: Statement, tables: dict[int, Table], *, held: int, broken: int) -> Oddities:
    """What is odd of a form; `held` and `broken` count its sums."""
    rows = odd_rows(statement)
    with_figures = {figure.row_no for figure in statement.figures}
    unmapped = {_place(figure) for figure in statement.figures if figure.measure == UNMAPPED}
    whole = ""
    if not statement.unit and any(figure.amount_yuan is None and figure.decimals for figure in statement.figures):
        whole = "unit"
    elif 2 * sum(_place(figure) in unmapped for figure in statement.figures) > len(statement.figures):
        whole = "columns"
    elif any(_TWO_LINES.search(row.label) for row in statement.rows):
        whole = "lines"
    elif len(rows) >= _FEW - 1 and len(rows & with_figures) > _MANY * len(with_figures):
        whole = "rows"
    elif broken > held and broken >= _MANY_SUMS:
        whole = "sums"
    return Oddities(rows, frozenset(unmapped) | _unsure_columns(statement, tables), whole)


def odd_rows(statement: Statement) -> frozenset[int]:
    """Numbers of the rows with an odd code, of items without one among many with one, of those without code and name, of items (项)
    whose code has the digits of none, and of lines that no line of a summary form is named like."""
    with_figures = {figure.row_no for figure in statement.figures}
    rows = [row for row in statement.rows if row.row_no in with_figures]
    coded = [row for row in rows if row.code]
    found = {row.row_no for row in rows if not row.code and not row.label and not row.line}
    found |= {row.row_no for row in coded if len(row.code) not in LEVELS and is_item_name(row.label)}
    if len(coded) >= _FEW:
        found |= _odd_lengths(coded) | _orphans(coded, statement.rows) | _out_of_order(coded)
        items = [row for row in rows if row.kind == "item" and not row.line]
        without = {row.row_no for row in items if not row.code}
        if len(without) <= (1 - _MOSTLY) * len(items):
            found |= without
    return frozenset(found | (_unknown_lines(statement.rows) & with_figures))


def proven_rows(statement: Statement) -> frozenset[int]:
    """Numbers of the rows whose code the list of subjects gives the name that they print, below the code that the form prints above it.

    Code and name are read apart: a misread code bears another name, or stands below no row of its section.
    """
    codes = {row.code for row in statement.rows}
    return frozenset(
        row.row_no
        for row in statement.rows
        if len(row.code) in LEVELS
        and (len(row.code) == 3 or row.code[:-2] in codes)
        and bears_name(row.code, row.label)
    )


def _unknown_lines(rows: Sequence[StatementRow]) -> set[int]:
    """Lines of a summary form that no line of the catalogue is named like, where nearly all others are, or are numbered (一、…) on their side."""
    found: set[int] = set()
    if sum(bool(row.line) for row in rows) < _FEW - 1:
        return found
    for side in {row.side for row in rows}:
        own = [row for row in rows if row.side == side and row.kind == "item"]
        unknown = [row for row in own if not row.line and not row.code and not ORDINAL.match(row.label)]
        if len(unknown) <= (1 - _MOSTLY) * len(own):
            found |= {row.row_no for row in unknown}
    return found


def _odd_lengths(coded: Sequence[StatementRow]) -> set[int]:
    """Codes of a length that no subject's has, where nearly all have one; or of a length that no other code of many has."""
    lengths = Counter(len(row.code) for row in coded)
    known = sum(count for length, count in lengths.items() if length in LEVELS)
    are_subjects = known >= _MOSTLY * len(coded)
    return {
        row.row_no
        for row in coded
        if (are_subjects and len(row.code) not in LEVELS) or (len(coded) >= _MANY_CODES and lengths[len(row.code)] == 1)
    }


def _orphans(coded: Sequence[StatementRow], rows: Sequence[StatementRow]) -> set[int]:
    """Codes of 款 and 项 without the code above them, in a form that prints it for half of them or more."""
    codes = {row.code for row in rows if row.code}
    lower = [row for row in coded if len(row.code) in (5, 7)]
    found = {row.row_no for row in lower if row.code[:-2] not in codes}
    return found if 2 * len(found) <= len(lower) else set()


def _out_of_order(coded: Sequence[StatementRow]) -> set[int]:
    """Codes that are no higher than those before them, in a form whose codes go up: all but the longest run that does."""
    highest: list[str] = []
    ends: list[int] = []
    before: list[int] = []
    for number, row in enumerate(coded):
        place = bisect_left(highest, row.code)
        before.append(ends[place - 1] if place else -1)
        if place == len(highest):
            highest.append(row.code)
            ends.append(number)
        else:
            highest[place], ends[place] = row.code, number
    if len(highest) < _MOSTLY * len(coded):
        return set()
    rising: set[int] = set()
    number = ends[-1]
    while number >= 0:
        rising.add(number)
        number = before[number]
    return {row.row_no for number, row in enumerate(coded) if number not in rising}


def _unsure_columns(statement: Statement, tables: dict[int, Table]) -> frozenset[tuple[int, int]]:
    """Columns whose own header was read with little confidence."""
    first: dict[int, int] = {}
    for figure in statement.figures:
        first[figure.table_index] = min(figure.row, first.get(figure.table_index, figure.row))
    found: set[tuple[int, int]] = set()
    for figure in statement.figures:
        table = tables[figure.table_index]
        if table.confidence is None:
            continue
        scores = [
            score
            for r in range(first[figure.table_index])
            if (score := table.confidence[r][figure.column]) is not None and not table.rows[r][figure.column].isdigit()
        ]
        if min(scores, default=1.0) < _UNSURE:
            found.add(_place(figure))
    return frozenset(found)
