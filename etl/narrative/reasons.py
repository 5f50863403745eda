"""Reads stated reasons (主要原因是…): attaches each to the change or the completion that it explains."""

from __future__ import annotations

import re

from etl.narrative.comparisons import Comparisons
from etl.narrative.counts import Counts
from etl.narrative.drafts import CHANGE, EXECUTION, NEAR, clean_reason
from etl.narrative.lines import plain
from etl.narrative.reading import PIECES, Reading
from etl.narrative.subjects import Subject, clean_subject, trim
from etl.narrative.tokens import tokens


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
        metrics: frozenset[str] = frozenset()
        if re.search("上年|去年|上一?年", about):
            metrics = CHANGE
        elif re.search("预算|预期", about) or re.search("决算数?(?:大于|小于|高于|低于|等于|超)", about):
            metrics = EXECUTION
        elif new or about:
            last = next(
                (
                    d.metric
                    for d in reversed(new or self.reading.drafts.all[-NEAR:])
                    if d.metric in CHANGE | EXECUTION or d.direction
                ),
                "",
            )
            metrics = CHANGE if last in CHANGE else EXECUTION if last in EXECUTION else frozenset()
        elif self.reading.drafts.all:
            # 主要是… alone explains a change or a completion; after a plain amount it tells what the money was for
            last = self.reading.drafts.all[-1].metric
            if "原因" in marker or last not in ("决算数", "支出决算", "预算数", "年初预算"):
                metrics = CHANGE if last in CHANGE else EXECUTION if last in EXECUTION else frozenset()
        if any(d.direction == "not_comparable" for d in new):
            metrics |= {"金额", "预算数"}
        items = [subject.item for subject in self.reading.context.subjects]
        named, _ = clean_subject(
            re.split("(?:支出)?决算|预算|支出?(?:增|减|下)|(?:增|减|下)", about)[0], self.reading.words
        )
        if len(named) >= 3:
            items = [
                d.item
                for d in self.reading.drafts.all[-40:]
                if plain(named) in plain(d.item) or plain(d.item) in plain(named)
            ][-1:] or items
        if new and not named:
            stated = list(dict.fromkeys([d.item for d in new if d.metric in metrics]))
            items = [item for item in items if item in stated] or stated[-len(items) or None :] or items
        explained = self.reading.drafts.explain(items, metrics, reason) if metrics else []
        self.explained = [d.item for d in explained]
        if not explained and metrics == CHANGE:
            direction = "increase" if self.reading.words.up.search(about) else "decrease" if about else ""
            for item in items or [self.reading.section_item()]:
                self.reading.remark(item, "direction", direction, reason)
        self._inside(text)

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
                    metric = "比上年增减额" if token.kind == "money" else "比上年增减率"
                    self.reading.add(Subject(subject, code), metric, sign, token, "year_change", pieces[-1])
            elif completion is not None:
                subject, code = clean_subject(completion["subject"], self.reading.words)
                if self.reading.is_money_noun(subject) or re.match("项目支出", subject):
                    self.reading.add(
                        Subject(subject, code),
                        "完成率",
                        token.value,
                        token,
                        "execution",
                        pieces[-1],
                        base=completion["base"] or "年初预算",
                    )

    def prolong(self, part: str) -> None:
        """A reason that goes on behind a semicolon (一是…；二是…)."""
        for item in dict.fromkeys(self.explained) if clean_reason(part) else ():
            for draft in self.reading.drafts.group(item):
                if draft.reason:
                    draft.reason += "；" + clean_reason(part)
