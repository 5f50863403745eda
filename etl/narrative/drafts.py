"""Collects statements while a document is read: numbers their groups, attaches reasons, and freezes them into disclosures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from etl.narrative.lines import plain
from etl.narrative.metrics import AMOUNT, BUDGET, EXPENDITURE_OUTTURN, OUTTURN
from etl.narrative.model import Disclosure
from etl.narrative.sentences import Sentence

NEAR = 60
"""How many statements back the one is looked for that a clause speaks of."""
_MEASURED = frozenset({BUDGET, EXPENDITURE_OUTTURN, OUTTURN})
AMOUNTS = _MEASURED | {AMOUNT}
"""The metrics of an amount of the year."""

_FUNDS = (
    ("general_public", "一般公共预算"),
    ("government_fund", "政府性基金"),
    ("state_capital", "国有资本经营"),
    ("fiscal", "财政拨款"),
)


def this_year(kind: str) -> tuple[str, ...]:
    """The metrics that state the amount of the report's own year, in a report of this kind."""
    return (AMOUNT, BUDGET) if kind == "budget" else (AMOUNT, EXPENDITURE_OUTTURN, OUTTURN)


@dataclass(slots=True)
class Draft:
    """A disclosure while its reason may still follow."""

    sentence: Sentence
    item: str
    code: str
    metric: str
    value: Decimal
    unit: str
    topic: str
    group: int
    printed: str
    direction: str = ""
    reason: str = ""
    base: str = ""
    within: int = 0  # in how many open brackets it stands

    def frozen(self) -> Disclosure:
        """The finished disclosure."""
        return Disclosure(
            position=self.sentence.position,
            page=self.sentence.page,
            section=self.sentence.section.title,
            item=self.item,
            item_code=self.code,
            metric=self.metric,
            value=self.value,
            unit=self.unit,
            sentence=self.sentence.printed,
            topic=self.topic,
            group=self.group,
            direction=self.direction,
            reason=self.reason,
            printed=self.printed,
            fund=fund_of(self.item, self.sentence.section.title),
            base=self.base,
        )


def fund_of(item: str, section: str) -> str:
    """The fund that an item or, where it names none, its section speaks of; "" where neither does."""
    for text in (item, section):
        found = [(plain(text).find(word), fund) for fund, word in _FUNDS if word in plain(text)]
        if found:
            return min(found)[1]
    return ""


class Drafts:
    """The statements of a document in reading order."""

    def __init__(self) -> None:
        self.all: list[Draft] = []
        self._next = 0
        self._open: dict[str, tuple[int, set[str]]] = {}

    def new_paragraph(self) -> None:
        """Groups end with their paragraph."""
        self._open = {}

    def add(
        self,
        sentence: Sentence,
        item: str,
        code: str,
        metric: str,
        value: Decimal,
        unit: str,
        topic: str,
        printed: str,
        base: str = "",
        direction: str = "",
        within: int = 0,
    ) -> Draft:
        """Add a statement to the group of its item in this paragraph; a metric that the group has begins another."""
        number, metrics = self._open.get(item, (-1, set()))
        again = sentence.paragraph if metric in _MEASURED else None
        said = next(
            (
                d
                for d in self.group(item)
                if d.metric == metric and (d.sentence is sentence or again == d.sentence.paragraph)
            ),
            None,
        )
        if said is not None and said.value == value and said.unit == unit:
            return said  # said twice: in the sentence, or an amount in its paragraph, before what it is compared with
        if number < 0 or metric in metrics:
            number, metrics = self._next, set()
            self._next += 1
            self._open[item] = (number, metrics)
        metrics.add(metric)
        draft = Draft(
            sentence, item, code, metric, value, unit, topic, number, printed, direction, base=base, within=within
        )
        self.all.append(draft)
        return draft

    def rename(self, draft: Draft, item: str) -> None:
        """Give the statement added last the full name of its item."""
        number, metrics = self._open.pop(draft.item, (-1, set()))
        if len(metrics) > 1:
            self._open[draft.item] = (number, metrics - {draft.metric})
            number, self._next = self._next, self._next + 1
        self._open[item] = (number, {draft.metric})
        draft.item, draft.group = item, number

    def is_open(self, draft: Draft) -> bool:
        """Whether a statement stands in the paragraph that is being read."""
        return self._open.get(draft.item, (-1, set()))[0] == draft.group

    def amount(self, item: str) -> Draft | None:
        """The amount of the year that was stated last for an item."""
        near = reversed(self.all[-NEAR:])
        return next((d for d in near if d.item == item and d.metric in AMOUNTS), None)

    def withdraw(self, since: int) -> None:
        """Take back the statements from number `since` on."""
        for draft in self.all[since:]:
            _, metrics = self._open.get(draft.item, (-1, set()))
            metrics.discard(draft.metric)
        del self.all[since:]

    def stated_beside(self, draft: Draft) -> set[str]:
        """The metrics that the paragraph of a statement states of its item."""
        return {
            d.metric
            for d in self.all[-NEAR:]
            if d.item == draft.item and d.sentence.paragraph == draft.sentence.paragraph
        }

    def group(self, item: str) -> list[Draft]:
        """The open group of an item in this paragraph."""
        number, _ = self._open.get(item, (-1, set()))
        if number < 0:
            return []
        return [draft for draft in self.all[-NEAR:] if draft.group == number]

    def explain(self, items: list[str], metrics: frozenset[str], reason: str) -> list[Draft]:
        """Give the reason to those statements of the items' open groups that have one of the metrics and no reason yet."""
        explained = [
            draft for item in items for draft in self.group(item) if draft.metric in metrics and not draft.reason
        ]
        for draft in explained:
            draft.reason = reason
        return explained


def clean_reason(text: str) -> str:
    """The words of a reason, without the punctuation around them."""
    return re.sub(r"^[是为：，、\s]+|[。；，、：\s]+$", "", text)
