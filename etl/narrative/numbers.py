"""The account of a sentence's numbers: what became of each digit run, so that none is left in silence.

The readers tell what they made of the numbers that they met (`note`); what they never look at is told here by the words around it: a date, an
ordinal, the number of a document. What remains is not understood, or set aside by a rule that has a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from etl.narrative.grammar import step_pattern, step_rules
from etl.narrative.sentences import Sentence
from etl.words.numbers import DIGITS

State = Literal[
    "disclosure", "date", "ordinal", "reference", "code", "threshold", "name", "set_aside", "not_understood"
]

STATED: State = "disclosure"
LEFT: State = "not_understood"

_RUN = re.compile(DIGITS)
_AROUND = 12
"""How many characters around a number tell what it is."""
_KINDS: tuple[tuple[State, str, str], ...] = (
    ("ordinal", "ordinal_before", ""),
    ("date", "date_before", "date_behind"),
    ("reference", "reference_before", "reference_behind"),
    ("code", "", "code"),
    ("threshold", "threshold_before", "threshold_behind"),
    ("name", "name_before", "name_behind"),
)
"""What a number is, by what stands before or behind it; the first that fits."""


def _pattern(key: str) -> re.Pattern[str] | None:
    return step_pattern(f"numbers.{key}") if key else None


_PATTERNS = tuple((state, _pattern(before), _pattern(behind)) for state, before, behind in _KINDS)
_ORDINAL = step_pattern("numbers.ordinal")
_ALONE = step_pattern("numbers.ordinal_alone")
_UNITS = step_pattern("numbers.units_behind")
_UNITS_BEFORE = step_pattern("numbers.units_before")
_OF_UNITS = step_pattern("numbers.of_units")
_MARKED = step_pattern("numbers.marked_ordinal")
_BARE_CODE = step_pattern("numbers.bare_code")
_AMONG = tuple((cast("State", rule["state"]), re.compile(rule["pattern"])) for rule in step_rules("numbers.among"))
_DURATION = step_pattern("numbers.duration_behind")
_STANDARD_BEHIND = step_pattern("numbers.standard_behind")
_STANDARD_BEFORE = step_pattern("numbers.standard_before")
_STANDARD_OF = step_pattern("numbers.standard_of")
_ROUNDING_BEHIND = step_pattern("numbers.rounding_behind")
_ROUNDING_BEFORE = step_pattern("numbers.rounding_before")
_DIFFERENCE_BEFORE = step_pattern("numbers.difference_before")
_ROUNDED = step_pattern("numbers.rounded")
_PREMISES_BEHIND = step_pattern("numbers.premises_behind")
_PREMISES_BEFORE = step_pattern("numbers.premises_before")
_PREMISES_MEASURE = step_pattern("numbers.premises_measure")
_ACHIEVED_BEHIND = step_pattern("numbers.achieved_behind")
_STATED_COUNT = step_pattern("numbers.stated_count")
_STATED_BEFORE = step_pattern("numbers.stated_before")
_PURPOSE_BEFORE = step_pattern("numbers.purpose_before")
ACHIEVED = "statistics"
"""The rule that sets aside what an agency achieved."""
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_LASTS = step_pattern("numbers.lasts")


@dataclass(frozen=True, slots=True)
class NumberRead:
    """What became of one number of the prose.

    `position` is the paragraph in which its sentence begins, `printed` the digits. `rule` names what set it aside: `reason` and `purpose` (a number of
    the words that explain), `units` (how many units the report is of), `served` (people whom the agency serves: 学生), `premises` (its grounds, classes, beds), `duration`, `standard` (what one costs, a rate by which is reckoned), `rounding`, `section` (a section that states no money), `statistics` (what an agency achieved, in measures
    of which no form knows any: 惠及6,240户).
    """

    position: int
    printed: str
    state: State
    rule: str = ""


class Account:
    """Takes down what became of the numbers of the sentence that is being read, in the order in which they stand."""

    def __init__(self) -> None:
        self.numbers: list[NumberRead] = []
        self._noted: list[tuple[str, State, str, bool]] = []

    def note(self, text: str, state: State, rule: str = "", due: bool = False) -> None:
        """Take down what a number became. `text`: the digits and what stands beside them; without digits there is nothing to take down.

        `due`: no rule sets it aside, reports have to state it.
        """
        if found := _RUN.search(text):
            self._noted.append((found[0], state, rule, due))

    def close(self, sentence: Sentence, rule: str = "") -> bool:
        """Close the account of a sentence; `rule` sets aside what nothing else explains. Returns whether a number is not understood."""
        noted = iter(self._noted)
        following = next(noted, None)
        left = False
        runs = list(_RUN.finditer(sentence.text))
        last = {run[0]: run.start() for run in runs}
        for run in runs:
            state, why, due = LEFT, "", False
            # The number of the same digits that was taken down may stand behind a date: 8 of 截至8月31日，共有车辆8辆.
            is_noted = following is not None and following[0] == run[0]
            if is_noted and last[run[0]] > run.start() and kind_of_number(sentence.text, run) == "date":
                is_noted = False
            if following and is_noted:
                _, state, why, due = following
                following = next(noted, None)
            if state == LEFT and not due:
                state = kind_of_number(sentence.text, run) or state
            if state == LEFT and (why := _why_set_aside(sentence.text, run, rule, due)):
                state = "set_aside"
            self.numbers.append(NumberRead(sentence.position, run[0], state, why))
            left |= state == LEFT
        self._noted = []
        return left


def _why_set_aside(text: str, run: re.Match[str], rule: str, due: bool) -> str:
    """The rule that sets a number aside which nothing else explains, "" where none does; one that is `due` may only be a standard or rounding."""
    before, rest = text[max(0, run.start() - _AROUND) : run.start()], text[run.end() : run.end() + _AROUND]
    if _STANDARD_BEHIND.match(rest) or _STANDARD_BEFORE.search(before) or _STANDARD_OF.match(text):
        return "standard"
    if _ROUNDING_BEHIND.match(rest) or _ROUNDING_BEFORE.search(before):
        return "rounding"
    # A difference is of rounding where the sentence says so: 差异140万元 is one from a budget.
    if _DIFFERENCE_BEFORE.search(before) and _ROUNDED.search(text):
        return "rounding"
    if due:
        return ""
    if _counts_units(text, run):
        return "units"
    if _PREMISES_BEHIND.match(rest) or (_PREMISES_BEFORE.search(before) and _PREMISES_MEASURE.match(rest)):
        return "premises"
    if _DURATION.match(rest) and not _YEAR.fullmatch(run[0]):
        return "duration"
    if not rule and 0 <= _first_purpose(text) < run.start():
        return "purpose"
    return rule or (ACHIEVED if _is_achieved(text, run) else "")


def _is_achieved(text: str, run: re.Match[str]) -> bool:
    """Whether a number tells what an agency achieved, by its measure: 惠及6,240户; not people, visits and events of kinds that reports state."""
    rest = text[run.end() : run.end() + _AROUND]
    return _ACHIEVED_BEHIND.match(rest) is not None and not (
        _STATED_COUNT.match(rest) and _STATED_BEFORE.search(text[: run.start()])
    )


def counts_units(rest: str, unit: str) -> bool:
    """Whether a number and its unit count the units or offices that a report is of, by what follows them: 4 个 预算单位."""
    return _UNITS.match(unit + rest) is not None


def _counts_units(text: str, run: re.Match[str]) -> bool:
    """Whether a number counts units, by what follows it or what stands before it: 4个预算单位, 单位共4个."""
    before, rest = text[max(0, run.start() - _AROUND) : run.start()], text[run.end() : run.end() + _AROUND]
    return _UNITS.match(rest) is not None or (_UNITS_BEFORE.search(before) is not None and not _OF_UNITS.match(rest))


def runs_in(text: str) -> Iterator[re.Match[str]]:
    """The numbers of a text in digits, in order."""
    return _RUN.finditer(text)


def kind_of_number(text: str, run: re.Match[str]) -> State | None:
    """What a number is by the words around it, None where it may count something."""
    for start, end, among in _among(text):
        if start <= run.start() < end:
            return among
    before, rest = text[max(0, run.start() - _AROUND) : run.start()], text[run.end() : run.end() + _AROUND]
    if _ORDINAL.match(text[run.start() : run.end() + 1]) and (not before or _ALONE.search(before)):
        return "ordinal"
    if _MARKED.match(before[-1:] + run[0] + rest):
        return "ordinal"
    for state, behind_it, ahead in _PATTERNS:
        if state == "date" and ("." in run[0] or (_LASTS.match(rest) and not _YEAR.fullmatch(run[0]))):
            continue
        if state == "code" and _BARE_CODE.match(run[0] + rest):
            return state
        if (behind_it and behind_it.search(before)) or (ahead and ahead.match(rest)):
            return state
    return None


@lru_cache(maxsize=64)
def _among(text: str) -> tuple[tuple[int, int, State], ...]:
    """Where words of a text say of all numbers among them what they are: (start, end, state), the first pattern's first."""
    return tuple((*match.span(), state) for state, pattern in _AMONG for match in pattern.finditer(text))


@lru_cache(maxsize=64)
def _first_purpose(text: str) -> int:
    """Where a text begins to say what money was for, -1 if nowhere."""
    found = _PURPOSE_BEFORE.search(text)
    return found.start() if found else -1
