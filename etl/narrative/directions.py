"""Words that set an amount against the budget or last year without saying by how much (决算数小于预算数, 比上年有所增加): what each says, and of which
statements; often in a sentence of its own, behind the amounts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from etl.narrative.drafts import NEAR, Draft
from etl.narrative.grammar import step_pattern
from etl.narrative.metrics import AMOUNT, ANNUAL_BUDGET, BUDGET, BUDGETS, INITIAL_BUDGET, OUTTURNS, PRIOR
from etl.narrative.reading import Reading
from etl.narrative.subjects import Subject, clean_subject

_WORDS = (
    ("increase", step_pattern("directions.over")),
    ("decrease", step_pattern("directions.under")),
    ("unchanged", step_pattern("directions.even")),
)
_MOVES = (("increase", step_pattern("directions.more")), ("decrease", step_pattern("directions.less")))
_AGAINST_BUDGET = step_pattern("directions.against_budget")
_AGAINST_PRIOR = step_pattern("directions.against_prior")
_BEFORE = step_pattern("directions.unsaid_before")
_BEHIND = step_pattern("directions.unsaid_behind")
_INITIAL = step_pattern("directions.initial")
_ADJUSTED = step_pattern("directions.adjusted")
_CLAUSE = re.compile("[^，。；：]*$")
_STATED = frozenset({*BUDGETS, *OUTTURNS})
_OF_YEAR = frozenset({AMOUNT, BUDGET, *OUTTURNS})
"""What is set against a budget, and what against last year."""


@dataclass(frozen=True, slots=True)
class Direction:
    """One such phrase: increase (above what it is set against), decrease or unchanged; the metric of the budget it names ("" for any), or 上年数; and
    where it stands."""

    direction: str
    budget: str
    printed: str
    start: int


def directions(text: str) -> list[Direction]:
    """The phrases of a normalised text, in order; none where the choice is left open, taken back, or followed by the difference itself.

    >>> [(d.direction, d.printed) for d in directions("决算数小于年初预算数的主要原因是节约")]
    [('decrease', '决算数小于年初预算数')]
    """
    found = []
    for direction, pattern in _WORDS:
        for match in pattern.finditer(text):
            if _BEFORE.search(text[: match.start()]) or _BEHIND.match(text[match.end() :]):
                continue
            found.append(Direction(direction, _budget(match[0]), match[0], match.start()))
    for direction, pattern in _MOVES:
        for match in pattern.finditer(text):
            lead = text[: match.start()]
            against = _AGAINST_PRIOR.search(lead) or _AGAINST_BUDGET.search(lead)
            if against is None or _BEFORE.search(lead) or _BEHIND.match(text[match.end() :]):
                continue
            base = PRIOR if _AGAINST_PRIOR.search(lead) else _budget(against[0])
            found.append(Direction(direction, base, against[0] + match[0], against.start()))
    return sorted(found, key=lambda one: one.start)


def _budget(words: str) -> str:
    """The metric of the budget that words name, "" for any."""
    return INITIAL_BUDGET if _INITIAL.search(words) else ANNUAL_BUDGET if _ADJUSTED.search(words) else ""


class Directions:
    """Keeps as remarks what such phrases say, each with the group of statements that it is about."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def read(self, part: str, carried: tuple[Subject, ...], before: int) -> None:
        """Read a part of a sentence; `carried`: the subjects that it began with, `before`: how many statements there were."""
        for said in directions(part):
            metrics = _OF_YEAR if said.budget == PRIOR else _STATED
            if draft := self._about(part[: said.start], carried, before, metrics):
                self.reading.compare(draft, said.direction, said.budget, said.printed)

    def _about(self, lead: str, carried: tuple[Subject, ...], before: int, metrics: frozenset[str]) -> Draft | None:
        """A statement of the group that a phrase speaks of: of the subject that its clause names, else of what its part stated, else of the
        subject carried, or of the whole whose parts were told (其中：…) where only that states both amounts; None where either may be meant."""
        clause = _CLAUSE.search(lead)
        named, _ = clean_subject(clause[0] if clause else "", self.reading.words)
        new = [draft for draft in self.reading.drafts.all[before:] if draft.metric in metrics]
        if named and self.reading.is_money_noun(named):
            return self._last(lambda draft: draft.item.endswith(named), metrics)
        if new:
            return new[-1]
        meant = [subjects[0].item for subjects in (carried, self.reading.context.parents) if len(subjects) == 1]
        found = [draft for item in dict.fromkeys(meant) if (draft := self._last(partial(_is_of, item), metrics))]
        if metrics is _OF_YEAR:
            return next(iter(found), None)
        sides = {draft.item: side for draft in found if (side := self._side(draft)) is not None}
        complete = [draft for draft in found if draft.item in sides]
        if len(set(sides.values())) > 1:
            return None
        return next(iter(complete or found), None)

    def _side(self, draft: Draft) -> int | None:
        """On which side of its budget the outturn of a group lies: 1, 0, -1; None where it doesn't state both."""
        group = [one for one in self.reading.drafts.all[-NEAR:] if one.group == draft.group]
        outturn = next((one.value for one in group if one.metric in OUTTURNS), None)
        budget = next((one.value for one in group if one.metric in BUDGETS), None)
        return None if outturn is None or budget is None else (outturn > budget) - (outturn < budget)

    def _last(self, fits: Callable[[Draft], bool], metrics: frozenset[str]) -> Draft | None:
        section = self.reading.section
        near = reversed(self.reading.drafts.all[-NEAR:])
        return next((d for d in near if d.metric in metrics and d.sentence.section is section and fits(d)), None)


def _is_of(item: str, draft: Draft) -> bool:
    return draft.item == item
