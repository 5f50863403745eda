"""The numbers of tables: figures, codes and line numbers of forms, what performance tables hold, and what each table ended as."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from etl.account.model import AccountedNumber, State, TableEnd
from etl.account.numbers import Found, Told, count_runs, half_width, numbers_in
from etl.documents.cells import read_cell
from etl.documents.model import Document, Table
from etl.performance.model import PerformanceTable
from etl.statements.header_paths import column_kind
from etl.statements.model import Figure, Interpretation
from etl.words.folding import compact
from etl.words.numbers import is_nothing, parse_number

_REASONS: dict[str, tuple[State, str]] = {
    "line_number": ("line_number", "line"),
    "column_number": ("line_number", "column"),
    "code": ("code", "column"),
    "slid_code": ("code", "column"),
    "repeat": ("set_aside", "repeated_total"),
    "leaked_digit": ("set_aside", "leaked_digit"),
}
"""What the statements step used a cell for → state and rule; other reasons are told by the cell's words."""
_CODES = frozenset({"code", "slid_code"})
_FIRST_WORD = re.compile(r"[\u4e00-\u9fff]")
"""Of these a cell that begins with words is no code: a note that stands in the column of codes."""
_ENDS: dict[str, tuple[TableEnd, tuple[State, str]]] = {
    "contents": ("contents", ("reference", "contents")),
    "units": ("units", ("not_understood", "units")),
    "hidden": ("hidden", ("set_aside", "hidden")),
    "unproven": ("unproven", ("doubtful", "unproven_form")),
    "text": ("text", ("not_understood", "unknown_table")),
}
"""What the statements step took a table for → how it ends, and the state of its numbers that no words tell."""
_NO_STATEMENT = frozenset({"date", "ordinal", "code", "reference", "line_number"})
"""States of numbers that make no table one of numbers."""
_LEAST_RUN = 2
_LEAST_REPEATED = 3
"""A row repeats another if it has more numbers than these: few may be alike by chance."""
_PLAIN_NUMBERS: tuple[State, str] = ("not_understood", "unknown_table")
_LABEL: tuple[State, str] = ("set_aside", "label")
_CODE: tuple[State, str] = ("code", "label")
_NO_LABEL: tuple[State, str] = ("not_understood", "label")
"""A number among the words of a label is part of it; one in a cell without a word, or among the figures of a column, is nothing that
anybody understood."""
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[\u4e00-\u9fff]{2}|[\u4e00-\u9fff][\s\d（(][\u4e00-\u9fff]|[A-Za-z]{3}")
_OF_PERFORMANCE: tuple[State, str] = ("not_understood", "performance")
_Place = tuple[int, int, int]
"""Table, row and column of a cell."""


@dataclass(slots=True)
class _Kept:
    """What the performance step keeps of a table: numbers by row, texts of the whole form."""

    numbers: dict[int, set[Decimal]] = field(default_factory=dict)
    texts: str = ""


def numbers_of_tables(
    document: Document, interpretation: Interpretation, performance: tuple[PerformanceTable, ...]
) -> tuple[list[AccountedNumber], tuple[tuple[int, TableEnd], ...]]:
    """(each number of each table with its state, each table's index with what it ended as)."""
    figures = {(f.table_index, f.row, f.column): f for s in interpretation.statements for f in s.figures}
    left = {(c.table_index, c.row, c.column): c.reason for s in interpretation.statements for c in s.left}
    codes: dict[tuple[int, int], set[str]] = defaultdict(set)
    for one in (row for s in interpretation.statements for row in s.rows):
        codes[one.table_index, one.row] |= {one.code, one.code2}
    forms = {index for s in interpretation.statements for index in s.table_indexes}
    others = dict(interpretation.other_tables)
    kept = _kept(performance)
    numbers: list[AccountedNumber] = []
    ends: list[tuple[int, TableEnd]] = []
    for table in document.tables:
        what = others.get(table.index, "")
        if table.index in forms:
            found = list(_of_form(table, figures, left, codes))
            end: TableEnd = "statement"
        elif what == "performance":
            found, end = list(_of_performance(table, kept.get(table.index, _Kept()))), "performance"
        else:
            end, rest = _ENDS.get(what, ("unknown", _PLAIN_NUMBERS))
            found = list(_of_other(table, rest))
            if end == "text" and any(number.state not in _NO_STATEMENT for number in found):
                end = "unknown"
        numbers += found
        ends.append((table.index, end))
    return numbers, tuple(ends)


def _of_form(
    table: Table,
    figures: Mapping[_Place, Figure],
    left: Mapping[_Place, str],
    codes: Mapping[tuple[int, int], set[str]],
) -> Iterator[AccountedNumber]:
    """The numbers of a form's table; `codes`: table and row → the codes that the row was read with, which its label may hold."""
    places = [(r, c) for index, r, c in figures if index == table.index]
    first_row = min((r for r, _ in places), default=len(table.rows))
    columns = {c for _, c in places}
    for r, c, text in _cells(table):
        place = (table.index, r, c)
        if figure := figures.get(place):
            state: tuple[State, str] = ("doubtful", figure.doubt) if figure.doubt else ("figure", "")
            yield _whole(table, r, c, text, *state)
        elif (reason := left.get(place, "text")) in _CODES and _FIRST_WORD.match(text.strip()):
            yield from _by_words(table, r, c, text, _LABEL)
        elif reason in _REASONS:
            yield _whole(table, r, c, text, *_REASONS[reason])
        elif reason == "not_understood":
            yield _whole(table, r, c, text, "not_understood", "cell")
        elif is_nothing(text):
            yield _whole(table, r, c, text, "set_aside", "nothing_printed")
        else:
            among_figures = c in columns and r >= first_row and text.strip()[0].isdecimal()
            is_label = _WORD.search(text) is not None and not among_figures
            own = codes.get((table.index, r), set())
            yield from _by_words(table, r, c, text, _LABEL if is_label else _NO_LABEL, codes=own)


def _of_performance(table: Table, kept: _Kept) -> Iterator[AccountedNumber]:
    """Numbers that the form's record holds are its indicators; a number by itself must stand in its row, one in a text in any text that is kept."""
    repeats = _repeating_rows(table, kept)
    for r, c, text in _cells(table):
        number = parse_number(text)
        if number is not None and r in repeats:
            yield _whole(table, r, c, text, "set_aside", "repeated_row")
        elif number is not None:
            is_kept = number.value in kept.numbers.get(r, ()) or compact(text) in kept.texts
            yield _whole(table, r, c, text, *(("indicator", "") if is_kept else _run_or(table, r, c, _OF_PERFORMANCE)))
        elif compact(text) in kept.texts:
            yield from _of_kept_text(table, r, c, text)
        else:
            yield from _by_words(table, r, c, text, _OF_PERFORMANCE, kept)


def _of_kept_text(table: Table, r: int, c: int, text: str) -> Iterator[AccountedNumber]:
    """The numbers of a cell whose text the form's record holds whole: targets, results, goals, reasons; their ordinals and dates are these."""
    plain = half_width(text)
    told = Told(plain)
    for number in numbers_in(plain):
        yield _placed(table, r, c, text, number.text, number.runs, *(told.surely(number) or ("indicator", "text")))


def _repeating_rows(table: Table, kept: _Kept) -> set[int]:
    """Rows of which nothing is kept because another row prints the same numbers: a sum without a name above the one with it."""
    found = set()
    for r, row in enumerate(table.rows):
        numbers = {number.value for text in row for number in [parse_number(text)] if number is not None}
        others = (values for other, values in kept.numbers.items() if other != r)
        if len(numbers) > _LEAST_REPEATED and not kept.numbers.get(r) and any(numbers <= values for values in others):
            found.add(r)
    return found


def _kept(performance: tuple[PerformanceTable, ...]) -> dict[int, _Kept]:
    """Table → what the performance forms that stand in it hold."""
    found: dict[int, _Kept] = {}
    for form in performance:
        texts = [
            form.title,
            form.project,
            form.printed_project,
            form.supervisor,
            form.implementer,
            form.expected_goal,
            form.actual_goal,
        ]
        for one in form.indicators:
            row = found.setdefault(one.table_index, _Kept()).numbers.setdefault(one.row, set())
            row |= {value for value in (one.weight, one.score) if value is not None}
            texts += [one.level1, one.level2, one.name, one.target, one.actual, one.reason, one.remark]
            row |= {
                number.value
                for text in (one.target, one.actual)
                for number in [parse_number(text)]
                if number is not None
            }
        for line in form.money:
            row = found.setdefault(line.table_index, _Kept()).numbers.setdefault(line.row, set())
            amounts = (
                line.initial_budget,
                line.annual_budget,
                line.executed,
                line.weight,
                line.execution_rate,
                line.score,
            )
            row |= {value for value in amounts if value is not None}
            texts += [line.label, line.task]
        if form.total_row is not None and form.table_indexes:
            totals = found.setdefault(form.table_indexes[-1], _Kept()).numbers.setdefault(form.total_row, set())
            totals |= {value for value in (form.total_weight, form.total_score) if value is not None}
        for index in form.table_indexes:
            found.setdefault(index, _Kept()).texts += "\n".join(compact(text) for text in texts if text) + "\n"
    return found


def _of_other(table: Table, rest: tuple[State, str]) -> Iterator[AccountedNumber]:
    for r, c, text in _cells(table):
        if parse_number(text) is not None and rest[0] == "not_understood":
            told = Told(half_width(text)).surely(next(numbers_in(half_width(text))))
            state = told if told and told[1] != "page" else _run_or(table, r, c, rest)
            yield _whole(table, r, c, text, *state)
        else:
            yield from _by_words(table, r, c, text, rest)


def _run_or(table: Table, r: int, c: int, rest: tuple[State, str]) -> tuple[State, str]:
    """An ordinal where the column counts its rows (1, 2, 3 …) there, else `rest`."""
    column = [row[c].strip() for row in table.rows]
    numbers = [(i, int(text)) for i, text in enumerate(column) if text.isdecimal() and len(text) < 4]
    if not any(i == r for i, _ in numbers):
        return rest
    if any(column_kind(read_cell(text).folded) == "line_number" for text in column[:r]):
        return "ordinal", "row"
    steps = [a[1] + 1 == b[1] for a, b in itertools.pairwise(numbers)]
    counts = len(steps) >= _LEAST_RUN and all(steps) and numbers[0][1] == 1
    return ("ordinal", "row") if counts else rest


def _by_words(
    table: Table,
    r: int,
    c: int,
    text: str,
    rest: tuple[State, str],
    kept: _Kept | None = None,
    codes: Collection[str] = (),
) -> Iterator[AccountedNumber]:
    """Each number of a cell by the words around it; the state `rest` where they tell nothing. One of `codes` is a code."""
    plain = half_width(text)
    told = Told(plain)
    for number in numbers_in(plain):
        state = told.surely(number) or told.otherwise(number, "performance") or rest
        if number.text in codes:
            state = _CODE
        if (
            state[0] == "not_understood"
            and kept
            and (number.value in kept.numbers.get(r, ()) or _phrase(plain, number) in kept.texts)
        ):
            state = ("indicator", "text")
        yield _placed(table, r, c, text, number.text, number.runs, *state)


def _phrase(text: str, number: Found) -> str:
    """The number with some characters before and behind it, as texts are kept."""
    return compact(text[max(0, number.start - 4) : number.end + 2])


def _whole(table: Table, r: int, c: int, text: str, state: State, rule: str) -> AccountedNumber:
    """The one number of a cell, however it is printed."""
    return _placed(table, r, c, text, text.strip(), count_runs(text), state, rule)


def _placed(table: Table, r: int, c: int, cell: str, text: str, runs: int, state: State, rule: str) -> AccountedNumber:
    return AccountedNumber(
        state, rule, text, runs, table.position, table.page_of(c), table.index, r, c, " ".join(cell.split())
    )


def _cells(table: Table) -> Iterator[tuple[int, int, str]]:
    """(row, column, text) of the cells with a digit or a numeral that counts."""
    for r, row in enumerate(table.rows):
        for c, text in enumerate(row):
            if _DIGIT.search(text) or (len(text) > 2 and any(numbers_in(half_width(text)))):
                yield r, c, text
