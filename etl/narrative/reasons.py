"""Reads stated reasons (主要原因是…): attaches each to the change or the completion that it explains."""

from __future__ import annotations

import re

from etl.narrative.comparisons import Comparisons
from etl.narrative.counts import Counts
from etl.narrative.drafts import NEAR, Draft, clean_reason
from etl.narrative.grammar import step_pattern
from etl.narrative.lines import plain
from etl.narrative.metrics import (
    AMOUNT,
    BUDGET,
    CHANGE,
    CHANGE_AMOUNT,
    CHANGE_RATE,
    COMPLETION,
    EXECUTION,
    EXPENDITURE_OUTTURN,
    INITIAL_BUDGET,
    OUTTURN,
)
from etl.narrative.reading import PIECES, Reading
from etl.narrative.subjects import Subject, clean_subject, trim
from etl.narrative.tokens import tokens

_PRIOR_YEAR = step_pattern("reasons.prior_year")
_AGAINST_BUDGET = step_pattern("reasons.against_budget")
_END_OF_SUBJECT = step_pattern("reasons.end_of_subject")
_PLAIN_AMOUNTS = (OUTTURN, EXPENDITURE_OUTTURN, BUDGET, INITIAL_BUDGET)


def _is_explicable(draft: Draft) -> bool:
    return draft.metric in CHANGE | EXECUTION or bool(draft.direction)


def _family_of(metric: str) -> frozenset[str]:
    """The metrics that one reason explains together with this one; none for a plain amount."""
    return CHANGE if metric in CHANGE else EXECUTION if metric in EXECUTION else frozenset()


class Reasons:
    """Attaches reasons; `explained` names the items that the last one of this sentence explains."""

    def __init__(self, reading: Reading, comparisons: Comparisons, counts: Counts) -> None:
        self.reading = reading
        self.comparisons = comparisons
        self.counts = counts
        self.explained: list[str] = []

    def attach(self, about: str, marker: str, text: str, before: int) -> None:
        """Attach a stated reason; inside it only full comparisons with a subject of their own are statements."""
        reason = clean_reason(text)
        new = self.reading.drafts.all[before:]
        metrics = self._explained_metrics(about, marker, new)
        items = self._explained_items(about, metrics, new)
        explained = self.reading.drafts.explain(items, metrics, reason) if metrics else []
        self.explained = [d.item for d in explained]
        if not explained and metrics == CHANGE:
            direction = "increase" if self.reading.words.up.search(about) else "decrease" if about else ""
            for item in items or [self.reading.section_item()]:
                self.reading.remark(item, "direction", direction, reason)
        self._inside(text)

    def _explained_metrics(self, about: str, marker: str, new: list[Draft]) -> frozenset[str]:
        """What a reason explains: the change against last year, or how the budget was carried out; by its own words (`about`), else by
        what its sentence stated (`new`), else by the statement before it. Amounts, too, that are said to be not comparable."""
        everything = self.reading.drafts.all
        metrics: frozenset[str] = frozenset()
        if _PRIOR_YEAR.search(about):
            metrics = CHANGE
        elif _AGAINST_BUDGET.search(about):
            metrics = EXECUTION
        elif new or about:
            metrics = _family_of(next((d.metric for d in reversed(new or everything[-NEAR:]) if _is_explicable(d)), ""))
        elif everything and ("原因" in marker or everything[-1].metric not in _PLAIN_AMOUNTS):
            # 主要是… alone explains a change or a completion; after a plain amount it tells what the money was for
            metrics = _family_of(everything[-1].metric)
        if any(d.direction == "not_comparable" for d in new):
            metrics |= {AMOUNT, BUDGET}
        return metrics

    def _explained_items(self, about: str, metrics: frozenset[str], new: list[Draft]) -> list[str]:
        """Whose figures a reason explains: the subject that its words name, else those that its sentence stated, else those carried."""
        items = [subject.item for subject in self.reading.context.subjects]
        named, _ = clean_subject(_END_OF_SUBJECT.split(about)[0], self.reading.words)
        if len(named) >= 3:
            near = (d.item for d in self.reading.drafts.all[-40:])
            items = [item for item in near if plain(named) in plain(item) or plain(item) in plain(named)][-1:] or items
        if new and not named:
            stated = list(dict.fromkeys([d.item for d in new if d.metric in metrics]))
            items = [item for item in items if item in stated] or stated[-len(items) or None :] or items
        return items

    def _inside(self, text: str) -> None:
        """项目支出增加，较上年增加5万元: a comparison whose subject stands in the same clause or the one before it."""
        end = 0
        for token in tokens(text, self.reading.words):
            lead = text[end : token.start]
            end = token.end
            pieces = [piece for piece in PIECES.split(lead) if piece]
            if token.kind == "count" and token.unit in ("批次", "批", "人次") and pieces:
                if not re.search("比|较|增|减", pieces[-1]):
                    self.counts.read(trim(pieces[-1]), token)  # 主要是参加会议，全年累计2批次、5人次
                continue
            if token.kind not in ("money", "percent") or not pieces:
                continue
            own = self.comparisons.change(pieces[-1], token, explicit=True)
            completion = self.reading.words.completion.match(pieces[-1]) if token.kind == "percent" else None
            subject = ""
            if own is not None:
                base, sign, subject = own
                if not subject and len(pieces) > 1 and (m := self.reading.words.direction.search(pieces[-2])):
                    subject = pieces[-2][: m.start()]
                subject, code = clean_subject(subject, self.reading.words)
                if base == "prior" and self.reading.is_money_noun(subject):
                    metric = CHANGE_AMOUNT if token.kind == "money" else CHANGE_RATE
                    self.reading.add(Subject(subject, code), metric, sign, token, "year_change", pieces[-1])
            elif completion is not None:
                subject, code = clean_subject(completion["subject"], self.reading.words)
                if self.reading.is_money_noun(subject) or re.match("项目支出", subject):
                    self.reading.add(
                        Subject(subject, code),
                        COMPLETION,
                        token.value,
                        token,
                        "execution",
                        pieces[-1],
                        base=completion["base"] or INITIAL_BUDGET,
                    )

    def prolong(self, part: str) -> None:
        """A reason that goes on behind a semicolon (一是…；二是…)."""
        for item in dict.fromkeys(self.explained) if clean_reason(part) else ():
            for draft in self.reading.drafts.group(item):
                if draft.reason:
                    draft.reason += "；" + clean_reason(part)
