"""What the account gives: how many numbers have each state, where those are that nobody understood, and what each table ended as. No database here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

State = Literal[
    "figure",
    "disclosure",
    "indicator",
    "date",
    "ordinal",
    "code",
    "line_number",
    "reference",
    "threshold",
    "set_aside",
    "doubtful",
    "not_understood",
]
STATES: dict[State, str] = {
    "figure": "a figure of a form",
    "disclosure": "a number that the prose states",
    "indicator": "a number of a performance table",
    "date": "a year, day or month",
    "ordinal": "the number of an item, part or page",
    "code": "a code, or a part of one",
    "line_number": "the number that a form gives a row or column",
    "reference": "the number of a law, form, page, telephone or address",
    "threshold": "a limit, from which on something holds",
    "set_aside": "left out by a rule, which has a name",
    "doubtful": "a figure or statement to be compared with the page",
    "not_understood": "nothing explains it",
}
"""The states in the order in which they are shown, with what each says."""

LISTED: frozenset[State] = frozenset({"doubtful", "not_understood"})
"""States whose numbers are listed one by one, wherever they stand; the others are counted, but for what a rule sets aside in the prose, which is listed too: no
number of a sentence is left out in silence."""

LISTED_ELSEWHERE = frozenset({"sentence", "cell", "unknown_table"})
"""Where numbers stand that are not understood and that the steps before list, with the sentence, form or table."""

TableEnd = Literal["statement", "performance", "units", "contents", "hidden", "unproven", "unknown", "text"]
"""What a table ended as; `text` has no number but dates, ordinals, codes and references."""


@dataclass(frozen=True, slots=True)
class AccountedNumber:
    """A number and its state. `rule` says why, where a state has several ways; of one not understood where it stands: `sentence` of the prose, `line`
    outside its sentences, `numeral`, `cell` of a form, `label` (a cell of a form without a word), `performance`, `units`, `unknown_table`. `text` is the number as printed.

    It stands in a paragraph (`position`), or in a cell (`table_index`, `row`, `column`, from 0); `position` of a cell is that of its table.
    `runs`: how many runs of digits it is printed as (1,234.50 has three, 九百万元 none). `around`: the sentence or cell that it stands in.
    """

    state: State
    rule: str
    text: str
    runs: int
    position: int
    page: int | None = None
    table_index: int | None = None
    row: int | None = None
    column: int | None = None
    around: str = ""

    @property
    def is_listed(self) -> bool:
        """Whether the number is listed, with its place: doubtful, not understood, or of the prose and set aside."""
        return self.state in LISTED or (self.state == "set_aside" and self.table_index is None)

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        if self.table_index is None or self.row is None or self.column is None:
            where = f"paragraph {self.position}"
        else:
            where = f"table {self.table_index + 1}, row {self.row + 1}, column {self.column + 1}"
        return f"page {self.page}, {where}" if self.page else where


@dataclass(frozen=True, slots=True)
class NumberCount:
    """How many numbers of a report have a state by a rule ("" where a state needs none), and in how many runs of digits they are printed."""

    state: State
    rule: str
    numbers: int
    runs: int


@dataclass(frozen=True)
class Account:
    """All numbers of a report: counted by state and rule, those that are listed (`is_listed`) with their places, and each table with what it ended as."""

    counts: tuple[NumberCount, ...] = ()
    listed: tuple[AccountedNumber, ...] = ()
    tables: tuple[tuple[int, TableEnd], ...] = ()

    @cached_property
    def by_state(self) -> dict[State, int]:
        """State → how many numbers have it, every state in the order of STATES."""
        found: dict[State, int] = dict.fromkeys(STATES, 0)
        for count in self.counts:
            found[count.state] += count.numbers
        return found

    @property
    def total(self) -> int:
        """How many numbers the document has."""
        return sum(count.numbers for count in self.counts)

    @property
    def runs(self) -> int:
        """In how many runs of digits they are printed: what an independent count of the document gives."""
        return sum(count.runs for count in self.counts)

    @property
    def share_set_aside(self) -> float:
        """The share of all numbers that a rule set aside, 0 for a document without numbers."""
        return self.by_state["set_aside"] / self.total if self.total else 0.0


def counted(numbers: Iterable[AccountedNumber]) -> tuple[tuple[NumberCount, ...], tuple[AccountedNumber, ...]]:
    """(counts by state and rule in the order of STATES, the listed numbers in the order given)."""
    found: dict[tuple[State, str], list[int]] = defaultdict(lambda: [0, 0])
    listed = []
    for number in numbers:
        pair = found[number.state, number.rule]
        pair[0] += 1
        pair[1] += number.runs
        if number.is_listed:
            listed.append(number)
    order = list(STATES)
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    return tuple(NumberCount(*key, *found[key]) for key in keys), tuple(listed)
