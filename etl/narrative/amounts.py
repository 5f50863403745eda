"""Reads money and percentages: budgets, outturns, shares, completion rates and plain amounts, each of its subject."""

from __future__ import annotations

import re

from etl.narrative.comparisons import Comparisons
from etl.narrative.reading import Reading
from etl.narrative.subjects import Subject, clean_subject
from etl.narrative.tokens import Token


class Amounts:
    """States what a number of money or a percentage is."""

    def __init__(self, reading: Reading, comparisons: Comparisons) -> None:
        self.reading = reading
        self.comparisons = comparisons

    def money(self, phrase: str, token: Token, named: bool) -> bool:
        """Read an amount: a change, what a change compares with, a budget or outturn, or the amount of a subject. False where nothing fits."""
        change = self.comparisons.change(phrase, token)
        if change is not None:
            return self.comparisons.state_change(change, "额", token, phrase)
        compared = self.comparisons.compared_with(phrase, token)
        if compared is not None:
            return compared
        for metric, pattern in self.reading.words.measures:
            if match := pattern.match(phrase):
                return self._state_measure(metric, match["subject"], phrase, token)
        return self._amount(phrase, token, named)

    def percent(self, phrase: str, token: Token) -> bool:
        """Read a percentage: a completion rate, a share or a change. False where nothing fits."""
        share = self.reading.words.share.match(phrase)
        completion = self.reading.words.completion.match(phrase)
        if completion and not (share and self.reading.head.kind == "budget"):
            subjects = self.reading.subjects(completion["subject"])
            base = completion["base"] or ""
            for subject in subjects:
                self.reading.add(subject, "完成率", token.value, token, "execution", phrase, base=base)
            return bool(subjects)
        if share:
            subjects = self.reading.subjects(share["subject"])
            base, _ = clean_subject(share["base"], self.reading.words)
            metric = next(
                (name for name, pattern in self.reading.words.share_metrics if pattern.search(share["base"])), "占比"
            )
            for subject in subjects:
                self.reading.add(
                    subject, metric, token.value, token, self.reading.topic(subject, "total"), phrase, base=base
                )
            return bool(subjects)
        change = self.comparisons.change(phrase, token)
        return change is not None and self.comparisons.state_change(change, "率", token, phrase)

    def _state_measure(self, metric: str, words: str, phrase: str, token: Token) -> bool:
        topic = self.reading.topic(Subject(words), "")
        is_budget_word = metric in ("预算数", "年初预算", "全年预算")
        if is_budget_word and topic == "procurement":
            return self._amount(phrase, token, False)
        plain_total = clean_subject(words, self.reading.words)[0] in ("收入", "支出", "收支", "总收入", "总支出")
        carried_path = any(subject.is_path for subject in self.reading.context.subjects)
        if (
            self.reading.head.kind == "budget"
            and topic not in ("three_public", "operating")
            and is_budget_word
            and not carried_path
        ):
            return self._amount(phrase, token, False)
        if is_budget_word and plain_total and words:
            return self._amount(phrase, token, False)
        cleaned = clean_subject(words, self.reading.words)[0]
        if "支出决算" in phrase and re.search("(?:拨款|预算|基金|资金)$", cleaned):
            words += "支出"  # 财政拨款支出决算 is the outturn of 财政拨款支出
        subjects = self.reading.subjects(words)
        if not subjects:
            return False
        if is_budget_word:
            self.reading.pairs[self.reading.main_section()] = metric
        elif pair := self.reading.pairs.get(self.reading.main_section(), ""):
            metric = "决算数" if pair == "预算数" else "支出决算"
        for subject in subjects:
            self.reading.add(subject, metric, token.value, token, "execution", phrase)
        return True

    def _amount(self, phrase: str, token: Token, named: bool) -> bool:
        context = self.reading.context
        words = self.reading.words.be.sub("", phrase)
        if not re.search("[合总]计$", words) and re.search("[合总]计", phrase[len(words) :]):
            words = words + phrase[len(words) : len(words) + 2]
        text, code = clean_subject(words, self.reading.words)
        if named and (not text or text in ("支出", "收入")):
            subjects = context.subjects
        elif (
            self.reading.bracket
            and self.reading.bracket[0]
            and self.reading.bracket[1]
            and self.reading.words.fund_part.search(text)
        ):
            for subject in self.reading.bracket[0]:
                part = Subject(f"{subject.item}/{text}", subject.code)
                self.reading.add(
                    part, self.reading.bracket[1], token.value, token, self.reading.topic(part, "total"), phrase
                )
            return True
        elif text in ("支出", "金额", "费用", "资金") and context.count_item:
            subjects = (Subject(context.count_item),)
        elif not text and not code:
            if not context.pending:
                return False
            subjects = context.subjects
        elif (
            code
            or self.reading.codes.knows(text)
            or self.reading.is_money_noun(text)
            or self.reading.is_procurement(text)
        ):
            subjects = self.reading.named(text, code)
            self.reading.carry(*subjects)
            context.count_item = ""
        else:
            return False
        context.pending = False
        for subject in subjects:
            topic = self.reading.topic(subject, "total")
            metric = "金额"
            if topic in ("three_public", "operating") and self.reading.head.kind == "budget":
                metric = "预算数"
            elif topic == "three_public" and self.reading.pairs.get(self.reading.main_section()) == "预算数":
                metric = "决算数"
            self.reading.add(subject, metric, token.value, token, topic, phrase)
        return bool(subjects)
