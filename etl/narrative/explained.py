"""Slips in what is explained: a reason that says the contrary of its change (减少，主要原因是人员增加), and a large difference without a reason in a
report that gives those of most others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from statistics import median

from etl.narrative.grammar import step_pattern, step_rules
from etl.narrative.metrics import (
    AMOUNT,
    BUDGET,
    BUDGETS,
    CHANGE_AMOUNT,
    CHANGE_RATE,
    COMPLETION,
    DIFFERENCE_AMOUNT,
    DIFFERENCE_RATE,
    OUTTURNS,
)
from etl.narrative.model import Disclosure, Slip
from etl.narrative.sections import Section
from etl.narrative.sentences import Sentence
from etl.words.units import YUAN

_SAID = step_pattern("explained.said")
_MORE = step_pattern("explained.more")
_LESS = step_pattern("explained.less")
_ANOTHER_WAY = step_pattern("explained.another_way")
_CLAUSE = step_pattern("explained.clause")
_LEAD = step_pattern("explained.lead")
_ASIDE = step_pattern("explained.aside")
_END = step_pattern("explained.end")
_GIVEN = step_pattern("explained.given")
_BARE = step_pattern("explained.bare")

_DIFFERENCES = frozenset({CHANGE_AMOUNT, CHANGE_RATE, DIFFERENCE_AMOUNT, DIFFERENCE_RATE})
_WHOLE = Decimal(100)
"""The rate of completion, in %, of a budget that is spent exactly."""

_LARGE = Decimal(10)
"""From so many % on a difference is a large one."""
_LEAST = Decimal(10_000)
"""Yuan below which nobody asks for a reason."""
_OTHERS = 4
"""So many differences of a report have reasons where the one without is missed, and so many times as many as those without."""


def against_their_sign(sentences: Sequence[Sentence], disclosures: Sequence[Disclosure]) -> Iterator[Slip]:
    """Reasons of which each clause says the contrary of the only direction that their sentence states, or the one before it where theirs says nothing else.

    Amounts of the paragraph have to go the way of the word. Where they go the other, the word is wrong and the reason isn't: other rules tell that.
    Where there are none, the word may be of anything.
    """
    ways = _ways(sentences, disclosures)
    before: Sentence | None = None
    for sentence in sentences:
        found = _SAID.search(sentence.text)
        if found is not None:
            lead = found["lead"]
            if not lead and before is not None and before.paragraph == sentence.paragraph:
                lead = before.text
            said = _direction(sentence.section.title, _ASIDE.sub("", lead))
            if (
                said is not None
                and said[0] in ways.get(sentence.paragraph, ())
                and _is_contrary(found["reason"], said[0])
            ):
                yield Slip(
                    sentence.position, sentence.page, "reason_against_sign", found["reason"], said[1], sentence.printed
                )
        before = sentence


def _ways(sentences: Sequence[Sentence], disclosures: Sequence[Disclosure]) -> dict[int, set[str]]:
    """The ways (more, less) that the differences stated in each paragraph go."""
    paragraphs = {sentence.position: sentence.paragraph for sentence in sentences}
    ways: dict[int, set[str]] = {}
    for group in _groups(disclosures):
        if group[0].position not in paragraphs:
            continue
        moved = _moved(group)
        signs = [moved[0]] if moved is not None else [_sign(said) for said in group]
        ways.setdefault(paragraphs[group[0].position], set()).update(
            "more" if sign > 0 else "less" for sign in signs if sign
        )
    return ways


def _sign(said: Disclosure) -> Decimal:
    """Above or below 0 as a stated difference or a rate of completion says more or less; 0 where it says none."""
    if said.metric == COMPLETION and said.unit == "%":
        return said.value - _WHOLE
    return said.value if said.metric in _DIFFERENCES else Decimal(0)


def _groups(disclosures: Iterable[Disclosure]) -> list[list[Disclosure]]:
    """The statements of each group, in reading order."""
    groups: dict[int, list[Disclosure]] = {}
    for said in disclosures:
        groups.setdefault(said.group, []).append(said)
    return list(groups.values())


def _direction(title: str, lead: str) -> tuple[str, str] | None:
    """The way (more, less) that words before a reason state and the word; None where they state both or none, or where more may come of less."""
    more, less = _MORE.search(lead), _LESS.search(lead)
    said = more or less
    if said is None or (more and less) or _ANOTHER_WAY.search(title + lead):
        return None
    return "more" if more else "less", said["word"] or said[0]


@cache
def _moves(way: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rule["pattern"]) for rule in step_rules("explained.moves") if rule["way"] == way)


def _is_contrary(reason: str, way: str) -> bool:
    """Whether all that a reason says lets expenditure go the other way than `way` (more, less)."""
    other = "less" if way == "more" else "more"
    clauses = [_END.sub("", _LEAD.sub("", clause)) for clause in _CLAUSE.split(reason)]
    told = [clause for clause in clauses if clause]
    return bool(told) and all(any(move.fullmatch(clause) for move in _moves(other)) for clause in told)


@dataclass(frozen=True, slots=True)
class _Difference:
    """A subject's difference in yuan and %, from budget or last year, and whether its part of the prose may give a reason."""

    said: Disclosure
    amount: Decimal
    percent: Decimal
    is_explained: bool
    is_from_budget: bool


def left_without_reason(sentences: Sequence[Sentence], disclosures: Sequence[Disclosure]) -> Iterator[Slip]:
    """Large differences without a reason in reports that explain those of at least four other subjects, smaller ones among them."""
    everything = list(_differences(sentences, disclosures))
    for is_from_budget in (True, False):
        differences = [one for one in everything if one.is_from_budget is is_from_budget]
        explained = [one for one in differences if one.is_explained]
        left = [one for one in differences if not one.is_explained]
        if not left or len(explained) < _OTHERS * len(left):
            continue
        usual = median(one.percent for one in explained)
        for one in left:
            if one.percent >= max(_LARGE, usual) and one.amount >= _LEAST:
                subject = one.said.item.rpartition("/")[2]
                yield Slip(
                    one.said.position, one.said.page, "reason_left_out", subject, f"{one.percent:.2f}%",
                    one.said.sentence,
                )  # fmt: skip


def _differences(sentences: Sequence[Sentence], disclosures: Sequence[Disclosure]) -> Iterator[_Difference]:
    """The differences of the subjects (类/款/项) that have paragraphs of their own, in reading order."""
    paragraphs = {sentence.position: sentence.paragraph for sentence in sentences}
    texts: dict[int, str] = {}
    sections: dict[int, Section] = {}
    for sentence in sentences:
        texts[sentence.paragraph] = texts.get(sentence.paragraph, "") + sentence.text
        sections[sentence.paragraph] = sentence.section
    groups = _groups(said for said in disclosures if "/" in said.item)
    firsts = [paragraphs.get(group[0].position, -1) for group in groups]
    begun = Counter(firsts)
    for group, first, after in zip(groups, firsts, [*firsts, -1][1:], strict=True):
        moved = _moved(group)
        if moved is None or begun[first] > 1 or first < 0:
            continue
        part = range(first, after) if after > first else _to_end_of_section(first, sections)
        text = "".join(texts.get(number, "") for number in part)
        amount, base, is_from_budget = moved
        is_explained = is_told(text, group[0].printed)
        yield _Difference(group[0], abs(amount), abs(amount) / base * 100, is_explained, is_from_budget)


def _to_end_of_section(first: int, sections: Mapping[int, Section]) -> range:
    """The paragraphs from `first` to the last of its section."""
    end = first
    while sections.get(end) == sections[first]:
        end += 1
    return range(first, end)


def is_told(text: str, stated: str = "") -> bool:
    """Whether a subject's part of the prose may explain its difference: by a word of reasons, or by any word behind the first amount `stated` that
    isn't of numbers, comparisons and purposes."""
    return bool(_GIVEN.search(text) or _BARE.sub("", text.partition(stated)[2] if stated else text))


def _moved(group: Sequence[Disclosure]) -> tuple[Decimal, Decimal, bool] | None:
    """By how many yuan the amount of a group differs, from how many, and whether these are the budget (else last year's); None where both aren't
    stated or nothing is different."""
    amounts = {said.metric: said.value * YUAN[said.unit] for said in reversed(group) if said.unit in YUAN}
    budget = next((amounts[metric] for metric in BUDGETS if metric in amounts), None)
    outturn = next((amounts[metric] for metric in OUTTURNS if metric in amounts), None)
    change = amounts.get(CHANGE_AMOUNT)
    if budget is not None and outturn is not None:
        base, amount, is_from_budget = budget, outturn - budget, True
    elif change is not None and (now := amounts.get(AMOUNT, amounts.get(BUDGET, outturn))) is not None:
        base, amount, is_from_budget = now - change, change, False
    else:
        return None
    return (amount, base, is_from_budget) if base > 0 and amount else None
