"""Reads money and percentages: budgets, outturns, shares, completion rates and plain amounts, each of its subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from etl.narrative.comparisons import Comparisons, follows, last_digit
from etl.narrative.drafts import AMOUNTS, NEAR, Draft, this_year
from etl.narrative.grammar import step_pattern, step_words
from etl.narrative.metrics import (
    AMOUNT,
    BUDGET,
    BUDGETS,
    CHANGE_AMOUNT,
    CHANGE_RATE,
    COMPLETION,
    COUNT,
    DIFFERENCE_AMOUNT,
    DIFFERENCE_RATE,
    EXPENDITURE_OUTTURN,
    INITIAL_BUDGET,
    OUTTURN,
    PRIOR,
    PRIOR_BUDGET,
    SHARE,
    TRAVELLERS,
    VISITORS,
)
from etl.narrative.reading import Reading
from etl.narrative.subjects import Subject, clean_subject
from etl.narrative.tokens import Token
from etl.words.units import YUAN

_COUNTS = (COUNT, VISITORS, TRAVELLERS)
_CLOSING = tuple("，、；）（")
_MOVED_TO = step_pattern("amounts.moved_to")
_NO_AMOUNT = step_pattern("amounts.no_amount")
_FUND_NAME = step_pattern("amounts.fund_name")
_THIS_YEAR = step_pattern("amounts.this_year")
_YEAR = step_pattern("amounts.year")
_LAST_YEAR = step_pattern("amounts.last_year")
_OUTTURN_WORDS = step_pattern("amounts.outturn_words")
_WHOLE = step_pattern("amounts.whole")
_NAMELESS = frozenset(step_words("amounts.nameless"))
_SPENT = frozenset(step_words("amounts.spent"))
_ALL_SPENT = step_pattern("amounts.all_spent")
_SPENT_OF_BUDGET = step_pattern("amounts.spent_of_budget")
_WORTH = step_words("amounts.worth")[0]
_NUMBER = re.compile(r"[\d，。；]")
_OF_WHOLE = step_words("amounts.of_whole")
_BUDGETED = step_pattern("amounts.budgeted")
_MEASURING = frozenset(step_words("amounts.measuring"))
_TURNED = step_pattern("amounts.turned")
_CARRIED_OVER = step_pattern("amounts.carried_over")
_SPENT_ALREADY = step_pattern("amounts.spent_already")
_LAST_YEAR_OF = step_pattern("amounts.last_year_of")
_WITHIN_LAST = step_pattern("amounts.within_last")
_ALL_VEHICLES = step_pattern("amounts.all_vehicles")
_YEAR_WITHIN = step_pattern("amounts.year_within")
_ACTUAL = frozenset(step_words("amounts.actual"))
_RECEIVED = step_pattern("amounts.received")
_OF_FUND = step_pattern("amounts.of_fund")
_OF_SAME_FUND = step_pattern("amounts.of_same_fund")
_SIDES = step_words("amounts.sides")
_WITHIN_BUDGET = step_pattern("amounts.within_budget")
_FUND = step_pattern("amounts.fund")
_FULFILLED = step_pattern("amounts.fulfilled")
_FOR_EACH = step_pattern("amounts.for_each")
_FOR_ONE = step_pattern("amounts.for_one")
_VALUE = step_pattern("amounts.value")
_OTHER_VALUE = step_pattern("amounts.other_value")
_TOLD_OF_YEAR = step_pattern("amounts.told_of_year")
_FURTHER_BUDGET = step_pattern("amounts.further_budget")
_COMPLETED = step_pattern("amounts.completed")
_AGAIN = frozenset(step_words("amounts.again"))
_RESTATED = step_pattern("amounts.restated")
_ADJUSTED = step_pattern("amounts.adjusted")
_AID = step_pattern("amounts.aid")
_MONEY_WORDS = step_pattern("amounts.money_words")
_PART_NAME = step_pattern("amounts.part_name")
_NO_NAME = step_pattern("amounts.no_name")
_REST = frozenset(step_words("amounts.rest"))
_TOTALS = frozenset(step_words("amounts.totals"))
_NONE_OF = step_pattern("amounts.none_of")
_LISTED_BEFORE = step_pattern("amounts.listed_before")
_BEHIND_PATH = frozenset({"", *step_words("amounts.behind_path")})
_EXPENSES = frozenset({"three_public", "operating"})
"""Topics of expenses, of which a fund may pay a part."""
_BESIDE = {CHANGE_AMOUNT: CHANGE_RATE, DIFFERENCE_AMOUNT: DIFFERENCE_RATE}
"""The rate of a change, by its amount."""


def side_of(measure: str) -> str:
    """收入 or 支出 where the name of a measure begins with it or has it behind one or two other words of two characters (决算支出, 年初预算支出); "" for any
    other."""
    return next((side for side in _SIDES if side in (measure[:2], measure[2:4], measure[4:6])), "")


class Amounts:
    """States what a number of money or a percentage is."""

    def __init__(self, reading: Reading, comparisons: Comparisons) -> None:
        self.reading = reading
        self.comparisons = comparisons

    def see_year(self, piece: str) -> None:
        """Take the year that a clause begins with: an earlier one at the beginning of the sentence is that of all it states."""
        context, head = self.reading.context, self.reading.head
        own = _THIS_YEAR.match(piece)
        if own and (not own["year"] or int(own["year"]) == head.fiscal_year):
            context.own_year |= bool(context.earlier_year)
            context.part_metric = "" if context.earlier_year else context.part_metric
            context.earlier_year = 0
        stated = self.reading.drafts.all[-1:]
        if stated and stated[0].sentence is self.reading.sentence and not context.earlier_year:
            return
        year, rest = self._year(piece)
        within = _WITHIN_LAST.match(rest)
        if 0 < year < head.fiscal_year and (
            not rest or within or _TOLD_OF_YEAR.fullmatch(rest) or self._of_another_year(rest)
        ):
            context.earlier_year = year
            if within:
                context.part_metric = PRIOR_BUDGET

    def bare(self, phrase: str, token: Token, rest: str) -> bool:
        """Read a number whose 万元 or % was left out, where its words say what it is; its unit is that of the sentence."""
        words = self.reading.words
        if phrase and "." in token.text and words.direction.match(_NUMBER.split(rest, 1)[0]):
            return self._bare_prior(phrase, token)
        ended = rest[:1] in _CLOSING or (not rest and self.reading.is_whole_sentence())
        if not ended or not phrase or words.direction.search(phrase):
            return False
        if words.share.match(phrase) or words.completion.match(phrase):
            return self.percent(phrase, replace(token, kind="percent", unit="%"))
        unit = self.reading.usual_unit()
        measured = any(p.match(phrase) for _, p in words.measures)
        named = clean_subject(phrase, words)[0]
        none = not token.value and (_NONE_OF.search(named) is not None or self.reading.is_procurement(named))
        exact = "." in token.text or "," in token.text or none
        if not (measured if not unit else exact) or _NO_AMOUNT.search(phrase):
            return False
        return self.money(phrase, replace(token, kind="money", unit=unit), False)

    def _bare_prior(self, phrase: str, token: Token) -> bool:
        """较上年2.08减少0.03万元: last year's amount, in the unit of its sentence."""
        unit = self.reading.usual_unit()
        money = replace(token, kind="money", unit=unit)
        return bool(unit) and self.comparisons.compared_with(phrase, money) is True

    def money(self, phrase: str, token: Token, named: bool) -> bool:
        """Read an amount: a change, what a change compares with, a budget or outturn, or the amount of a subject. False where nothing fits."""
        if token.per:
            metric = next((name for name, pattern in self.reading.words.per if pattern.match(token.per)), "")
            return bool(metric) and self._for_one(metric, "", phrase, token)
        if self.reading.context.earlier_year:
            return self._earlier(phrase, token, named)
        if self._beside_change(phrase, token, {rate: amount for amount, rate in _BESIDE.items()}):
            return True
        if self._is_said_again(phrase, token):
            return True
        if self._moved_to(phrase, token):
            return True
        change = self.comparisons.change(phrase, token)
        if change is not None:
            stated = self.comparisons.state_change(change, "amount", token, phrase)
            self._unknown(change[2], stated)
            return stated
        for metric, pattern in self.reading.words.for_one:
            if (match := pattern.match(phrase)) and not phrase.endswith(self.reading.words.prior_year):
                return self._for_one(metric, match["subject"], phrase, token)
        compared = self.comparisons.compared_with(phrase, token)
        return self._of_subject(phrase, token, named) if compared is None else compared

    def _is_said_again(self, phrase: str, token: Token) -> bool:
        """Whether an amount is the one before it in another unit or in digits (1.2亿元（12,000万元）), equal within what the coarser one rounds: nothing new."""
        last = self.reading.drafts.all[-1] if self.reading.drafts.all else None
        if last is None or last.sentence is not self.reading.sentence or last.unit not in YUAN:
            return False
        if not _RESTATED.fullmatch(phrase) or self.reading.context.aside or last.unit == token.unit:
            return False
        values = [
            (value * YUAN[unit], last_digit(value) * YUAN[unit])
            for value, unit in ((last.value, last.unit), (token.value, token.unit))
        ]
        (before, coarse), (now, fine) = values
        return abs(abs(before) - abs(now)) <= max(coarse, fine) / 2

    def _of_subject(self, phrase: str, token: Token, named: bool) -> bool:
        """Read an amount that is no change: a budget or outturn, of this year or the last, or the amount of a subject."""
        if self.reading.head.kind == "final_account" and (within := _WITHIN_BUDGET.match(phrase)):
            return self._state_measure(
                INITIAL_BUDGET if within["initial"] else BUDGET, phrase[within.end() :], phrase, token
            )
        if self._is_of_another_year(phrase):
            self.reading.context.unknown = True  # what follows is of that, not of the subject before it
            return False
        opens = not any(d.sentence is self.reading.sentence for d in self.reading.drafts.all[-1:])
        if opens and self.reading.head.kind == "budget" and _SPENT_ALREADY.search(phrase):
            self.reading.context.unknown = True  # of a year that its words don't say
            return False
        if self.reading.context.lost or _FOR_EACH.search(phrase):
            return False
        year, rest = self._year(phrase.removeprefix("（"))
        another = year and year != self.reading.head.fiscal_year
        if another and (metric := self._of_another_year(rest) or self._beside(rest)):
            return self._prior(year, metric, rest, phrase, token)
        if _LAST_YEAR_OF.match(phrase):
            self.reading.context.unknown = True  # last year's, of what no word of ours names
            return False
        if year == self.reading.head.fiscal_year and any(p.match(rest) for _, p in self.reading.words.measures):
            phrase = rest
        for metric, pattern in self.reading.words.measures:
            if match := pattern.match(phrase):
                if self._is_fund_listed(phrase):
                    break
                stated = self._state_measure(metric, match["subject"], phrase, token)
                self._unknown(match["subject"], stated)
                return stated
        if (share := self.reading.words.share.fullmatch(phrase)) and not share["subject"]:
            return self._base_of_share(share["base"], phrase, token)
        stated = self._amount(phrase, token, named)
        spoils = not stated and not _ADJUSTED.fullmatch(phrase)
        self.reading.context.unknown = self.reading.context.unknown or spoils
        return stated

    def _base_of_share(self, words: str, phrase: str, token: Token) -> bool:
        """State the amount of which a share follows (占本年支出合计934.3万元的87.5%); the share is of what was spoken of before."""
        base, _ = clean_subject(words, self.reading.words)
        if not self.reading.is_money_noun(base):
            return False
        subject = Subject(base)
        self.reading.add(subject, AMOUNT, token.value, token, self.reading.topic(subject, "total"), phrase)
        return True

    def is_moved_to(self, phrase: str) -> bool:
        """Whether a phrase says that what follows is what an amount moved to: 减至."""
        return _MOVED_TO.search(phrase) is not None

    def _moved_to(self, phrase: str, token: Token) -> bool:
        """State the outturn or budget that an amount moved to (支出决算减少为2万元): no change, though its word is one's."""
        moved = _MOVED_TO.search(phrase)
        if moved is None or self.comparisons.compared(phrase[: moved.start()])[0]:
            return False
        if not moved.start() and self.comparisons.behind_last_year():
            return self._moved_on(moved["year"], phrase, token)
        if moved["year"]:
            return False
        found = ((metric, p.match(phrase[: moved.start()])) for metric, p in self.reading.words.measures)
        metric, match = next(((metric, match) for metric, match in found if match), ("", None))
        return match is not None and self._state_measure(metric, match["subject"], phrase, token)

    def _moved_on(self, year: str | None, phrase: str, token: Token) -> bool:
        """State this year's amount behind last year's: 由2023年的5万元增加到2024年的6万元."""
        if year and int(year) != self.reading.head.fiscal_year:
            return False
        for subject in self.reading.context.subjects:
            topic = self.reading.topic(subject, "total")
            self.reading.add(subject, self._metric_of_amount(subject, topic), token.value, token, topic, phrase)
        return bool(self.reading.context.subjects)

    def _is_of_another_year(self, phrase: str) -> bool:
        """Whether a phrase names an earlier year within it, whose amount this is: 这一数字在2023年预算为."""
        if _CARRIED_OVER.search(phrase):
            return False
        for match in _YEAR_WITHIN.finditer(phrase):
            year, rest = self._year(phrase[match.start() :])
            if match.start() and 0 < year < self.reading.head.fiscal_year and self._of_another_year(rest):
                return True
        return False

    def _is_fund_listed(self, phrase: str) -> bool:
        """财政拨款收入5万元（其中：一般公共预算4万元，政府性基金预算1万元）: a fund among the parts of an amount is no budget."""
        listed = self.reading.bracket is not None or bool(self.reading.context.parents)
        return listed and _FUND.fullmatch(clean_subject(phrase, self.reading.words)[0]) is not None

    def _unknown(self, words: str, stated: bool) -> None:
        """What follows an amount of something that no word of ours names belongs to that, not to the subject before it."""
        if not stated and clean_subject(words, self.reading.words)[0]:
            self.reading.context.unknown = True

    def percent(self, phrase: str, token: Token) -> bool:
        """Read a percentage: a completion rate, a share or a change. False where nothing fits."""
        if self._beside_change(phrase, token, _BESIDE):
            return True
        if self._completed(phrase, token):
            return True
        if phrase == "的" and (of_base := self._of_base_before(phrase, token)) is not None:
            return of_base
        share = self.reading.words.share.match(phrase)
        completion = self.reading.words.completion.match(phrase)
        if completion and not (share and self.reading.head.kind == "budget"):
            subjects = self._spent_last(completion["subject"]) or self.reading.subjects(completion["subject"])
            base = completion["base"] or ""
            for subject in subjects:
                self.reading.add(subject, COMPLETION, token.value, token, "execution", phrase, base=base)
            return bool(subjects)
        if share:
            subjects = self._rest_last(share["subject"]) or self.reading.subjects(share["subject"])
            base, _ = clean_subject(share["base"], self.reading.words)
            metric = next(
                (name for name, pattern in self.reading.words.share_metrics if pattern.search(share["base"])), SHARE
            )
            for subject in subjects:
                self.reading.add(
                    subject, metric, token.value, token, self.reading.topic(subject, "total"), phrase, base=base
                )
            return bool(subjects)
        change = self.comparisons.change(phrase, token)
        if change is None:
            return False
        if not clean_subject(change[2], self.reading.words)[0] and (self.reading.context.aside or self._behind_share()):
            return False
        return self.comparisons.state_change(change, "rate", token, phrase)

    def _of_base_before(self, phrase: str, token: Token) -> bool | None:
        """State the rate of the amount straight before it (完成年初预算450万元的106%, 占本年支出934.3万元的87.5%); None where that is none a rate is of."""
        context, last = self.reading.context, self.reading.drafts.all[-1:]
        if not last or last[0].sentence is not self.reading.sentence:
            return None
        if _FULFILLED.search(last[0].printed):
            subjects = tuple(s for s in context.subjects if s.item == last[0].item)
            for subject in subjects:
                self.reading.add(subject, COMPLETION, token.value, token, "execution", phrase, base=last[0].metric)
            return bool(subjects)
        if last[0].printed.startswith(_OF_WHOLE):
            for subject in context.subjects:
                topic = self.reading.topic(subject, "total")
                self.reading.add(subject, SHARE, token.value, token, topic, phrase, base=last[0].item)
            return bool(context.subjects)
        return None

    def _spent_last(self, words: str) -> tuple[Subject, ...]:
        """What a rate without a subject is of behind an amount that its things alone say (接待22批次，支出1.15万元，完成预算的57.5%): those; else none."""
        last = self.reading.drafts.all[-1:]
        counted = last and last[0].sentence is self.reading.sentence and last[0].metric in AMOUNTS
        own = counted and last[0].item == self.reading.context.count_item
        return (Subject(last[0].item, last[0].code),) if own and self.reading.names_nothing(words) else ()

    def _rest_last(self, words: str) -> tuple[Subject, ...]:
        """The rest of a list whose amount stands straight before a share without a subject (其余150万元，占16.67%); else none."""
        last = self.reading.drafts.all[-1:]
        rest = last and last[0].sentence is self.reading.sentence and last[0].item.rpartition("/")[2] in _REST
        return (Subject(last[0].item, last[0].code),) if rest and self.reading.names_nothing(words) else ()

    def _completed(self, phrase: str, token: Token) -> bool:
        """State a completion rate whose words leave something out: of a second budget behind another (、调整预算的98%), or of the budget stated before it (完成69%)."""
        drafts = self.reading.drafts
        last = drafts.all[-1] if drafts.all else None
        if last is None or last.sentence is not self.reading.sentence:
            return False
        further = _FURTHER_BUDGET.match(phrase) if last.metric == COMPLETION else None
        budget = next((d.metric for d in drafts.group(last.item) if d.metric in BUDGETS), "")
        base = further["base"] if further else budget if _COMPLETED.match(phrase) else ""
        if base:
            self.reading.add(
                Subject(last.item, last.code), COMPLETION, token.value, token, "execution", phrase, base=base
            )
        return bool(base)

    def _beside_change(self, phrase: str, token: Token, metrics: Mapping[str, str]) -> bool:
        """State the rate of a change straight behind its amount, in a bracket (较上年减少1.5万元（5%）), or its amount behind its rate (增长8.77%，即19.64万元), of all
        whose change that is. `metrics`: what stands before → what is stated."""
        drafts = self.reading.drafts.all
        last = drafts[-1] if drafts else None
        if (
            not (phrase in _AGAIN or (not phrase and last is not None and self._is_rate_of(last, token)))
            or last is None
            or last.sentence is not self.reading.sentence
            or self.reading.context.aside
        ):
            return False
        if last.metric not in metrics:
            return False
        changes = [
            d for d in drafts[-2:] if (d.metric, d.value, d.sentence) == (last.metric, last.value, last.sentence)
        ]
        for draft in changes:
            subject = Subject(draft.item, draft.code)
            value = token.value.copy_sign(draft.value)
            self.reading.add(subject, metrics[draft.metric], value, token, draft.topic, phrase, base=draft.base)
        return True

    def _is_rate_of(self, change: Draft, token: Token) -> bool:
        """Whether a rate without a word is that of the change straight before it (减少1.95万元，78%): it follows from its amount, stated or last year's."""
        if change.metric != CHANGE_AMOUNT or token.kind != "percent":
            return False
        amount = self.reading.drafts.amount(change.item)
        if amount is None or not self.reading.drafts.is_open(amount):
            return False
        return follows(amount, change, token.value.copy_sign(change.value)) is True

    def _behind_share(self) -> bool:
        """Whether the sentence stated a share of what is spoken of, and no amount: what changed then is the share."""
        items = {subject.item for subject in self.reading.context.subjects}
        known = [
            d.metric for item in items for d in self.reading.drafts.group(item) if d.sentence is self.reading.sentence
        ]
        return bool(known) and all(metric == SHARE or metric.startswith(_OF_WHOLE) for metric in known)

    def _year(self, phrase: str) -> tuple[int, str]:
        """The year that a phrase begins with and what follows it; 0 and the phrase where it begins with none."""
        if match := _YEAR.match(phrase):
            return int(match["year"]), phrase[match.end() :]
        if match := _LAST_YEAR.match(phrase):
            return self.reading.head.fiscal_year - 1, phrase[match.end() :]
        return 0, phrase

    def _of_another_year(self, rest: str) -> str:
        """Which amount of another year a phrase states: its outturn (上年数) or its budget (上年预算数); "" where it speaks of
        money that is this year's (2023年结转资金)."""
        words = self.reading.words.be.sub("", rest)
        measured = next((p.match(rest) for _, p in self.reading.words.measures if p.match(rest)), None)
        if measured is None and not _WHOLE.fullmatch(words) and not self.reading.words.annual.search(words):
            return ""
        words = _FUND_NAME.sub("", words)
        return PRIOR_BUDGET if "预算" in words and not _OUTTURN_WORDS.search(words) else PRIOR

    def _beside(self, rest: str) -> str:
        """公务接待费0.30万元（上年0.50万元）: a year alone has the amount of what stands before it, in a bracket or straight behind the amount; "" where the words say anything else."""
        context, within, last = self.reading.context, self.reading.bracket, self.reading.drafts.all[-1:]
        if self.reading.words.be.sub("", rest):
            return ""
        if within is not None and within.subjects == context.subjects:
            return PRIOR
        behind = (
            last and last[0].sentence is self.reading.sentence and last[0].metric in this_year(self.reading.head.kind)
        )
        return PRIOR if behind and last[0].item in [subject.item for subject in context.subjects] else ""

    def _earlier(self, phrase: str, token: Token, named: bool) -> bool:
        """Read an amount in a sentence on an earlier year: last year's budget or outturn. What changed then is no statement, nor an older year's."""
        year, rest = self._year(phrase)
        if self.comparisons.is_comparison(rest, token):
            return False
        metric = self._of_another_year(rest) or PRIOR
        if year and (within := _WITHIN_LAST.match(rest)):
            metric, rest = PRIOR_BUDGET, rest[within.end() :]
        if year or any(p.match(rest) for _, p in self.reading.words.measures):
            return self._prior(year or self.reading.context.earlier_year, metric, rest, phrase, token)
        if self.reading.context.earlier_year != self.reading.head.fiscal_year - 1:
            return False
        return self._amount(phrase, token, named)

    def _prior(self, year: int, metric: str, rest: str, phrase: str, token: Token) -> bool:
        """State an amount of last year's; one of an older year has no measure and stays unread."""
        if year != self.reading.head.fiscal_year - 1:
            return False
        match = next((m for _, p in self.reading.words.measures if (m := p.match(rest))), None)
        words = match["subject"] if match else rest
        side = clean_subject(words, self.reading.words)[0]
        if not side and match and self.reading.is_other_side(phrase_side := rest[match.start("measure") :][:2]):
            side = words = phrase_side
        if not self.reading.context.subjects and side in _SIDES:
            self.reading.carry(Subject(side))
        subjects = self.reading.subjects(words)
        for subject in subjects:
            self.reading.add(subject, metric, token.value, token, "year_change", phrase)
        return bool(subjects)

    def _for_one(self, metric: str, words: str, phrase: str, token: Token) -> bool:
        """人均150元, 平均每辆1.67万元: of the expense whose people or vehicles were counted last, else of the subject."""
        context = self.reading.context
        subjects = self.reading.subjects(words) if words else ()
        noun = clean_subject(_FOR_ONE.split(phrase)[-1], self.reading.words)[0]
        if len(noun) >= 3 and noun.endswith("费") and self.reading.is_money_noun(noun):
            longer = tuple(s for s in context.subjects if s.item.endswith(noun))
            subjects = longer or (Subject(noun),)
        if not subjects and self._is_own_noun(noun):
            subjects = (Subject(noun),)
        if not subjects and words and self._is_listed_part():
            return False  # of whom, no word of ours names: 大型会议3万元，受益群众人均50元
        if not subjects and not context.count_item and context.unknown:
            return False  # one of what an amount before it is for, which no word of ours names
        if not subjects and context.aside and _AID.search(noun):
            return False  # one of what was counted before, which no word of ours names
        if not subjects:
            subjects = (Subject(context.count_item),) if context.count_item else context.subjects
        for subject in subjects:
            self.reading.add(subject, metric, token.value, token, "other", phrase)
        return bool(subjects)

    def _is_own_noun(self, noun: str) -> bool:
        """Whether the money of which an amount is one's names another thing than what is spoken of or was counted: 人均工资福利支出 behind 公用经费."""
        context = self.reading.context
        stem = _MONEY_WORDS.sub("", noun)
        names = (context.count_item, *(subject.item for subject in context.subjects))
        shared = any(stem[i : i + 2] in name for i in range(len(stem) - 1) for name in names)
        return len(stem) >= 4 and not shared and self.reading.is_money_noun(noun)

    def _state_measure(self, metric: str, words: str, phrase: str, token: Token) -> bool:
        topic = self.reading.topic(Subject(words), "")
        is_budget_word = metric in BUDGETS
        cleaned = clean_subject(words, self.reading.words)[0]
        if is_budget_word and topic == "procurement":
            return self._amount(phrase, token, False, measure_only=not cleaned)
        plain_total = cleaned in ("收入", "支出", "收支", "总收入", "总支出")
        carried_path = any(subject.is_path for subject in self.reading.context.subjects)
        if (
            self.reading.head.kind == "budget"
            and topic not in ("three_public", "operating")
            and is_budget_word
            and not carried_path
        ):
            return self._amount(phrase, token, False, measure_only=not cleaned)
        if metric == BUDGET and plain_total and words:
            return self._amount(phrase, token, False)
        if "支出决算" in phrase and re.search("(?:拨款|预算|基金|资金|基本|项目)$", cleaned):
            words += "支出"  # 财政拨款支出决算 is the outturn of 财政拨款支出
        side = side_of(phrase[len(words) :])
        if not cleaned:
            self._turn_to_expenditure(phrase[len(words) :])
        self._speak_of_heading(cleaned, phrase)
        opens = side in _SIDES and not self.reading.context.subjects and not self.reading.heading_item()
        if not cleaned and phrase.startswith(words) and (opens or self.reading.is_other_side(side)):
            words = side  # 支出决算数为 behind 收入决算数
        if self.reading.context.another and self.reading.names_nothing(words):
            return False
        if not cleaned:
            self.reading.leave_balance()
            if self.reading.is_behind_balance():
                return False
        subjects = self.reading.subjects(words)
        if not subjects:
            return False
        if cleaned:
            self.reading.context.count_item = ""
        self.reading.context.part_metric = ""
        if is_budget_word:
            self.reading.pairs[self.reading.main_section()] = metric
        elif pair := self.reading.pairs.get(self.reading.main_section(), ""):
            metric = OUTTURN if pair == BUDGET else EXPENDITURE_OUTTURN
        for subject in subjects:
            self.reading.add(subject, metric, token.value, token, "execution", phrase)
        return True

    def _turn_to_expenditure(self, measure: str) -> None:
        """Speak of all expenditure where a measure of it stands behind revenue; straight behind a budget it is that budget's."""
        last = self.reading.drafts.all[-1:]
        behind_budget = last and last[0].sentence is self.reading.sentence and last[0].metric in BUDGETS
        if not behind_budget and self.reading.is_behind_revenue(measure):
            self.reading.carry(Subject(_SIDES[1]))

    def _speak_of_heading(self, named: str, phrase: str) -> None:
        """Speak of the one subject that the heading names, where its first paragraph begins with a measure (（三）具体情况。年初预算为5万元) that names
        none."""
        sentence = self.reading.sentence
        if named or self.reading.context.subjects or sentence is None or not sentence.starts_paragraph:
            return
        if sentence.paragraph != self.reading.opening or _NUMBER.search(sentence.text.partition(phrase)[0]):
            return  # of what a label or the words before name: 防汛项目： / 年初预算为8万元
        if item := self.reading.heading_item():
            self.reading.carry(*self.reading.named(item, ""))

    def _amount(self, phrase: str, token: Token, named: bool, measure_only: bool = False) -> bool:
        """State a plain amount of the subject that a phrase names, or that is carried. False where words of ours don't say whose it is.

        `measure_only`: the phrase says what the amount is (年初预算数) and not of what: it is of the item whose name waits, or heads it.
        """
        context = self.reading.context
        words = self.reading.words.be.sub("", phrase)
        if not re.search("[合总]计$", words) and re.search("[合总]计", phrase[len(words) :]):
            words = words + phrase[len(words) : len(words) + 2]
        text, code = clean_subject(words, self.reading.words)
        text = self._of_same_fund(_LISTED_BEFORE.sub("", text))
        within = self.reading.bracket
        if within and within.subjects and within.metric and self.reading.words.fund_part.search(text):
            self._state_part_by_fund(within.subjects, within.metric, text, phrase, token)
            return True
        if measure_only:
            text, code = "", ""
            if not context.subjects and (item := self.reading.heading_item()):
                self.reading.carry(Subject(item))
                context.pending = True
        context.amount = token
        subjects = self._whose_amount(text, code, named, token)
        context.amount = None
        if subjects is None:
            return False
        context.pending = False
        spent = text in _ACTUAL and self.reading.head.kind != "budget"
        for subject in subjects:
            topic = self.reading.topic(subject, "total")
            metric = self._metric_of_amount(subject, topic)
            metric = OUTTURN if spent and metric == BUDGET else metric
            self.reading.add(subject, metric, token.value, token, topic, phrase)
        if (whole := self.reading.see_sides(subjects)) != subjects:
            self.reading.carry(*whole)
        context.parts += 1
        context.listed += token.value if context.listing or context.item_list else 0
        return bool(subjects)

    def _spent_of_carried(self, text: str) -> tuple[Subject, ...] | None:
        """Whose amount 实际支出 is: that of what is spoken of, but behind money that came in its own."""
        subjects = self.reading.context.subjects
        if self._is_listed_part():
            return None  # of a part by a name of its own: 其中危桥改造86万元，实际支出83.5万元
        if text in _ACTUAL and any(_RECEIVED.search(subject.item) for subject in subjects):
            return (Subject(text),)
        return (subjects if not self.reading.context.unknown else ()) or None

    def _of_same_fund(self, text: str) -> str:
        """The name of what one fund has behind its balance or revenue: 本年收入 is 政府性基金预算财政拨款本年收入."""
        last = self.reading.drafts.all[-1:]
        if not last or last[0].sentence is not self.reading.sentence or _OF_SAME_FUND.fullmatch(text) is None:
            return text
        found = _OF_FUND.match(last[0].item)
        return found["fund"] + text if found else text

    def _state_part_by_fund(
        self, subjects: tuple[Subject, ...], metric: str, fund: str, phrase: str, token: Token
    ) -> None:
        """收入5万元（其中：一般公共预算4万元）: the same measure of the same subject, of one fund."""
        for subject in subjects:
            part = Subject(f"{subject.item}/{fund}", subject.code)
            self.reading.add(part, metric, token.value, token, self.reading.topic(part, "total"), phrase)

    def _whose_amount(self, text: str, code: str, named: bool, token: Token) -> tuple[Subject, ...] | None:
        """The subjects of an amount, by the cleaned words before it; None where they name none. `named`: a path stood before them."""
        context = self.reading.context
        if named and text in _BEHIND_PATH:
            return context.subjects
        if listed := self._by_what_stands_before(text, token):
            return listed
        if text in _TOTALS and (whole := self._total_again(token)):
            return whole
        if text in _NAMELESS or _VALUE.match(text) or ((context.another or context.aside) and text in _SPENT):
            return None
        if _ALL_SPENT.fullmatch(text) and not context.subjects and (item := self.reading.section_item()):
            self.reading.carry(Subject(item))
            return context.subjects
        if context.pending and (text in _MEASURING or _ALL_SPENT.fullmatch(text)):
            return context.subjects
        if _TURNED.match(text):
            context.lost = True
            return None
        if text in _ACTUAL or (_SPENT_OF_BUDGET.fullmatch(text) and self._is_behind_budget(text)):
            return self._spent_of_carried(text)
        if not text and not code:
            return self._without_words(token) or self._total_again(token) or None
        if code or self._may_be_subject(text):
            self._see_list()
            subjects = self.reading.side_of_fund(text) or self.reading.named(text, code)
            self.reading.carry(*subjects)
            context.count_item = context.asset_item = ""
            return subjects
        if part := self._listed_part(text, token):
            return part
        self._leave_part()
        return None

    def _by_what_stands_before(self, text: str, token: Token) -> tuple[Subject, ...]:
        """Whose an amount is that its words alone don't say: of what was counted, the rest of a list, or what a fund pays of an expense; else none."""
        return self._whose_cost(text) or self._rest_of_list(text, token) or self._fund_of_expense(text, token)

    def _fund_of_expense(self, text: str, token: Token) -> tuple[Subject, ...]:
        """A fund behind 其中 of one expense, no more than its amount (培训费5万元，其中：一般公共预算财政拨款支出4万元): what the fund pays of that expense, and not all
        that it pays. None for anything else."""
        context, words = self.reading.context, self.reading.words
        if len(context.parents) != 1 or words.three_public_item.search(text) or words.fund_part.search(text) is None:
            return ()
        whole = self.reading.drafts.amount(context.parents[0].item)
        if whole is None or whole.unit != token.unit or token.value > whole.value:
            return ()
        if self.reading.topic(context.parents[0], "") not in _EXPENSES:
            return ()
        self.reading.carry(Subject(f"{whole.item}/{text}"))
        return context.subjects

    def _listed_part(self, text: str, token: Token) -> tuple[Subject, ...]:
        """A part behind 其中 by whatever name, straight before its amount: of the one whole whose amount the paragraph stated in the same unit, and which the parts
        don't exceed. None for anything else."""
        context = self.reading.context
        if _PART_NAME.fullmatch(text) is None:
            return ()
        whole = self._whole_of_items() or self._whole_of_parts()
        if whole is None or whole.unit != token.unit:
            return ()
        if _NO_NAME.search(text) or token.value + context.listed > whole.value:
            return ()
        subject = Subject(f"{whole.item}/{text}")
        self.reading.carry(subject)
        return (subject,)

    def _whole_of_parts(self) -> Draft | None:
        """The amount of the one whole whose parts the sentence lists; None where it lists none, or parts of a part."""
        context = self.reading.context
        if not context.listing or len(context.parents) != 1 or self._is_part(context.parents[0]):
            return None
        whole = self.reading.drafts.amount(context.parents[0].item)
        return whole if whole and self.reading.drafts.is_open(whole) else None

    def _whole_of_items(self) -> Draft | None:
        """The amount of which numbered items below it are parts (项目支出9万元，具体如下：/ 1.报刊征订5万元), for the first amount of an item; else None."""
        item, sentence = self.reading.context.item_list, self.reading.sentence
        stated = self.reading.drafts.all[-1:]
        if item is None or sentence is None or not sentence.starts_item or (stated and stated[0].sentence is sentence):
            return None
        return self.reading.drafts.amount(item.item)

    @staticmethod
    def _is_part(subject: Subject) -> bool:
        return "/" in subject.item and not subject.is_path

    def _is_listed_part(self) -> bool:
        """Whether a part by a name of its own is spoken of."""
        subjects, parents = self.reading.context.subjects, self.reading.context.parents
        return any(subject.item.startswith(f"{parent.item}/") for subject in subjects for parent in parents)

    def _leave_part(self) -> None:
        """Behind a listed part, an amount of what no word of ours names ends it: 局机关3万元，接待10批次；执法队2万元，接待4批次."""
        if self._is_listed_part():
            self.reading.context.unknown = self.reading.context.count_unknown = True

    def _without_words(self, token: Token) -> tuple[Subject, ...]:
        """Whose an amount is before which no words stand: of a list of things, of what was counted before it, or of the name that waits."""
        context = self.reading.context
        if context.expected > 1:
            return self.reading.listed(context.expected)
        if (item := self.reading.project_of_note()) and self.reading.is_alone(token):
            self.reading.carry(Subject(item))
            return context.subjects
        if context.another:
            return ()  # of what was done straight before: 培训费4万元；举办活动1场，预算6万元
        return self._counted_before(token) or (context.subjects if context.pending else ())

    def _is_behind_budget(self, text: str) -> bool:
        """Whether the budget of what is spoken of stands straight before: 三公经费预算5万元，支出3.2万元. Revenue isn't spent; 全年支出 behind a semicolon
        may be all that was."""
        since = 0 if text == _SIDES[1] else self.reading.context.part_since
        last = self.reading.drafts.all[since:][-1:]
        own = last and last[0].item in [subject.item for subject in self.reading.context.subjects]
        side = self.reading.is_other_side(_SIDES[1])
        return bool(own) and not side and last[0].sentence is self.reading.sentence and last[0].metric in BUDGETS

    def _whose_cost(self, text: str) -> tuple[Subject, ...]:
        """What was counted before what was spent on it or what it is worth; none where nothing was, or something of no word of ours."""
        context = self.reading.context
        if _VALUE.match(text) and context.asset_item:
            return (Subject(context.asset_item + text),)
        if _VALUE.match(text) and (assets := self._valued_before()):
            return (Subject(assets + text),)
        counted = "" if context.another else context.asset_item or context.count_item
        return (Subject(counted),) if counted and text in _SPENT else ()

    def _valued_before(self) -> str:
        """The assets whose other value the sentence stated last (固定资产原值5万元，累计折旧3万元，净值2万元), "" where it stated none."""
        for draft in reversed(self.reading.drafts.all[self.reading.context.part_since :]):
            if draft.metric in AMOUNTS and (valued := _OTHER_VALUE.fullmatch(draft.item)):
                return valued["of"]
        return ""

    def _rest_of_list(self, text: str, token: Token) -> tuple[Subject, ...]:
        """The rest of a list of parts (经费5万元，其中：办公费2万元、差旅费2万元、其他1万元), where it adds up with them to the amount before them; else none. What brackets behind a
        part say of it is no part of its own."""
        total, within = token.value, len(self.reading.brackets)
        whole: tuple[Subject, ...] = ()
        if text not in _REST:
            return ()
        for draft in reversed(self.reading.drafts.all[-NEAR:]):
            if draft.sentence is not self.reading.sentence or (draft.unit in YUAN and draft.unit != token.unit):
                break
            if draft.within > within:
                continue
            if draft.metric in AMOUNTS and draft.value == total != token.value:
                whole = (
                    Subject(f"{draft.item}/{text}"),
                )  # the first of them: a part may be as much as those behind it
            total += draft.value if draft.metric in AMOUNTS else 0
        self.reading.context.unknown |= bool(whole)  # what changes behind it may be the whole
        return whole

    def _total_again(self, token: Token) -> tuple[Subject, ...]:
        """The whole of its parts, or the one subject of which the sentence stated amounts, where a total behind them (…，合计1170万元) repeats the amount that the
        sentence stated of it; else none: behind several subjects it is the total of all."""
        context = self.reading.context
        if of_each := self._total_of_each(token):
            return of_each
        if context.unknown:
            return ()
        near = [
            d for d in self.reading.drafts.all[-NEAR:] if d.sentence is self.reading.sentence and d.metric in AMOUNTS
        ]
        single = len({(draft.item, draft.code) for draft in near}) == 1
        for whole in context.parents if len(context.parents) == 1 else context.subjects if single else ():
            stated = self.reading.drafts.amount(whole.item)
            same = stated and (stated.value, stated.unit) == (token.value, token.unit)
            if same and stated and stated.sentence is self.reading.sentence:
                self.reading.carry(whole)
                return (whole,)
        return ()

    def _total_of_each(self, token: Token) -> tuple[Subject, ...]:
        """Whose the total of so many is, straight behind what one of them costs (出国2人，3.5万元/人，共计7万元), which is as much; else none."""
        last_two = self.reading.drafts.all[-2:]
        if len(last_two) < 2 or not last_two[0].sentence is last_two[1].sentence is self.reading.sentence:
            return ()
        count, one = last_two
        is_one = one.metric in (metric for metric, _ in self.reading.words.per) and one.unit == token.unit
        if not is_one or count.metric not in _COUNTS or count.value * one.value != token.value:
            return ()
        subjects = self.reading.context.subjects
        stated = self.reading.drafts.amount(subjects[0].item) if len(subjects) == 1 else None
        is_again = stated is not None and (stated.value, stated.unit) == (token.value, token.unit)
        return subjects if is_again else (Subject(one.item, one.code),)

    def _see_list(self) -> None:
        """Behind all of a side that waits for its number, and gets none, parts of it are listed: 支出预算：农林水支出3万元，住房保障支出2万元."""
        context = self.reading.context
        if context.pending and not context.parents and len(context.subjects) == 1 and self.reading.is_all_of_a_side():
            context.parents = context.subjects
            context.parts = 0
            context.lists = True

    def _counted_before(self, token: Token) -> tuple[Subject, ...]:
        """Whose visits or travellers the sentence counted straight before an amount without words (国内公务接待19批次、156人、1.30万元), or the value of things that it
        counted (车辆3台，71.30万元)."""
        context, last = self.reading.context, self.reading.drafts.all[-1:]
        item = context.count_item
        stated = last and last[0].sentence is self.reading.sentence and last[0].metric in _COUNTS
        if stated and last[0].topic == "asset" and context.asset_item == last[0].item:
            bought = self.reading.words.purchase.search(context.asset_item)
            return (Subject(context.asset_item + ("" if bought else _WORTH)),)
        if stated and context.asset_item == last[0].item:
            return self._running_cost(last[0].item, token)
        return (Subject(item),) if stated and item == last[0].item else ()

    def _running_cost(self, vehicles: str, token: Token) -> tuple[Subject, ...]:
        """What vehicles that were counted among the parts of an expense cost (运行维护费8万元，其中：校车1辆2.6万元): a part of it, no more than all; none where no
        single whole is spoken of."""
        parents = self.reading.context.parents
        whole = self.reading.drafts.amount(parents[0].item) if len(parents) == 1 else None
        no_part = self.reading.words.purchase.search(vehicles) or _ALL_VEHICLES.fullmatch(vehicles)
        if whole is None or no_part or whole.unit != token.unit or token.value > whole.value:
            return ()
        return (Subject(f"{whole.item}/{vehicles}"),)

    def _may_be_subject(self, text: str) -> bool:
        reading = self.reading
        if reading.context.is_proven_part and text:
            return True
        return reading.codes.knows(text) or reading.is_money_noun(text) or reading.is_procurement(text)

    def _metric_of_amount(self, subject: Subject, topic: str) -> str:
        """What a plain amount is: of three public expenses a budget or an outturn, among parts (其中) what their whole was, else 金额."""
        context = self.reading.context
        is_budget = self.reading.head.kind == "budget"
        if context.earlier_year:
            return context.part_metric or PRIOR
        if (
            context.part_metric
            and subject not in context.parents
            and (not is_budget or context.part_metric in (PRIOR, PRIOR_BUDGET))
        ):
            return context.part_metric
        if topic in ("three_public", "operating") and is_budget:
            return BUDGET
        if not is_budget and _BUDGETED.search(_FUND_NAME.sub("", subject.item)):
            return BUDGET
        if topic == "three_public" and self.reading.pairs.get(self.reading.main_section()) == BUDGET:
            return OUTTURN
        return AMOUNT
