"""Reads stated reasons (主要原因是…): attaches each to the change or the completion that it explains."""

from __future__ import annotations

import re

from etl.narrative.comparisons import Comparisons
from etl.narrative.counts import Counts
from etl.narrative.drafts import NEAR, Draft, clean_reason
from etl.narrative.grammar import step_pattern, step_words
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
from etl.narrative.tokens import Token, tokens

_PRIOR_YEAR = step_pattern("reasons.prior_year")
_AGAINST_BUDGET = step_pattern("reasons.against_budget")
_VISITS = step_words("reasons.visits")
_THRIFT = frozenset(step_words("reasons.thrift"))
_GROUPS, _GROUP = step_words("reasons.groups")
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
        self.is_open = False  # the sentence told a reason, which another part may go on with

    def attach(self, about: str, marker: str, text: str, before: int) -> None:
        """Attach a stated reason; inside it only full comparisons with a subject of their own are statements."""
        reason = clean_reason(text)
        self.is_open = True
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
            fits = [
                d
                for d in self.reading.drafts.all[-40:]
                if plain(named) in plain(d.item) or plain(d.item) in plain(named)
            ]
            items = [d.item for d in [d for d in fits if d.metric in metrics] or fits][-1:] or items
        if new and not named:
            stated = list(dict.fromkeys([d.item for d in new if d.metric in metrics]))
            items = [item for item in items if item in stated] or stated[-len(items) or None :] or items
        return items

    def _inside(self, text: str) -> None:
        """项目支出增加，较上年增加5万元: a comparison whose subject stands in the same clause or the one before it."""
        end = 0
        counted = whole = False
        for token in tokens(text, self.reading.words):
            lead = text[end : token.start]
            end = token.end
            pieces = [piece for piece in PIECES.split(lead) if piece]
            if token.kind == "count" and self._is_of_visits(token, pieces, counted):
                if not re.search("比|较|增|减", "".join(pieces[-1:])):
                    # 主要是参加会议，全年累计2批次、5人次
                    counted = self.counts.read(trim("".join(pieces[-1:])), token)
                continue
            if whole := self._of_whole(pieces, token, whole):
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

    def _is_of_visits(self, token: Token, pieces: list[str], counted: bool) -> bool:
        """Whether a number within a reason counts visits or who came, by its words or straight behind such a count."""
        if token.unit in _VISITS:
            return bool(pieces) or counted
        return bool(pieces) and token.unit == _GROUPS and pieces[-1].endswith(_GROUP)

    def _of_whole(self, pieces: list[str], token: Token, before: bool) -> bool:
        """State a change behind a reason that names the year it is against and no subject (主要原因是厉行节约，较上年减少0.22万元，下降13.50%): of what was spoken of
        before the reason, where the sentence states no such change of it. `before`: whether the number before was one."""
        words, subjects = self.reading.words, self.reading.context.subjects
        if token.kind not in ("money", "percent") or not pieces or len(subjects) != 1:
            return False
        moved = words.direction.search(pieces[-2]) if len(pieces) > 1 else None
        led = moved is not None and moved["direction"] not in _THRIFT
        if not before and (led or not words.compare_prior.match(pieces[-1])):
            return False
        change = self.comparisons.change(pieces[-1], token, explicit=not before)
        metric = CHANGE_AMOUNT if token.kind == "money" else CHANGE_RATE
        said = {
            draft.metric
            for draft in self.reading.drafts.group(subjects[0].item)
            if draft.sentence is self.reading.sentence
        }
        if change is None or change[0] != "prior" or clean_subject(change[2], words)[0] or metric in said:
            return False
        if not before and said & CHANGE:
            return False
        return self.comparisons.state_change(change, "amount" if token.kind == "money" else "rate", token, pieces[-1])

    def prolong(self, part: str) -> None:
        """A reason that goes on behind a semicolon (一是…；二是…)."""
        for item in dict.fromkeys(self.explained) if clean_reason(part) else ():
            for draft in self.reading.drafts.group(item):
                if draft.reason:
                    draft.reason += "；" + clean_reason(part)
