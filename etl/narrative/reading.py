"""Where a reading stands: its section and sentence, what earlier clauses said, and which subject a phrase names there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from etl.head import ReportHead
from etl.narrative.drafts import AMOUNTS, NEAR, Draft, Drafts
from etl.narrative.grammar import Grammar, step_pattern, step_words
from etl.narrative.metrics import AMOUNT, CHANGE, DIFFERENCE_AMOUNT, DIFFERENCE_RATE
from etl.narrative.model import Remark
from etl.narrative.numbers import Account
from etl.narrative.sections import Heading, Section
from etl.narrative.sentences import Sentence
from etl.narrative.subjects import Codes, Path, Subject, clean_subject, joint
from etl.narrative.tokens import Token
from etl.words.units import MONEY, YUAN

_NAMELESS = frozenset(step_words("reading.nameless"))
PIECES = step_pattern("reading.pieces")
_ASSETS = step_pattern("reading.assets")
_UNIT = re.compile(rf"\d({MONEY})")
_UNIT_ABOVE = step_pattern("reading.unit_above")
_SECTION_END = step_pattern("reading.section_end")
_JOINING = step_pattern("reading.joining")
_TELLING = step_pattern("reading.telling")
_FUND = step_pattern("reading.fund")
_BUDGET_ALONE = step_pattern("reading.budget_alone")
_PROJECT_NOTE = step_pattern("sentences.project_note")
_BOTH = step_pattern("reading.both")
_SIDE = step_pattern("reading.side")
_ALL = step_pattern("reading.all")
_NEITHER = step_pattern("reading.neither")
_PROJECT = step_pattern("reading.project")
_OWN_FUND = step_pattern("reading.own_fund")
_KINDS_OF_EXPENDITURE = step_pattern("reading.kinds")
_WHOLE = step_pattern("reading.whole")
_SIDES = step_words("reading.sides")
_OTHER_SIDE = dict(zip(_SIDES, reversed(_SIDES), strict=True))
PHRASE = 200
"""No phrase before a number is longer; what is, is no prose."""


def _is_short_for(name: str, subject: Subject) -> bool:
    """Whether a name may be the end of a subject's; 运行维护费 is a part of 购置及运行维护费."""
    head = subject.item.removesuffix(name)
    return len(name) >= 4 and not subject.is_path and subject.item.endswith(name) and not _JOINING.search(head)


@dataclass(slots=True)
class Context:
    """What earlier clauses of the section said and later ones leave out."""

    subjects: tuple[Subject, ...] = ()
    parents: tuple[Subject, ...] = ()
    path: Path = field(default_factory=Path)
    compare: str = ""  # prior, budget: opened by 与上年相比 in this sentence
    compare_base: str = ""
    part_since: int = 0  # how many statements there were before this part of the sentence
    last_change: str = ""  # the base of the change stated last in this sentence
    other_base: bool = False  # the last change is one against what reports don't compare with
    aside: bool = False  # a number of something else was told since the last amount: a rate behind it is that's
    another: bool = (
        False  # something of no word of ours was counted since the subject was named: 举办赛事2场，支出5万元
    )
    pending: bool = False  # the subject was named by a clause of its own and waits for its number
    scope: str = ""  # 在…项目中
    modifier: str = ""  # 由…中标的
    staff: str = ""
    staff_parts: bool = False  # the people counted are parts of those: behind 其中 or in a bracket
    earlier_year: int = 0  # the earlier year that the sentence states; 0 where it states the report's own
    own_year: bool = False  # the paragraph named the report's own year, below a heading on the year before
    item_list: Subject | None = None  # what the numbered items that follow are parts of: 项目支出5万元，具体如下：
    count_item: str = ""
    asset_item: str = ""  # what was counted last: 价值 speaks of it
    count_unknown: bool = False  # what was counted last, no word of ours names
    lost: bool = False  # the sentence speaks of a change of something against nothing: its parts are of that
    unknown: bool = False  # the last amount belongs to something that no word of ours names
    part_metric: str = ""  # what the parts behind 其中 state: the budget or last year's amount of their whole
    parts: int = 0  # how many parts were stated behind 其中
    listing: bool = False  # nothing but amounts, each behind a name, followed since 其中
    listed: Decimal = Decimal(0)  # what they add up to
    lists: bool = False  # the sentence lists parts of what its label names, without 其中
    bases: set[str] = field(default_factory=set)  # what the paragraph compared with
    list_bases: set[str] = field(default_factory=set)  # what the items of the section's list compared with, in words
    outer: tuple[
        Subject, ...
    ] = ()  # what the first 其中 of the sentence opened; a 其中 within it ends with the sentence
    whole: tuple[Subject, ...] = ()  # what the sentence before listed the parts of, until this one names a subject
    sides: tuple[
        Subject, ...
    ] = ()  # revenue and expenditure, where their amounts were stated last, one after the other
    sides_are_equal: bool = False
    expected: int = 1  # how many subjects a list of numbers is for
    named_parts: tuple[Subject, ...] = ()  # what the sentence named as parts of a whole, before their numbers
    amount: Token | None = None  # the amount whose subject is asked for
    of_each: bool = True  # the number is one of each of several subjects: 均为0, 分别为
    is_proven_part: bool = False  # the amount is one of a list that adds up to the amount before it
    series: int = 0  # how many numbers the last list of this sentence had


@dataclass(frozen=True, slots=True)
class Bracket:
    """What was spoken of where a bracket opened, and the metric of the statement whose parts it lists."""

    subjects: tuple[Subject, ...]
    metric: str
    count_item: str
    asset_item: str
    staff: str
    staff_parts: bool
    count_unknown: bool
    aside: bool
    parents: tuple[Subject, ...]
    listing: bool
    listed: Decimal


class Reading:
    """The state of reading one document, shared by the readers of clauses, amounts, comparisons, counts and reasons."""

    def __init__(self, head: ReportHead, codes: Codes, words: Grammar, drafts: Drafts) -> None:
        self.head = head
        self.codes = codes
        self.words = words
        self.drafts = drafts
        self.remarks: list[Remark] = []
        self.account = Account()
        self.section: Section | None = None
        self.opening = -1  # the first paragraph below the heading
        self.sentence: Sentence | None = None
        self.context = Context()
        self.pairs: dict[tuple[str, ...], str] = {}  # which budget a main section sets its outturns against
        self.comparison_named = False  # whether the change of an amount stated last names its subject
        self._said_by: Sentence | None = None
        self._said: dict[re.Pattern[str], bool] = {}
        self.brackets: list[Bracket] = []  # those that are open, the outermost first

    @property
    def bracket(self) -> Bracket | None:
        """The innermost open bracket."""
        return self.brackets[-1] if self.brackets else None

    def enter_bracket(self, metric: str) -> None:
        """A bracket opens: what was spoken of is kept until it closes. `metric`: of the statement whose parts it lists."""
        context = self.context
        before = (context.subjects, metric, context.count_item, context.asset_item, context.staff, context.staff_parts)
        parts = (context.parents, context.listing, context.listed)
        self.brackets.append(Bracket(*before, context.count_unknown, context.aside, *parts))

    def leave_bracket(self) -> None:
        """A bracket closes: the text goes on with what was spoken of before it."""
        if not self.brackets:
            return
        context, before = self.context, self.brackets.pop()
        if before.subjects:
            self.carry(*before.subjects)
        context.parents, context.listing, context.listed = before.parents, before.listing, before.listed
        context.count_item, context.asset_item = before.count_item, before.asset_item
        context.staff, context.staff_parts = before.staff, before.staff_parts
        context.count_unknown, context.aside = before.count_unknown, before.aside

    def carry(self, *subjects: Subject) -> None:
        """From here on clauses without a subject speak of these."""
        self.context.subjects = subjects
        self.context.pending = False
        self.context.unknown = self.context.another = False
        self.context.whole = ()

    def path_subject(self) -> Subject:
        """The functional subject 类/款/项 that the text is in, with its code where the report's forms name it."""
        return Subject(self.context.path.item, self.codes.of_path(self.context.path.names), is_path=True)

    def subjects(self, words: str) -> tuple[Subject, ...]:
        """The subjects that words name; those carried where they name none; the section's where none was named yet."""
        context = self.context
        text, code = clean_subject(words, self.words)
        if both := self.both_of(text):
            self.carry(*both)
            return both
        if text in _NAMELESS and not code:
            if context.unknown:
                return ()
            if context.whole:
                self.carry(*context.whole)
            elif context.parents and context.subjects != context.parents and self._is_all_of(text):
                self.carry(*context.parents)
            elif whole := self._whole_of_paragraph(text):
                self.carry(whole)
            if self.is_other_side(text):
                self.carry(self._side(text, context.subjects[0]))
            elif one := self._one_of_both(text):
                self.carry(*one)
            elif text in _OTHER_SIDE and any(_NEITHER.search(subject.item) for subject in context.subjects):
                self.carry(self._all_of_side(text))
            elif self._is_side_of_both(text):
                self.carry(Subject(text))
            if not context.subjects and (item := self.section_item()):
                self.carry(Subject(item))
            if not context.subjects and text in _OTHER_SIDE and not self._is_on_a_fund():
                self.carry(Subject(text))
            return context.subjects
        if not code and not self.is_money_noun(text) and not self.codes.knows(text):
            return ()
        subjects = self.named(text, code)
        self.carry(*subjects)
        return subjects

    def names_nothing(self, words: str) -> bool:
        """Whether words name no subject of their own."""
        text, code = clean_subject(words, self.words)
        return text in _NAMELESS and not code

    def speaks_of_carried(self, text: str) -> bool:
        """Whether a word for money is of what is spoken of: the end of its name, or a word that names nothing (2021年支出19.60万元)."""
        ends = any(subject.item.endswith(text) for subject in self.context.subjects)
        return ends or (text in _NAMELESS and bool(self.context.subjects) and not self.is_other_side(text))

    def _is_all_of(self, text: str) -> bool:
        """Whether 支出 or 收入 is said behind parts of all of it: 支出预算5万元，其中：住房保障支出1万元，支出比上年增加."""
        (whole, *others) = self.context.parents
        return (
            text in _OTHER_SIDE
            and not others
            and not whole.is_path
            and _ALL.fullmatch(whole.item) is not None
            and text in whole.item
        )

    def _whole_of_paragraph(self, text: str) -> Subject | None:
        """All revenue or all expenditure, whose amount opened the paragraph, where a later sentence begins with 收入 or 支出 behind parts of it:
        收入预算9万元。事业收入2万元，其他收入1万元。收入较上年增加3万元."""
        sentence = self.sentence
        if text not in _OTHER_SIDE or sentence is None or not sentence.text.startswith(text) or self.is_all_of_a_side():
            return None
        told = (d for d in self.drafts.all[-NEAR:] if d.sentence.paragraph == sentence.paragraph)
        first = next(told, None)
        opens = first is not None and first.sentence is not sentence and first.metric in AMOUNTS
        return (
            Subject(first.item, first.code)
            if first and opens and text in first.item and _ALL.fullmatch(first.item)
            else None
        )

    def is_all_of_a_side(self) -> bool:
        """Whether all revenue or all expenditure is spoken of."""
        return any(not subject.is_path and _ALL.fullmatch(subject.item) for subject in self.context.subjects)

    def is_other_side(self, text: str) -> bool:
        """Whether 收入 or 支出 is said where the one subject spoken of is the other."""
        subjects = self.context.subjects
        if text not in _OTHER_SIDE or len(subjects) != 1 or subjects[0].is_path:
            return False
        return text not in subjects[0].item and _OTHER_SIDE[text] in subjects[0].item

    def leave_balance(self) -> None:
        """Speak of the whole again where a balance within it is spoken of, which has neither a budget nor a rate: 其中年末结转15万元。年初预算950万元."""
        parts = self.context.subjects
        if self.context.parents and parts and all(_NEITHER.search(subject.item) for subject in parts):
            self.carry(*self.context.parents)

    def is_behind_balance(self) -> bool:
        """Whether a paragraph begins with a measure that names nothing where the one above ended with a balance, which has none: it may be of all."""
        sentence, last, subjects = self.sentence, self.drafts.all[-1:], self.context.subjects
        opens = sentence is not None and sentence.starts_paragraph and not (last and last[0].sentence is sentence)
        return opens and bool(subjects) and all(_NEITHER.search(subject.item) for subject in subjects)

    def is_behind_revenue(self, measure: str) -> bool:
        """Whether a measure of expenditure (决算支出) stands behind parts of revenue: it is of no part of them."""
        whole = self.context.parents[0].item if len(self.context.parents) == 1 else ""
        return _SIDES[1] in measure and _SIDES[0] in whole and _SIDES[1] not in whole

    def _is_on_a_fund(self) -> bool:
        """Whether the section is on money of one fund: 收入 alone is not all of it there."""
        return self.section is not None and _FUND.search(self.section.title) is not None

    def _is_side_of_both(self, text: str) -> bool:
        """Whether 收入 or 支出 is said where what is spoken of is both: 部门决算收支."""
        return text in _OTHER_SIDE and any(_BOTH.fullmatch(subject.item) for subject in self.context.subjects)

    def _side(self, text: str, other: Subject) -> Subject:
        """The side of the budget that `text` names, beside the one spoken of: 收入总计 beside 支出总计, if the paragraph stated it."""
        item = other.item.replace(_OTHER_SIDE[text], text)
        stated = next((d for d in reversed(self.drafts.all[-NEAR:]) if self.drafts.is_open(d) and d.item == item), None)
        return Subject(item, stated.code) if stated else Subject(text)

    def side_of_fund(self, text: str) -> tuple[Subject, ...]:
        """The other side of money of a fund that the sentence stated before: 国有资本经营预算收入5万元、支出5万元; of 财政拨款 only below a heading on it
        (财政拨款本年收入5万元；本年支出5万元). None for anything else."""
        for draft in reversed(self.drafts.all[-NEAR:]):
            if draft.sentence is not self.sentence:
                break
            other = draft.item.replace(_SIDES[0], _SIDES[1])
            if other != draft.item and other != text and other.endswith(text) and text.endswith(_SIDES[1]):
                apart = _OWN_FUND.match(other) or (self._is_on_a_fund() and _FUND.match(other))
                return (Subject(other),) if apart else ()
        return ()

    def _one_of_both(self, text: str) -> tuple[Subject, ...]:
        """The side that is named where both are spoken of: 收、支总计增加2万元，其中：收入增加3万元. None for anything else."""
        sides = self.context.subjects
        named = tuple(subject for subject in sides if text in _OTHER_SIDE and text in subject.item)
        return named if len(sides) == len(_SIDES) and len(named) == 1 else ()

    def _all_of_side(self, text: str) -> Subject:
        """All revenue or all expenditure, by the name under which it was stated last: 总收入."""
        near = (d for d in reversed(self.drafts.all[-NEAR:]) if text in d.item and _ALL.fullmatch(d.item))
        return next((Subject(draft.item, draft.code) for draft in near), Subject(text))

    def both_of(self, text: str) -> tuple[Subject, ...]:
        """收入总计 and 支出总计 where the paragraph states both and a name speaks of both: 收支, 收入、支出总计; 财政拨款收支 of those of this fund. Where
        the paragraph states nothing of just these names, they are those that it stated first."""
        named = _BOTH.fullmatch(text)
        if named is None:
            return ()
        head, names = named["head"], joint(text)
        amounts = [d for d in self.drafts.all[-NEAR:] if d.metric == AMOUNT and self.drafts.is_open(d)]
        pairs = [
            (Subject(revenue.item, revenue.code), Subject(expenditure.item, expenditure.code))
            for revenue, expenditure in combinations(amounts, 2)
            if revenue.item.startswith(head)
            and revenue.item.replace("收入", "支出") == expenditure.item != revenue.item
        ]
        return next((pair for pair in pairs if (pair[0].item, pair[1].item) == names), next(iter(pairs), ()))

    def see_sides(self, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
        """Take note where the amount stated last is expenditure, straight behind revenue: what changes then may be both.

        Returns the subjects of that amount; 支出总计 behind 财政拨款收入总计 of the same amount is 财政拨款支出总计.
        """
        context, near = self.context, self.drafts.all[-2:]
        context.sides = ()
        if len(near) < 2 or len(subjects) != 1 or near[0].sentence is not near[1].sentence:
            return subjects
        revenue, expenditure = near
        if revenue.metric != expenditure.metric or expenditure.item != subjects[0].item:
            return subjects
        context.sides_are_equal = (revenue.value, revenue.unit) == (expenditure.value, expenditure.unit)
        other = revenue.item.replace("收入", "支出")
        if (
            context.sides_are_equal
            and _SIDE.match(expenditure.item)
            and _FUND.fullmatch(other.removesuffix(expenditure.item))
        ):
            self.drafts.rename(expenditure, other)
        if other == expenditure.item != revenue.item:
            subjects = (Subject(expenditure.item, expenditure.code),)
            context.sides = (Subject(revenue.item, revenue.code), *subjects)
        return subjects

    def of_both_sides(self, subjects: tuple[Subject, ...], words: str, each: bool, metric: str) -> tuple[Subject, ...]:
        """Whose a change is whose words name no subject: of both sides, where their amounts are equal or it is said to be each one's."""
        sides = self.context.sides
        if not sides or subjects not in (sides[1:], sides) or clean_subject(words, self.words)[0]:
            return subjects
        known = {draft.metric for draft in self.drafts.group(sides[0].item)}
        if not (self.context.sides_are_equal or each) or metric in known:
            return subjects
        self.carry(*sides)
        return sides

    def named(self, text: str, code: str) -> tuple[Subject, ...]:
        """The subjects of a cleaned noun phrase: joint ones apart, a short name of a carried subject as that subject."""
        context = self.context
        if context.modifier or context.scope:
            text = "/".join(part for part in (context.scope, context.modifier + text) if part)
            context.modifier = ""
        if code:
            return (Subject(text, code),)
        made = []
        names = joint(text, context.of_each or context.expected > 1)
        if context.expected == len(_SIDES) and len(names) == 1 and (both := _BOTH.fullmatch(text)):
            names = tuple(both["head"] + side for side in _SIDES)  # 预算收支分别为3万元和3万元
        if context.expected > 1 and len(names) != context.expected:
            for mark in ("、", "、|和|与|及"):
                listed = re.split(mark, text)
                if len(listed) == context.expected and all(map(self._is_part, listed[:-1])):
                    names = tuple(clean_subject(name, self.words)[0] for name in listed)
        for name in names:
            carried = [s for s in context.subjects if _is_short_for(name, s)]
            if len(carried) == 1 and not self._is_stated(name):
                made.append(carried[0])  # 财政拨款支出 after 一般公共预算财政拨款支出 is the same
                continue
            item = name
            parent = context.parents[0].item if len(context.parents) == 1 else ""
            if (
                re.search("收入|支出", parent)
                and self.head.kind == "budget"
                and name.endswith("拨款")
                and not parent.startswith(name)
            ) or self._is_part_of_item(name):
                item = f"{parent}/{name}"
            if self._is_of_revenue(name):
                item = f"{self._whole()}/{name}"
            made.append(Subject(item, self._code_of(name)))
        return tuple(made)

    def _whole(self) -> str:
        """The one thing whose parts are spoken of, "" where there is none or several."""
        whole = self.bracket.subjects if self.bracket else self.context.parents
        return whole[0].item if len(whole) == 1 else ""

    def _is_of_revenue(self, name: str) -> bool:
        """Whether a name of an expense is that of a part of revenue: 事业收入5万元（培训费3万元）."""
        whole = self._whole()
        return (
            whole.endswith(_SIDES[0])
            and bool(self.drafts.group(whole))
            and self.words.three_public_item.search(name) is not None
        )

    def _is_part_of_item(self, name: str) -> bool:
        """Whether basic or project expenditure is that of one subject or expense (会议费4.60万元，其中：基本支出2.70万元), not of the whole report."""
        parents, amount = self.context.parents, self.context.amount
        whole = self.drafts.amount(parents[0].item) if parents and amount else None
        if whole and amount and whole.unit == amount.unit and whole.value < amount.value:
            return False  # 收入9万元，支出8万元，结余1万元。其中基本支出5万元: nothing is more than its whole
        return (
            len(parents) == 1
            and _KINDS_OF_EXPENDITURE.fullmatch(name) is not None
            and (bool(parents[0].code) or _WHOLE.search(parents[0].item) is None)
        )

    def parts_named(self, names: str) -> tuple[Subject, ...]:
        """The subjects of a list of names of parts (基本支出和项目支出); none where one of them can have no amount of its own."""
        listed = re.split("、|和|与|及", names)
        if len(listed) < 2 or not all(map(self._is_part, listed)):
            return ()
        cleaned = [clean_subject(name, self.words)[0] for name in listed]
        return tuple(Subject(name, self._code_of(name)) for name in cleaned)

    def _is_part(self, name: str) -> bool:
        """Whether one of the names of a list can have an amount of its own; 中央、地方预算单位 can't."""
        name = clean_subject(name, self.words)[0]
        return self.is_money_noun(name) or self.codes.knows(name) or self.words.procurement_part.match(name) is not None

    def listed(self, count: int) -> tuple[Subject, ...]:
        """The `count` things that the sentence named as parts, or whose amounts it listed last, which a list of numbers behind them is of: all parts of a
        whole, or all that it stated; none where they aren't as many."""
        if len(self.context.named_parts) == count:
            return self.context.named_parts
        stated = [d for d in self.drafts.all[-NEAR:] if d.sentence is self.sentence and d.metric in AMOUNTS]
        wholes = {parent.item for parent in self.context.parents}
        starts = [i for i, draft in enumerate(stated) if draft.item in wholes]
        parts = stated[starts[-1] + 1 :] if starts else stated
        subjects = tuple(dict.fromkeys(Subject(draft.item, draft.code) for draft in parts))
        return subjects if len(subjects) == len(parts) == count else ()

    def each_before(self, metrics: Collection[str] = AMOUNTS) -> tuple[Subject, ...]:
        """All whose `metrics` the sentence states one straight behind the other (甲0万元，乙5万元，均与上年持平), without the whole whose parts they are;
        () where there is one only. Where two or more stand behind the last semicolon, those; where fewer do, the run goes on before it."""
        wholes = {parent.item for parent in self.context.parents}
        run: list[Draft] = []
        for draft in reversed(self.drafts.all[-NEAR:]):
            if draft.sentence is not self.sentence or draft.metric not in metrics or draft.item in wholes:
                break
            run.insert(0, draft)
        part = run[max(len(run) - len(self.drafts.all) + self.context.part_since, 0) :]
        subjects = tuple(dict.fromkeys(Subject(d.item, d.code) for d in (part if len(part) > 1 else run)))
        return subjects if len(subjects) > 1 else ()

    def _is_stated(self, name: str) -> bool:
        """Whether the paragraph stated something of just this name, or lists its parts."""
        return bool(self.drafts.group(name)) or any(parent.item == name for parent in self.context.parents)

    def _code_of(self, name: str) -> str:
        title = self.section.title if self.section else ""
        economic = ""
        if "经济" in title.rpartition("/")[2] or ("经济" in title and "功能" not in title):
            economic = "5" if "政府" in title.rpartition("/")[2] else "3"
        elif "基本支出" in title.rpartition("/")[2] and re.search("补助|福利|服务|资本", name):
            economic = "3"
        return self.codes.of_name(name, economic)

    def is_money_noun(self, text: str) -> bool:
        """Whether a phrase can be the subject of an amount."""
        if not text or len(text) > 60 or self.words.no_subject.search(text):
            return False
        return (
            self.words.money_noun.search(text) is not None
            or (self.speaks_of_assets() and self.words.asset_money.search(text) is not None)
            or (self.section is not None and bool(self.section.kind) and _PROJECT.search(text) is not None)
        )

    def speaks_of_assets(self) -> bool:
        """Whether section or sentence is about state assets, where things have a value."""
        kind = self.section.kind if self.section else ""
        return kind == "asset" or self.says(_ASSETS)

    def says(self, words: re.Pattern[str]) -> bool:
        """Whether the sentence that is being read says one of the words anywhere: looked for once a sentence, for clauses are many."""
        if self._said_by is not self.sentence:
            self._said_by, self._said = self.sentence, {}
        if words not in self._said:
            self._said[words] = self.sentence is not None and words.search(self.sentence.text) is not None
        return self._said[words]

    def is_procurement(self, text: str) -> bool:
        """Whether a phrase names a part of procurement (货物, 中小企业) in a section on it."""
        named = self.words.procurement_part.match(text) is not None
        return named and (self.section_topic() == "procurement" or self._lists_procurement())

    def _lists_procurement(self) -> bool:
        """Whether all of procurement is spoken of, whose parts follow: 政府采购预算5万元（货物2万元、服务3万元）."""
        within = self.bracket.subjects if self.bracket else ()
        return any(self.words.procurement_total.match(one.item) for one in (*within, *self.context.parents))

    def section_item(self) -> str:
        """The subject that a heading names (公务接待费支出情况说明), for sections on one subject only."""
        if self.section is None or self.section.kind not in ("three_public", "operating", "procurement"):
            return ""
        return clean_subject(_SECTION_END.sub("", self.section.leaf), self.words)[0]

    def heading_item(self) -> str:
        """The one subject of money that the heading above the text names ((一)收入预算, 2.基本支出), or one farther out where it only tells of it ((三)具体情况); ""
        where it names none or several."""
        if item := self.section_item() or self.project_of_note():
            return item
        told = (_TELLING.sub("", heading.title) for heading in self._headings())
        item = clean_subject(next(filter(None, told), ""), self.words)[0]
        single = len(item) >= 4 and len(joint(item)) == 1 and not re.search("收支|收入支出|收入、支出|[、和与及]", item)
        return item if single and self.is_money_noun(item) else ""

    def project_of_note(self) -> str:
        """The project whose note states its budget below a heading that names nothing (甲项目经费情况说明 / 六、年度预算安排); "" elsewhere."""
        headings = self.section.headings if self.section else ()
        if len(headings) != 2 or headings[0].level != 1 or not _BUDGET_ALONE.fullmatch(headings[1].title):
            return ""
        item = _TELLING.sub("", headings[0].title)
        return clean_subject(item, self.words)[0] if _PROJECT_NOTE.search(headings[0].title) else ""

    def usual_unit(self) -> str:
        """The unit of money of the sentence, else of its heading (收支情况（单位：万元）), else of the statement before it; "" where there is none."""
        text = self.sentence.text if self.sentence else ""
        units = {match[1] for match in _UNIT.finditer(text)}
        if len(units) == 1:
            return units.pop()
        above = (match[1] for heading in self._headings() for match in _UNIT_ABOVE.finditer(heading.title))
        near = (draft.unit for draft in reversed(self.drafts.all[-NEAR:]) if draft.unit in YUAN)
        return "" if units else next(above, "") or next(near, "")

    def _headings(self) -> Iterator[Heading]:
        """The headings above the text, the innermost first."""
        return reversed(self.section.headings if self.section else ())

    def is_alone(self, token: Token) -> bool:
        """Whether a number is all that its paragraph says so far: the first of it, without a word."""
        sentence = self.sentence
        return sentence is not None and sentence.starts_paragraph and sentence.text.rstrip("。；") == token.text

    def is_whole_sentence(self) -> bool:
        """Whether the sentence ends with a full stop, as no row of a table does."""
        return self.sentence is not None and self.sentence.text.endswith("。")

    def main_section(self) -> tuple[str, ...]:
        """The headings 第一部分 and 一、 that the text stands under."""
        headings = self.section.headings if self.section else ()
        return tuple(h.title for h in headings if h.level <= 2)

    def section_topic(self) -> str:
        """What the section is about, where that is three public expenses, operating costs or procurement; else ""."""
        kind = self.section.kind if self.section else ""
        return kind if kind in ("three_public", "operating", "procurement") else ""

    def topic(self, subject: Subject, otherwise: str) -> str:
        """The topic of a statement: by the words of its subject, else by its section, else `otherwise`.

        A functional subject is none of these topics, whatever its name says: 支持中小企业发展和管理支出.
        """
        whole, _, _ = subject.item.rpartition("/")
        for kind, pattern in self.words.section_kinds if not (subject.is_path or whole.endswith(_SIDES[0])) else ():
            if kind in ("three_public", "operating", "procurement") and pattern.search(subject.item):
                return kind
        return self.section_topic() or otherwise

    def add(
        self,
        subject: Subject,
        metric: str,
        value: Decimal,
        token: Token,
        topic: str,
        phrase: str,
        unit: str = "",
        base: str = "",
    ) -> None:
        """Add a statement of the sentence being read to the drafts; the sign of a change gives its direction."""
        if self.sentence is None:
            return
        direction = ""
        if metric in CHANGE or metric in (DIFFERENCE_AMOUNT, DIFFERENCE_RATE):
            direction = "increase" if value > 0 else "decrease" if value < 0 else "unchanged"
        self.drafts.add(
            self.sentence,
            subject.item,
            subject.code,
            metric,
            value,
            unit or token.unit,
            topic,
            phrase + token.text,
            base,
            direction,
            len(self.brackets),
        )

    def remark(
        self, item: str, kind: str, direction: str = "", reason: str = "", subjects: tuple[str, ...] = ()
    ) -> None:
        """Keep a statement without an amount; said twice in a sentence, it is kept once."""
        if self.sentence is None:
            return
        place = self.sentence
        made = Remark(
            place.position, place.section.title, item, place.printed, kind, direction, reason, place.page, subjects
        )
        if made not in self.remarks[-20:]:
            self.remarks.append(made)

    def compare(self, draft: Draft, direction: str, budget: str, printed: str) -> None:
        """Keep what words say of the outturn and the budget of a statement's group; once a group and sentence."""
        if self.sentence is None:
            return
        place = self.sentence
        made = Remark(
            place.position,
            place.section.title,
            draft.item,
            place.printed,
            "comparison",
            direction,
            page=place.page,
            group=draft.group,
            item_code=draft.code,
            base=budget,
            printed=printed,
        )
        if made not in self.remarks[-20:]:
            self.remarks.append(made)
