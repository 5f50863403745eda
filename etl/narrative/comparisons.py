"""Reads changes: what a number is compared with (last year, the budget), which way it goes, and 持平."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from etl.narrative.drafts import AMOUNTS, NEAR, Draft
from etl.narrative.grammar import step_pattern
from etl.narrative.metrics import (
    AMOUNT,
    BUDGET,
    BUDGETS,
    CHANGE,
    CHANGE_AMOUNT,
    CHANGE_RATE,
    COMPLETION,
    DIFFERENCE_AMOUNT,
    DIFFERENCE_RATE,
    INITIAL_BUDGET,
    OUTTURNS,
    PRIOR,
    PRIOR_BUDGET,
)
from etl.narrative.names import joins_names
from etl.narrative.reading import Reading
from etl.narrative.subjects import Subject, clean_subject
from etl.narrative.tokens import Token

_MOVED_BY = step_pattern("comparisons.moved_by")
_COMPARED_MOVED_BY = step_pattern("comparisons.compared_moved_by")
_MOVED_FROM = step_pattern("comparisons.moved_from")
_COMPARED_BEHIND = step_pattern("comparisons.compared_behind")
_MOVES = step_pattern("comparisons.moves")
_MOVING = step_pattern("comparisons.moving")
_GROWTH = step_pattern("comparisons.growth")
_RATE_BEHIND = re.compile(r"^，[^，。；\d]{0,12}\d[\d.]*%")
_PRIOR_BUDGET = step_pattern("comparisons.prior_budget")
_EARLIER = step_pattern("comparisons.earlier")
_LAST_YEAR_OF = step_pattern("amounts.last_year_of")
_TIMES = step_pattern("comparisons.times")
_TIMES_BEHIND = step_pattern("comparisons.times_behind")
_SIGNED = step_pattern("comparisons.signed")
_OTHER_PERIOD = step_pattern("comparisons.other_period")
_SAVED = step_pattern("comparisons.saved")
_DIFFERS_BY = step_pattern("comparisons.differs_by")
_DIFFERS_BY_RATE = step_pattern("comparisons.differs_by_rate")
_FOR_ONE = step_pattern("comparisons.for_one")
_EACH = step_pattern("comparisons.each")
_ALTERNATIVE = step_pattern("comparisons.alternative")

_METRICS = {
    ("prior", "amount"): CHANGE_AMOUNT,
    ("prior", "rate"): CHANGE_RATE,
    ("budget", "amount"): DIFFERENCE_AMOUNT,
    ("budget", "rate"): DIFFERENCE_RATE,
}
"""By what is compared with, and whether the change is an amount or a rate. A change against another base (last year's budget, a month, an older
year behind the year before) has none."""
_OF_BUDGET = frozenset({*BUDGETS, COMPLETION, DIFFERENCE_AMOUNT, DIFFERENCE_RATE})
"""What an outturn has beside a budget of its own."""


def follows(amount: Draft | None, change: Draft, rate: Decimal) -> bool | None:
    """Whether a rate of change follows from an amount and its change, within what the printed digits leave open; None without an amount
    in the unit of the change, or where there was nothing the year before."""
    if amount is None or amount.unit != change.unit or amount.value == change.value:
        return None
    before = amount.value - change.value
    half = (last_digit(amount.value) + 2 * last_digit(change.value)) / 2
    exact = change.value / before * 100
    spread = abs(exact / before) * half + 100 * last_digit(change.value) / 2 / abs(before)
    return abs(exact - rate) <= last_digit(rate) / 2 + spread


def last_digit(value: Decimal) -> Decimal:
    """What one of the last printed digit is worth."""
    return Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0))


class Comparisons:
    """Tells changes from amounts and states them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def compared_with(self, phrase: str, token: Token) -> bool | None:
        """比2023年1200万元增加…, 比年初预算5万元减少…: what a change compares with, stated itself; None where the phrase is none."""
        prior = self.reading.words.compare_prior.search(phrase) or self._moved_from(phrase)
        if prior and self._is_this_year(prior):
            prior = None
        match = prior or self._budget_in(phrase)
        if match is None:
            return None
        rest, _ = clean_subject(self.reading.words.be.sub("", phrase[match.end() :]), self.reading.words)
        subjects = self._compared_subjects(rest, phrase[: match.start()])
        if subjects is None:
            return False
        if prior:
            metric, topic = PRIOR, "year_change"
        else:
            metric, topic = (INITIAL_BUDGET if "年初" in match["base"] else BUDGET), "execution"
        if prior:
            each = _EACH.search(phrase) is not None
            subjects = self.reading.of_both_sides(subjects, phrase[: match.start()], each, metric)
        for subject in subjects:
            self.reading.add(subject, metric, token.value, token, topic, phrase)
        self.reading.context.compare = "prior" if prior else "budget"
        return bool(subjects)

    def _compared_subjects(self, rest: str, before: str) -> tuple[Subject, ...] | None:
        """Whose amount is compared with: of the words `rest` behind the year or budget, else of those before it; None where `rest` names something that
        neither is spoken of nor was stated in the paragraph."""
        if not rest:
            return self.reading.subjects(before)
        if self.reading.speaks_of_carried(rest):
            return self.reading.context.subjects
        stated = self.reading.drafts.group(rest)
        if not stated:
            return None
        self.reading.carry(Subject(rest, stated[0].code))
        return self.reading.context.subjects

    def moves(self, phrase: str, rest: str) -> bool:
        """Whether an amount is what another moved from, behind words that don't say of when: 由3万元减少到2万元."""
        return _MOVES.search(phrase) is not None and _MOVING.match(rest) is not None

    def multiplied(self, phrase: str, rest: str) -> str:
        """The words that compare in a phrase before last year's amount of which another is several times (是上年5万元的2.14倍), "" for any other."""
        times = _TIMES.search(phrase) if _TIMES_BEHIND.match(rest) else None
        year = phrase[times.end() :] if times else ""
        return f"{phrase[: times.start()]}{self.reading.words.compare_prior_word}{year}" if times else ""

    def _budget_in(self, text: str) -> re.Match[str] | None:
        """Where a text compares with a budget; a 和 within the name of a subject (社会保障和就业支出年初预算) does not."""
        found = self.reading.words.compare_budget.search(text)
        return found if found and not joins_names(text, found.start()) else None

    def _moved_from(self, phrase: str) -> re.Match[str] | None:
        """收入预算由2023年的: what an amount that moved was the year before; None where the phrase says no such thing."""
        match = _MOVED_FROM.search(phrase)
        is_last = match and (not match["year"] or int(match["year"]) == self.reading.head.fiscal_year - 1)
        return match if is_last else None

    def lost_percent(self, phrase: str, token: Token, rest: str) -> bool:
        """增长13.95。: a rate whose % was lost, only straight after the amount of the same change; 增加20.50，增长1.86%: an amount without unit."""
        if _RATE_BEHIND.match(rest) and "." in token.text and (change := self.change(phrase, token)):
            unit = self.reading.usual_unit()
            return bool(unit) and self.state_change(change, "amount", token, phrase, unit=unit)
        if not self.reading.context.last_change or rest.strip("，。；"):
            return False
        change = self.change(phrase, token)
        if change is None or change[2]:
            return False
        return self.state_change(change, "rate", token, phrase, unit="%")

    def is_comparison(self, phrase: str, token: Token) -> bool:
        """Whether a phrase compares, with whatever."""
        words = self.reading.words
        compares = words.compare_prior.search(phrase) or self._budget_in(phrase)
        return bool(compares or words.beside_budget.match(phrase) or words.direction.search(phrase))

    def change(self, phrase: str, token: Token, explicit: bool = False) -> tuple[str, Decimal, str] | None:
        """A change: (base prior or budget, signed value, words of its subject), or None where the phrase is none."""
        if beside := self.reading.words.beside_budget.match(phrase):
            self.reading.context.compare_base = beside["base"]
            return "budget", token.value if beside["over"] else -token.value, beside["subject"]
        if _MOVED_BY.fullmatch(phrase) and self._is_behind_prior():
            return "prior", token.value, ""
        if by_sign := self._by_sign(phrase, token) or self._by_amounts(phrase, token):
            return by_sign
        match = self.reading.words.direction.search(phrase)
        if match is None and (signed := self._signed(phrase, token)):
            return signed
        if match is None or _SAVED.search(phrase):
            return None
        head = self.reading.words.each.sub("", phrase[: match.start()])
        base, subject = self._base(phrase, head, token, explicit)
        if not base:
            return None
        falls = self.reading.words.up.fullmatch(match["direction"]) is None
        value = -token.value if falls and token.value > 0 else token.value
        return base, value, subject

    def _signed(self, phrase: str, token: Token) -> tuple[str, Decimal, str] | None:
        """A change that only its sign tells, straight behind what it is set against: 比上年-41.27万元, 同比（+3%）."""
        plus = _SIGNED.search(phrase)
        compared = phrase[: plus.start()] if plus else phrase
        if not plus and token.value >= 0:
            return None
        compared = compared.removesuffix("（")
        word = self.reading.words.compare_prior_word
        if compared.endswith(word):
            return "prior", token.value, compared.removesuffix(word)
        base, subject = self.compared(compared)
        ends = self.reading.words.compare_prior.search(compared) or self._budget_in(compared)
        return (base, token.value, subject) if base and ends and ends.end() == len(compared) else None

    def _by_sign(self, phrase: str, token: Token) -> tuple[str, Decimal, str] | None:
        """A change whose words leave its direction to its sign: 比上年增减额为3万元 is 3万元 more."""
        match = _COMPARED_MOVED_BY.search(phrase)
        base, subject = self.compared(phrase[: match.start()]) if match else ("", "")
        return (base, token.value, subject) if base else None

    def _by_amounts(self, phrase: str, token: Token) -> tuple[str, Decimal, str] | None:
        """A change whose direction the amounts before it tell."""
        return self._difference(phrase, token) or self._without_its_word(phrase, token)

    def _without_its_word(self, phrase: str, token: Token) -> tuple[str, Decimal, str] | None:
        """The change straight behind last year's amount that lost its word, where it is as much (支出60万元，较2022年决算数50万元10万元，增长20%)."""
        last = self.reading.drafts.all[-1:]
        if phrase or not last or last[0].metric != PRIOR or last[0].sentence is not self.reading.sentence:
            return None
        amount = self.reading.drafts.amount(last[0].item)
        if amount is None or not amount.unit == last[0].unit == token.unit:
            return None
        value = amount.value - last[0].value
        return ("prior", value, "") if abs(value) == abs(token.value) else None

    def _difference(self, phrase: str, token: Token) -> tuple[str, Decimal, str] | None:
        """The difference of the outturn from its budget where both stand straight before it (支出2万元，年初预算5万元，差值为3万元), which say which is more."""
        near = self.reading.drafts.all[-2:]
        if near and near[-1].metric == DIFFERENCE_AMOUNT and _DIFFERS_BY_RATE.fullmatch(phrase):
            return "budget", token.value.copy_sign(near[-1].value), ""
        if len(near) < 2 or near[0].item != near[1].item or _DIFFERS_BY.fullmatch(phrase) is None:
            return None
        budgets = [draft for draft in near if draft.metric in BUDGETS]
        spent = [draft for draft in near if draft.metric in (AMOUNT, *OUTTURNS)]
        if not near[0].sentence is near[1].sentence is self.reading.sentence or len(budgets) != 1 or len(spent) != 1:
            return None
        value = spent[0].value - budgets[0].value
        self.reading.context.compare_base = budgets[0].metric
        return ("budget", value, "") if abs(value) == abs(token.value) and budgets[0].unit == token.unit else None

    def _is_behind_prior(self) -> bool:
        """Whether last year's amount, or the change against it, stands straight before."""
        last = self.reading.drafts.all[-1:]
        return bool(last) and last[0].sentence is self.reading.sentence and last[0].metric in (PRIOR, CHANGE_AMOUNT)

    def _base(self, phrase: str, head: str, token: Token, explicit: bool) -> tuple[str, str]:
        """What a change is set against, by its own words, else by what was compared before; and the words of its subject."""
        base, subject = self.compared(head)
        if not base and self.reading.words.compare_prior_word in phrase:
            base, subject = "prior", head.replace(self.reading.words.compare_prior_word, "")
        if not base and not explicit and not head and self.behind_last_year():
            base = "prior"
        if not base and not explicit and not head and self._behind_outturn_of_budget(token, exact=True):
            base = "budget"
        if not base and not explicit:
            base, subject = self.reading.context.compare or self.reading.context.last_change, head
        if not base and not explicit and not head and self._behind_outturn_of_budget(token):
            base = "budget"
        if not base and not explicit and not head and token.kind == "percent":
            base = "prior"
        if not base and not explicit and _GROWTH.search(phrase):
            base = "prior"
        if not base and not explicit and len(self.reading.context.bases) == 1:
            (base,) = self.reading.context.bases
        if not base and not explicit:
            base = self._base_of_list()
        return base, subject

    def _base_of_list(self) -> str:
        """What all items of a list before this one compared with (1.甲比上年增加2万元。2.乙5万元，减少1万元), or the sentence that opens it (经费较上年增加5万元，其中：);
        "" where they compared with nothing or with several, and where the item is set against a budget of its own (2.乙5万元，年初预算6万元，减少1万元)."""
        bases, sentence = self.reading.context.list_bases, self.reading.sentence
        own = (d for d in self.reading.drafts.all[-NEAR:] if d.sentence is sentence and d.metric in _OF_BUDGET)
        if self.reading.head.kind == "final_account" and any(own):
            return ""
        return next(iter(bases)) if sentence and sentence.starts_item and len(bases) == 1 else ""

    def _behind_outturn_of_budget(self, token: Token, exact: bool = False) -> bool:
        """Whether the statement before is an outturn, and the one before that its budget: 收入预算100万元，决算124万元，增加24万元; or the other way round, where
        the amount is their difference. `exact`: only where it is, as always behind the rate of the budget."""
        last_three = self.reading.drafts.all[-3:]
        near = [draft for draft in last_three if draft.metric != COMPLETION][-2:]
        exact = exact or near != last_three[-2:]
        if len(near) < 2 or not near[0].sentence is near[1].sentence is self.reading.sentence:
            return False
        first, last = near
        differs = abs(first.value - last.value) == abs(token.value)
        straight = first.metric in BUDGETS and last.metric in OUTTURNS and (differs or not exact)
        turned = first.metric in OUTTURNS and last.metric in BUDGETS and differs
        return first.item == last.item and (straight or turned)

    def behind_last_year(self) -> bool:
        """Whether the statement before is last year's amount, in the same sentence: 2023年预算4.50万元，减少0.50万元."""
        last = self.reading.drafts.all[-1] if self.reading.drafts.all else None
        return last is not None and last.sentence is self.reading.sentence and last.metric in (PRIOR, PRIOR_BUDGET)

    def compared(self, text: str) -> tuple[str, str]:
        """What a text compares with (prior, budget, "") and the words that are left of it."""
        match = self.reading.words.compare_prior.search(text)
        if match and not self._is_this_year(match):
            return ("another" if self._is_another(text, match) else "prior"), self._around(text, match)
        budget = self._budget_in(text)
        if budget:
            self.reading.context.compare_base = budget["base"]
            return "budget", self._around(text, budget)
        return "", text

    def _around(self, text: str, match: re.Match[str]) -> str:
        before, after = text[: match.start()], text[match.end() :]
        after, _ = clean_subject(after, self.reading.words)
        if self.reading.is_other_side(after):
            return after
        return after if self.reading.is_money_noun(after) and after not in ("支出", "收入", "决算", "预算") else before

    def _is_another(self, text: str, match: re.Match[str]) -> bool:
        """Whether what is compared with isn't the year before: its budget, in a final account; a month of it; an older year."""
        budget = self.reading.head.kind == "final_account" and _PRIOR_BUDGET.search(match[0]) is not None
        return budget or _OTHER_PERIOD.match(text[match.end() :]) is not None or self._is_second(match["year"])

    def _is_second(self, year: str) -> bool:
        """Whether a year before the last is compared with behind the last one: 比上年增加2万元，比2019年减少1万元. Alone, it may be a slip of the pen."""
        digits = re.match(r"20\d\d", year)
        if digits is None or int(digits[0]) >= self.reading.head.fiscal_year - 1:
            return False
        drafts = (d for s in self.reading.context.subjects for d in self.reading.drafts.group(s.item))
        return any(d.metric in CHANGE and d.sentence is self.reading.sentence for d in drafts)

    def _is_this_year(self, match: re.Match[str]) -> bool:
        """Whether it's the report's own year, or its budget, that is compared with. A final account's own year alone (与2023年度相比) is a slip of the pen."""
        digits = re.match(r"20\d\d", match["year"] or "")
        if digits is None or int(digits[0]) != self.reading.head.fiscal_year:
            return False
        return self.reading.head.kind == "budget" or _COMPARED_BEHIND.match(match.string[match.end("year") :]) is None

    def state_change(
        self,
        change: tuple[str, Decimal, str],
        what: Literal["amount", "rate"],
        token: Token,
        phrase: str,
        unit: str = "",
    ) -> bool:
        """State a change of the subjects that its words name or that are carried. False without a subject."""
        base, value, words = change
        self.reading.context.other_base = (base, what) not in _METRICS
        if self.reading.context.other_base or self._is_earlier(words) or self._is_for_one(words, what, token, phrase):
            self.reading.context.last_change = base
            return False
        metric = _METRICS[base, what]
        each = _EACH.search(phrase) is not None
        self._speak_of_cost(words)
        subjects = self.reading.of_both_sides(self.reading.subjects(words), words, each, metric)
        if what == "amount":
            self.reading.comparison_named = bool(words)
        if token.value and _ALTERNATIVE.search(phrase):
            value = self._settled(subjects, base, value)
        if what == "rate" and base == "prior":
            self._restore_change(words, value)
            subjects = self._whose(subjects, words, value)
            if _EACH.search(phrase) and len(subjects) == 1 and self.reading.names_nothing(words):
                subjects = self.reading.each_before((CHANGE_AMOUNT,)) or subjects
        elif base == "prior" and not words:
            subjects = self._grown(subjects, value, unit or token.unit)
        if self.reading.names_nothing(words) and self._is_said_otherwise(subjects, metric, value):
            return False
        for subject in subjects:
            self.reading.add(
                subject,
                metric,
                value,
                token,
                "year_change" if base == "prior" else "execution",
                phrase,
                unit=unit,
                base=self.reading.context.compare_base if base == "budget" else "",
            )
        self._remember(base)
        return bool(subjects)

    def _remember(self, base: str) -> None:
        """Remember what was compared with, for changes behind it that don't say."""
        context = self.reading.context
        context.last_change = base
        context.bases.add(base)
        sentence = self.reading.sentence
        if sentence and (sentence.starts_item or sentence.text.endswith("：")):
            context.list_bases.add(base)

    def _speak_of_cost(self, words: str) -> None:
        """Speak of the things whose cost stands straight before a change without a subject: 公务接待25批次，支出2.11万元，较上年减少0.03万元."""
        last = self.reading.drafts.all[-1:]
        own = last and last[0].sentence is self.reading.sentence and last[0].item == self.reading.context.count_item
        if own and last[0].metric in AMOUNTS and self.reading.names_nothing(words):
            self.reading.carry(Subject(last[0].item, last[0].code))

    def _is_said_otherwise(self, subjects: tuple[Subject, ...], metric: str, value: Decimal) -> bool:
        """Whether a sentence before, of the same paragraph, stated another change of what is spoken of: words without a subject are of something else then."""
        said = (draft for subject in subjects for draft in self.reading.drafts.group(subject.item))
        return any(d.metric == metric and d.value != value and d.sentence is not self.reading.sentence for d in said)

    def _is_for_one(self, words: str, what: Literal["amount", "rate"], token: Token, phrase: str) -> bool:
        """Whether a change is of an amount for one person, visit or vehicle, by its words or straight behind one in the same unit: 比上年人均减少5元;
        车均2.00万元，较上年减少0.10万元. An amount behind one in another unit is of the whole."""
        if _FOR_ONE.search(phrase):
            return True
        last = self.reading.drafts.all[-1:]
        metrics = [name for name, _ in self.reading.words.for_one]
        straight = last and last[0].sentence is self.reading.sentence and last[0].metric in metrics
        return bool(straight) and self.reading.names_nothing(words) and (what == "rate" or last[0].unit == token.unit)

    def _is_earlier(self, words: str) -> bool:
        """Whether the words of a subject name an earlier year: what changed then is no statement on the report's."""
        if _LAST_YEAR_OF.match(words):
            return True
        year = _EARLIER.search(words)
        return year is not None and int(year[0]) < self.reading.head.fiscal_year

    def _restore_change(self, words: str, rate: Decimal) -> None:
        """Take the amount straight before a rate for the change that it is where its word was lost (本年支出568.5万元，较上年决算数38.3万元，下降6.3%): the rate follows
        from it as a change, and not as last year's amount."""
        drafts = self.reading.drafts
        said = drafts.all[-1] if drafts.all else None
        amount = drafts.amount(said.item) if said else None
        if (
            words
            or said is None
            or said.metric != PRIOR
            or said.sentence is not self.reading.sentence
            or amount is None
        ):
            return
        change = replace(said, metric=CHANGE_AMOUNT, value=said.value.copy_sign(rate))
        if follows(amount, replace(said, value=amount.value - said.value), rate) is not False:
            return
        if not follows(amount, change, rate):
            return
        drafts.withdraw(len(drafts.all) - 1)
        drafts.add(
            change.sentence,
            change.item,
            change.code,
            change.metric,
            change.value,
            change.unit,
            change.topic,
            change.printed,
            change.base,
            "increase" if rate > 0 else "decrease",
            change.within,
        )

    def _whose(self, subjects: tuple[Subject, ...], words: str, rate: Decimal) -> tuple[Subject, ...]:
        """其中甲5万元，乙6万元，比上年增加2万元，增长25%: the amounts tell whether the change is that of the last part or of the whole.

        Where the rate follows from the amount of the whole and not from that of the part, the amount of the change goes to the whole.
        """
        parents = self.reading.context.parents
        drafts = self.reading.drafts
        change = drafts.all[-1] if drafts.all else None
        if words or len(subjects) != 1 or len(parents) != 1 or change is None or change.metric != CHANGE_AMOUNT:
            return subjects
        if change.item != subjects[0].item or subjects == parents or self.reading.comparison_named:
            return subjects
        if follows(drafts.amount(subjects[0].item), change, rate) is not False:
            return subjects
        if not follows(drafts.amount(parents[0].item), change, rate):
            return subjects
        drafts.withdraw(len(drafts.all) - 1)
        drafts.add(
            change.sentence,
            parents[0].item,
            parents[0].code,
            change.metric,
            change.value,
            change.unit,
            change.topic,
            change.printed,
            change.base,
            change.direction,
        )
        return parents

    def _grown(self, subjects: tuple[Subject, ...], change: Decimal, unit: str) -> tuple[Subject, ...]:
        """其中甲5万元，乙0万元，比上年增加2万元: nothing grew by more than it is now; such an increase is that of the whole."""
        parents, amount = self.reading.context.parents, self.reading.drafts.amount
        part = amount(subjects[0].item) if len(subjects) == len(parents) == 1 else None
        whole = amount(parents[0].item) if part else None
        if part is None or whole is None or {part.unit, whole.unit} != {unit}:
            return subjects
        if not part.value < change <= whole.value:
            return subjects
        self.reading.carry(*parents)  # the rate behind it is of the whole, too
        return parents

    def _settled(self, subjects: tuple[Subject, ...], base: str, value: Decimal) -> Decimal:
        """下降（增长）27.78%: an unfilled choice follows the amount of the same change, where one was stated."""
        wanted = _METRICS[base, "amount"]
        for subject in subjects:
            for draft in self.reading.drafts.group(subject.item):
                if draft.metric == wanted and draft.value:
                    return abs(value) if draft.value > 0 else -abs(value)
        return value

    def flat(self, phrase: str, token: Token) -> bool:
        """持平 against last year or the budget is a change of 0; 基本持平 is kept as a remark."""
        base, words = self.compared(phrase + token.text if token.text.startswith("等于") else phrase)
        if not base and self.reading.words.compare_prior_word in phrase:
            base, words = "prior", phrase.replace(self.reading.words.compare_prior_word, "")
        base = base or self.reading.context.compare or self.reading.context.last_change
        if base not in ("prior", "budget"):
            return False
        metric = CHANGE_AMOUNT if base == "prior" else DIFFERENCE_AMOUNT
        each = _EACH.search(phrase) is not None
        subjects = self.reading.of_both_sides(self.reading.subjects(words), words, each, metric)
        if each and len(subjects) == 1 and self.reading.names_nothing(words):
            subjects = self.reading.each_before() or subjects
        if token.kind == "flat":
            for subject in subjects:
                amount = self.reading.drafts.amount(subject.item)
                unit = amount.unit if amount else "万元"
                topic = "year_change" if base == "prior" else "execution"
                of = self.reading.context.compare_base if base == "budget" else ""
                self.reading.add(subject, metric, Decimal(0), token, topic, phrase, unit=unit, base=of)
        elif base == "prior":
            for subject in subjects:
                self.reading.remark(subject.item, "direction", "unchanged")
        self._remember(base)
        return True

    def not_comparable(self) -> bool:
        """不可比: marks the amounts of the carried subjects."""
        for subject in self.reading.context.subjects:
            for draft in self.reading.drafts.group(subject.item):
                if draft.metric in (AMOUNT, BUDGET):
                    draft.direction = "not_comparable"
        return True
