"""Reads the sentences on money, staff and assets clause by clause: the subject is carried, each number gets its measure.

A sentence is cut at its semicolons. In each part the words between one number and the next say what the next one is: they end
with a measure (年初预算为), a comparison (比上年增加), a share (占…的), a completion (完成…的) or with the subject alone.
A part without a subject of its own speaks of the subject before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from etl.head import ReportHead
from etl.narrative.amounts import Amounts
from etl.narrative.comparisons import Comparisons
from etl.narrative.counts import PEOPLE, Counts
from etl.narrative.directions import Directions
from etl.narrative.drafts import AMOUNTS, Drafts, this_year
from etl.narrative.grammar import Grammar, step_pattern, step_words
from etl.narrative.lines import plain, years_in_digits
from etl.narrative.metrics import AMOUNT, BUDGET, BUDGETS, OUTTURNS, PRIOR, PRIOR_BUDGET
from etl.narrative.nil import nil_subjects, nil_things, nils, told_subject, zero_subjects
from etl.narrative.numbers import LEFT, STATED, State, counts_units, kind_of_number, runs_in
from etl.narrative.reading import PHRASE, PIECES, Context, Reading
from etl.narrative.reasons import Reasons
from etl.narrative.sentences import Sentence
from etl.narrative.series import Lists, proven_parts, share_out
from etl.narrative.subjects import Codes, Subject, clean_subject, coded_path, trim
from etl.narrative.tokens import Token, tokens

_STAFF = step_pattern("clauses.staff")
_VEHICLES = step_pattern("clauses.vehicles")
_COMPARISON = step_pattern("clauses.comparison")
_EACH = step_pattern("comparisons.each")
_AGAINST_BUDGET = step_pattern("reasons.against_budget")
_PARTED = step_pattern("clauses.parted")
_DIVIDED = step_pattern("clauses.divided")
_DIVISIONS = r"(?:[^\W\d年月日至与和及对由在]{2,3}(?:省|市|州|盟|区|县|旗)){1,2}|[^\W\d年月日至与和及对由在]{2,14}自治(?=[州县旗区])"
"""What may stand before the name that the report's forms give the agency."""
_ABOVE = step_pattern("clauses.above")
_OWN_DIVISION = step_pattern("clauses.own_division")
_PATH_CLOSED = step_pattern("clauses.path_closed")
_LEVEL = step_pattern("clauses.level")
_GOES_ON = step_pattern("clauses.goes_on")
_INCLUDING = step_pattern("clauses.including")
_PREDICATE = step_pattern("clauses.predicate")
_ANOTHER_REASON = step_pattern("clauses.another_reason")
_TELLS_OF = step_pattern("clauses.tells_of")
_DONE = step_pattern("clauses.done")
_BRACKETED = step_pattern("clauses.bracketed")
_COMPARED_WHOLE = step_pattern("clauses.compared_whole")
_SAME_YEAR = step_pattern("amounts.same_year")
_USE_BEHIND = step_pattern("counts.use_behind")
_BUDGET_NAME = step_pattern("clauses.budget_name")
_BUDGETS = (*BUDGETS, PRIOR, PRIOR_BUDGET)
_YEAR = step_pattern("clauses.year")
_YEAR_ALONE = step_pattern("clauses.year_alone")
_OUTTURN = step_pattern("clauses.outturn")
_VISITS = step_words("clauses.visits")
_LAST_YEARS = step_pattern("clauses.last_years")
_CLASS = step_pattern("clauses.class_or_section")
_OWN_NUMBER = step_pattern("clauses.own_number")
_LISTED = step_pattern("clauses.listed")
_OF_PARTS = step_pattern("clauses.of_parts")
_INLINE_ITEM = step_pattern("clauses.inline_item")
_ASIDE = step_pattern("clauses.aside")
_OF_BUDGET = step_pattern("clauses.of_budget")
_TITLE = step_pattern("clauses.title")
_OTHER_EVENTS = step_pattern("clauses.other_events")
_EVENTS_BEFORE = step_pattern("clauses.events_before")
_BOUGHT = step_pattern("clauses.bought")
_COUNTED_BEHIND = step_pattern("clauses.counted_behind")
_SUMMED = step_pattern("clauses.summed")
_MONEY_FIRST = step_pattern("clauses.money_first")
_MONEY_FIRST_RUN = step_pattern("clauses.money_first_run")
_MEASURE_FIRST = step_pattern("clauses.measure_first")
_PEOPLE_FIRST = step_pattern("clauses.people_first")
_NAME_FIRST = r"\g<name>\g<number>"
_SHARE_BEHIND = step_pattern("clauses.share_behind")
_TELLS_WHOSE = step_pattern("clauses.tells_whose")
_WORDS = re.compile(r"[^\W\d_]")


def parts(text: str) -> list[str]:
    """The parts of a sentence between semicolons, or before an item of a list (…，二、公务接待费…). One inside a bracket that closes is no end of a part.

    >>> parts("支出3万元（其中：甲1万元；乙2万元），占5%；收入4万元")
    ['支出3万元（其中：甲1万元；乙2万元），占5%', '收入4万元']
    """
    cuts = []
    following = ""
    for i in range(len(text) - 1, -1, -1):
        if text[i] in "（）":
            following = text[i]
        elif following != "）" and (text[i] == "；" or (text[i] == "，" and _INLINE_ITEM.match(text, i + 1))):
            cuts.append(i)
    found = []
    start = 0
    for cut in reversed(cuts):
        found.append(text[start:cut])
        start = cut + 1
    return [*found, text[start:]]


def name_first(text: str) -> str:
    """A sentence with its names before their numbers, and without the brackets around a direction.

    >>> name_first("其中5万元为上年结转收入；车辆2辆（1辆执法）；较上年（减少）3万元")
    '其中上年结转收入5万元；车辆2辆（执法1辆）；较上年减少3万元'
    """
    text = _BRACKETED.sub(r"\g<direction>", text)
    text = _USE_BEHIND.sub(r"\g<use>\g<number>", text)
    text = _MONEY_FIRST_RUN.sub(lambda run: _MONEY_FIRST.sub(_NAME_FIRST, run[0]), text)
    return _PEOPLE_FIRST.sub(_NAME_FIRST, text)


def _has_words(text: str, token: Token) -> bool:
    """Whether words stand before a number; without a unit it means nothing without them."""
    return token.kind != "bare" or (token.start > 0 and text[token.start - 1] not in "，、；：（ ")


class ClauseReader:
    """Reads sentence after sentence of a document and adds what they state to the drafts."""

    def __init__(self, head: ReportHead, codes: Codes, words: Grammar, drafts: Drafts) -> None:
        self.reading = Reading(head, codes, words, drafts)
        self.comparisons = Comparisons(self.reading)
        self.amounts = Amounts(self.reading, self.comparisons)
        self.counts = Counts(self.reading)
        self.directions = Directions(self.reading)
        self.reasons = Reasons(self.reading, self.comparisons, self.counts)
        self.not_understood: list[tuple[int, str]] = []
        names = sorted(
            {
                short
                for name in (head.agency, *head.aliases)
                if name
                for short in (name, _ABOVE.sub("", name), _OWN_DIVISION.sub("", name))
            },
            key=len,
            reverse=True,
        )
        self.agency = (
            re.compile(
                f"(?:{_DIVISIONS})?(?:"
                + "|".join(re.escape(plain(name)) for name in names)
                + ")(?:机关(?!运行|事业|工资|商品|资本)|本级)?(?:（[^）]*）)?"
            )
            if names
            else None
        )

    def read(self, sentence: Sentence) -> None:
        """Read one sentence. Sections that hold no statements of money are read for people and cars only."""
        self.reading.sentence = sentence
        self._enter_section(sentence)
        text = self._begin(sentence)
        if self.agency is not None:
            text = self.agency.sub("", text)
        if sentence.section.kind in self.reading.words.silent_kinds:
            if _STAFF.search(text) or _VEHICLES.search(text):
                self.counts.people(text)
            else:
                self._money_of_a_budget(text)
            self._close(sentence, "section" if _WORDS.search(text) else "")
            return
        self.reasons.explained, self.reasons.is_open = [], False
        self.reading.brackets = []
        context = self.reading.context
        if not text.startswith("其中"):
            last = self._heading_of_last_year() and not context.own_year
            context.earlier_year = self.reading.head.fiscal_year - 1 if last else self._year_before(sentence, text)
        carried = context.subjects
        parents = context.parents
        stated = False
        since = len(self.reading.drafts.all)
        for part in self._by_reasons(parts(text.rstrip("。！？"))):
            stated |= self._part(part)
            if parents and context.parents is parents and context.subjects != carried and not self._lists_parts(text):
                context.parents = ()  # 三公经费较上年减少1万元；较预算减少2万元: the second change is of the same
        if context.subjects != carried and not self._lists_parts(text):
            context.parents = ()  # the sentence has a subject of its own: the next comparison is of that
        self._close(sentence, "" if sentence.section.kind else "section")
        self._nil(text, stated, since)
        self._open_items(sentence)

    def _open_items(self, sentence: Sentence) -> None:
        """Numbered items that follow a sentence with a colon at its end are parts of the amount that it stated last (项目支出9万元，具体如下：), until a paragraph
        that is no item states another."""
        context, last = self.reading.context, self.reading.drafts.all[-1:]
        own = bool(last) and last[0].sentence is sentence and last[0].metric in AMOUNTS
        if sentence.text.endswith("："):
            context.item_list = Subject(last[0].item, last[0].code) if own else None
            context.listed = Decimal(0)
        elif own and sentence.starts_paragraph and not sentence.starts_item:
            context.item_list = None

    def _year_before(self, sentence: Sentence, text: str) -> int:
        """The earlier year that a sentence of a budget goes on with (全年支出 behind one on last year); 0 for none. In a final account it is the report's."""
        goes_on = not sentence.starts_paragraph and _SAME_YEAR.match(text)
        return self.reading.context.earlier_year if goes_on and self.reading.head.kind == "budget" else 0

    def _lists_parts(self, text: str) -> bool:
        """Whether a sentence lists parts of what it speaks of: what it carries then is no subject of its own."""
        context = self.reading.context
        return "其中" in text or context.lists or bool(context.named_parts) or _DIVIDED.search(text) is not None

    def _enter_section(self, sentence: Sentence) -> None:
        """Begin anew below another heading; a heading may name the path 类/款/项 that its text is in."""
        section = sentence.section
        if section is self.reading.section:
            return
        self.reading.section, self.reading.opening = section, sentence.paragraph
        self.reading.context = Context()
        for heading in section.headings:
            if self.reading.context.path.update(heading.title) is not None:
                self.reading.carry(self.reading.path_subject())

    def _begin(self, sentence: Sentence) -> str:
        """Forget what ends with a sentence, a paragraph or an item; returns the text to read, without what is said aside in brackets."""
        context = self.reading.context
        if sentence.starts_paragraph:
            self.reading.drafts.new_paragraph()
            context.bases = set()
            context.own_year = False
            if sentence.starts_item:
                context.subjects = () if not self._heading_path() else context.subjects
                context.count_item = ""
            elif context.parents and context.subjects != context.parents and not _GOES_ON.match(sentence.text):
                context.subjects = ()  # the last part of a list in a paragraph above
        context.compare = context.compare_base = context.last_change = ""
        context.listing = context.lists = context.unknown = context.lost = context.count_unknown = context.another = (
            False
        )
        if context.outer:
            context.parents, context.outer = context.outer, ()
        context.scope = ""
        context.series = 0
        context.named_parts = ()
        text = name_first(_ASIDE.sub("", _SUMMED.sub(r"\g<sum>", years_in_digits(sentence.text))))
        if self.reading.head.kind == "final_account":
            text = _MEASURE_FIRST.sub(r"\g<side>\g<measure>", text)
        context.whole = ()
        if not text.startswith("其中"):
            context.part_metric = ""
            if context.parts > 1 and not sentence.starts_paragraph:
                context.whole = context.parents
        if context.parents and not sentence.starts_item and _COMPARISON.match(text):
            self.reading.carry(
                *context.parents
            )  # after its parts (其中：…) a sentence that only compares speaks of the whole
        return text

    def _close(self, sentence: Sentence, rule: str) -> None:
        """Close the account of a sentence's numbers, and list the sentence where one is not understood."""
        if self.reading.account.close(sentence, rule):
            self.not_understood.append((sentence.position, sentence.printed))

    def _money_of_a_budget(self, text: str) -> None:
        """Take down that money of a budget isn't read where a section states none (goals of projects among lists of forms)."""
        end = 0
        for token in tokens(text, self.reading.words):
            of_budget = token.kind == "money" and _OF_BUDGET.search(PIECES.split(text[end : token.start])[-1])
            self.reading.account.note(token.text, LEFT, due=bool(of_budget))
            end = token.end

    def _brackets(self, lead: str, stated: bool) -> None:
        """Leave the brackets that close before a number, and enter those that open: 运行费8万元（其中：…），比上年减少1万元."""
        within = 0
        for mark in re.findall("[（）]", lead):
            within += 1 if mark == "（" else -1
            if within < 0:
                self.reading.leave_bracket()
                within = 0
        listed = stated and _LISTED.search(lead) is not None
        for _ in range(within):
            self.reading.enter_bracket(self.reading.drafts.all[-1].metric if listed else "")

    def _heading_of_last_year(self) -> bool:
        """Whether the section of a budget is on what the year before spent: 三、2023年“三公”经费决算情况."""
        head, section = self.reading.head, self.reading.section
        if head.kind != "budget" or section is None:
            return False
        for heading in reversed(section.headings):
            if years := {int(year) for year in _YEAR.findall(heading.title)}:
                return years == {head.fiscal_year - 1} and _OUTTURN.search(heading.title) is not None
            if _LAST_YEARS.search(heading.title):
                return True
        return False

    def _heading_path(self) -> bool:
        return bool(self.reading.section and any(_CLASS.search(h.title) for h in self.reading.section.headings))

    def _part(self, part: str) -> bool:
        """Read what stands between two semicolons; whether it stated something."""
        if self.reasons.is_open and _ANOTHER_REASON.match(part):
            self.reasons.prolong(part)
            self._set_aside(part, "reason")
            return True
        context = self.reading.context
        context.unknown = False
        context.staff_parts = context.aside = False
        if context.parents and context.parts > 1 and _COMPARISON.match(part):
            self.reading.carry(*context.parents)
        found = self.reading.words.reason.search(part)
        if found and "以下" in part[found.end() : found.end() + 3]:
            found = None
        main = part if found is None else part[: found.start() + self._numbers_about(found["about"])]
        before = context.part_since = len(self.reading.drafts.all)
        carried = context.whole or context.subjects
        self._numbers(main)
        stated = len(self.reading.drafts.all) > before
        if found is not None:
            behind = len(self.reading.drafts.all)
            self.reasons.attach(found["about"], found[0], part[found.end() :], before)
            self._set_aside(part[len(main) :], "reason", behind)
            stated = True
        elif not stated and self.reasons.explained and not tokens(part, self.reading.words):
            self.reasons.prolong(part)
        self.directions.read(part, carried, before)
        return stated

    def _numbers(self, main: str) -> None:
        """Read the numbers before a reason, each with the words between the one before and it."""
        context = self.reading.context
        before = len(self.reading.drafts.all)
        end = seen = 0
        said = ""
        found_tokens = tokens(main, self.reading.words)
        lists = Lists(main, found_tokens, self.reading.words)
        proven = proven_parts(main, found_tokens)
        for i, token in enumerate(found_tokens):
            if token.start < end:
                continue  # read with the list it stands in
            lead = main[end : token.start]
            if lists.goes_on(i) and self.reading.words.direction.search(said):
                lead = said  # 同比减少45批、402人次: the second one changed, too
            said = lead
            self._brackets(main[max(end, seen) : token.start], len(self.reading.drafts.all) > before)
            seen = token.start
            context.other_base = False
            context.is_proven_part = i in proven
            if i in proven and i - 1 not in proven and not context.parents:
                self._enter_parts()
            context.of_each = not token.value or token.kind != "money" or _EACH.search(lead) is not None
            series = lists.at(i, lead, self.reading.context.series)
            if count := lists.unsaid(i, lead, series):
                end = found_tokens[i + count - 1].end  # nothing says which number is whose
                self._note(found_tokens[i : i + count], LEFT)
            elif series:
                understood = self._series(lead, series, main)
                end = series[-1].end
                self._note(found_tokens[i : i + len(series)], STATED if understood else LEFT)
            elif _has_words(main, token) and self._statement(lead, token, main[token.end : token.end + PHRASE]):
                context.aside = context.aside and token.kind != "money"
                context.listing = context.listing and token.kind in ("money", "percent")
                end = token.end
                self._note([token], STATED)
            elif token.kind != "bare" or len(lead) > PHRASE:
                context.aside |= token.kind != "money" and not context.other_base
                context.listing = False
                end = token.end
                self._note([token], LEFT, lead)
            else:
                self._note([token], LEFT, lead)
        self._brackets(main[max(end, seen) :], stated=False)
        self._clauses(PIECES.split(main[end:]))

    def _note(self, found: list[Token], state: State, lead: str = "") -> None:
        """Take down what became of numbers; one among the words on what money was for is set aside, if no money is counted, and people whom an agency serves."""
        for token in found:
            if state == LEFT and token.kind == "count" and self.reading.words.purpose.search(lead):
                self.reading.account.note(token.text, "set_aside", "purpose")
            elif state == LEFT and token.unit in PEOPLE and self.counts.is_served(trim(PIECES.split(lead)[-1])):
                self.reading.account.note(token.text, "set_aside", "served")
            else:
                self.reading.account.note(token.text, state, due=state == LEFT and self._is_due(token))

    def _set_aside(self, text: str, rule: str, since: int | None = None) -> None:
        """Take down the numbers of a reason: those that it states (statements from number `since` on), the others as set aside."""
        drafts = self.reading.drafts.all
        stated = {(abs(draft.value), draft.unit) for draft in drafts[len(drafts) if since is None else since :]}
        read = {token.end - len(token.text.lstrip("-△▲")): token for token in tokens(text, self.reading.words)}
        for run in runs_in(text):
            token = read.get(run.start())
            if token and (abs(token.value), token.unit) in stated:
                self.reading.account.note(token.text, STATED)
            elif (token and token.kind != "bare") or kind_of_number(text, run) is None:
                self.reading.account.note(run[0], "set_aside", rule)  # 培训班减少2期, too, which counts nothing of ours

    def _numbers_about(self, about: str) -> int:
        """How far the words before a reason state numbers: 比上年下降8.40%下降的主要原因是."""
        stating = ("money", "percent", "flat", "roughly_flat")
        told = about.rfind(
            "（"
        )  # 其他用车3辆（其他用车主要是…）: what stands before the bracket is counted, not explained
        ends = [
            token.end
            for token in tokens(about, self.reading.words)
            if token.kind in stating or (token.kind == "count" and token.end <= told)
        ]
        return max(ends, default=0)

    def _by_reasons(self, found: list[str]) -> Iterator[str]:
        """The parts of a sentence, cut where behind one reason a comparison with a reason of its own begins."""
        words = self.reading.words
        for part in found:
            start = 0
            for before, reason in pairwise(words.reason.finditer(part)):
                about = reason["about"]
                compares = words.compare_prior.search(about) or words.compare_budget.search(about)
                cut = reason.start() if compares and self._numbers_about(about) else 0
                cut = cut or self._statement_before(part, reason.start() + len(about))
                cut = cut or self._comparison_before(part, start, reason.start(), before["about"])
                if cut > start:
                    yield part[start:cut].rstrip("，")
                    start = cut
            if cut := self._share_behind(part[start:]):
                yield part[start : start + cut]
                start += cut
            yield part[start:]

    def _share_behind(self, part: str) -> int:
        """Where a share begins behind words that tell whose a plain amount is (其他收入5万元，主要是捐赠收入，占总收入的3%): it is of that amount. 0 where none does."""
        share, found = _SHARE_BEHIND.search(part), tokens(part, self.reading.words)
        if share is None or not found or found[0].kind != "money":
            return 0
        alone = len(found) == 1 or found[1].start > share.end()
        return share.start() if alone and _TELLS_WHOSE.match(part[found[0].end : share.start()]) else 0

    def _statement_before(self, part: str, end: int) -> int:
        """Where the clause straight before a reason begins, if it states an amount of one of the three public expenses, which that reason
        explains (…，公务用车购置费0万元，主要原因是): the reason before it ends there. 0 where it doesn't."""
        before = part[:end].rstrip("，")
        start = before.rfind("，") + 1
        clause = before[start:][-PHRASE:]
        found = tokens(clause, self.reading.words)
        if len(found) != 1 or found[0].kind != "money" or found[0].end != len(clause):
            return 0
        subject = clean_subject(clause[: found[0].start], self.reading.words)[0]
        return start if self.reading.words.three_public_subject.fullmatch(subject) else 0

    def _comparison_before(self, part: str, start: int, end: int, about: str) -> int:
        """Where the clauses straight before a reason begin that compare what is spoken of with last year, where the reason before (`about`) explains
        the budget, or the other way round: 决算数小于预算数的原因是节约，与上年相比减少1万元，减少的原因是. Elsewhere a comparison within a reason is of what the reason
        names; then 0."""
        words = self.reading.words
        other = words.compare_prior if _AGAINST_BUDGET.search(about) else words.compare_budget
        begin = len(part[:end].rstrip("，"))
        while (comma := part.rfind("，", start, begin)) > start:
            clause, begin = part[comma + 1 : begin], comma
            if other.match(clause):
                return begin + 1 if tokens(part[begin:end], words) else 0
            found = tokens(clause, words)
            if len(found) != 1 or words.direction.match(clause[: found[0].start]) is None:
                return 0
        return 0

    def _is_due(self, token: Token) -> bool:
        """Whether a number without a meaning is one that the account must name: money; a rate or change of something; people and things
        where reports have to state them."""
        if token.kind in ("money", "percent"):
            return True
        kind = self.reading.section.kind if self.reading.section else ""
        return token.kind == "count" and (
            self.counts.is_of_staff(token)
            or self.counts.is_of_visits(token)
            or (kind == "three_public" and (token.unit in _VISITS or "团组" in token.text))
        )

    def _series(self, lead: str, series: list[Token], text: str) -> bool:
        """Read a list of numbers, one for each of as many subjects."""
        context = self.reading.context
        before = len(self.reading.drafts.all)
        context.expected = len(series)
        carried = context.subjects
        rest = text[series[-1].end : series[-1].end + PHRASE]
        stated = self._statement(lead, series[0], rest)
        of_one = len(self.reading.drafts.all) - before == 1 and context.subjects == carried
        if of_one and (listed := self.reading.listed(len(series))):
            self.reading.drafts.withdraw(before)
            self.reading.carry(*listed)
            stated = self._statement(lead, series[0], rest)
        context.expected = 1
        context.series = len(series)
        shared = share_out(self.reading, series, before) and stated
        if of_one:
            self.reading.carry(*carried)
        return shared

    def _clauses(self, pieces: list[str]) -> None:
        purpose = False
        for piece in pieces:
            purpose = purpose or self.reading.words.purpose.search(piece) is not None
            if _OWN_NUMBER.search(piece):
                self.reading.context.aside = True
                self.reading.context.another = not self._speaks_of_subject(piece)
            if not purpose or _LEVEL.search(piece) or piece.endswith("其中"):
                self._clause(piece)

    def _speaks_of_subject(self, piece: str) -> bool:
        """Whether a clause shares two characters that stand together with what is spoken of: 举办培训班5期 behind 培训费."""
        context = self.reading.context
        names = (context.count_item, *(subject.item for subject in context.subjects))
        return any(name[i : i + 2] in piece for name in names for i in range(len(name) - 1))

    def _clause(self, piece: str) -> None:
        """Take what a clause without a number says: a path, a comparison, 其中, a scope, or a subject that waits for its number."""
        context = self.reading.context
        text = trim(piece)
        if not text or len(text) > PHRASE or _PREDICATE.match(text):
            return
        if self.reading.words.opens_list.search(text):
            context.staff = context.count_item = context.asset_item = ""  # 具体情况如下: a list of its own kind
        if text.endswith("其中"):
            self._enter_parts()
            text = text[: -len("其中")].strip("（")
            if not text:
                return
        if (parted := _PARTED.match(text)) and (named := self.reading.parts_named(parted["names"])):
            if parted["whole"]:
                self.reading.subjects(parted["whole"])
            self._enter_parts()
            context.named_parts = named
            return
        if _DIVIDED.search(text):
            self.reading.carry(*(context.whole or context.parents or context.subjects))
            self._enter_parts()
            return
        if context.path.update(text) is not None:
            self.reading.carry(self.reading.path_subject())
            return
        if (coded := coded_path(text)) is not None and not coded[1]:
            self.reading.carry(coded[0])
            context.pending = True
            return
        base, rest = self.comparisons.compared(text)
        if base:
            context.compare = base
            text = _COMPARED_WHOLE.sub("", rest)
        if match := re.match(r"^在(?P<scope>.+?)当?中$", text):
            context.scope = match["scope"].removesuffix("的")
            return
        if text.endswith("的") and len(text) > 4 and not self.reading.words.leading.fullmatch(text):
            context.modifier = text
            return
        if tells := _TELLS_OF.match(text):
            text = tells["subject"]
        subject, code = clean_subject(text, self.reading.words)
        if code or (
            len(subject) <= 24
            and not _DONE.search(subject)
            and self.reading.is_money_noun(subject)
            and not re.match("优化|压减|压缩|控制|严格|落实|减少|增加|加强|按照|根据|贯彻", subject)
            and not self.reading.words.nil.said.match(subject)
            and not _TITLE.fullmatch(subject)
        ):
            self.reading.carry(*(self.reading.both_of(subject) or (Subject(subject, code),)))
            context.pending = True

    def _enter_parts(self) -> None:
        """What follows 其中 are parts of what was spoken of; behind a budget their amounts are budgets too."""
        context = self.reading.context
        context.parents = context.subjects
        context.outer = context.outer or context.subjects
        context.parts = 0
        context.listing, context.listed = not context.unknown, Decimal(0)
        last = self.reading.drafts.all[-1] if self.reading.drafts.all else None
        stated = last is not None and last.item in [subject.item for subject in context.parents]
        known = {draft.metric for parent in context.parents for draft in self.reading.drafts.group(parent.item)}
        if last and stated and last.metric in (PRIOR, PRIOR_BUDGET):
            known |= self.reading.drafts.stated_beside(last)  # 2015年5万元，2014年6万元。 and, in a line below, 其中：
            known = {AMOUNT if metric in BUDGETS else metric for metric in known}
        context.part_metric = ""
        if last and stated and not known & {*OUTTURNS}:
            if last.metric in _BUDGETS and AMOUNT not in known:
                context.part_metric = last.metric
            elif last.metric == AMOUNT and _BUDGET_NAME.search(last.item):
                context.part_metric = BUDGET

    def _nil(self, text: str, stated: bool, since: int) -> None:
        """Keep as remarks what a sentence says there is none of: 本部门无政府性基金预算财政拨款收支; and the amounts of 0 among its statements.

        Beside other statements only what is known by its subject counts, before the reason: 主要是无此项安排 is none.
        """
        words, kind, year = self.reading.words.nil, self.reading.head.kind, self.reading.head.fiscal_year
        heading = told_subject(text, words) or (self.reading.section.leaf if self.reading.section else "")
        reason = self.reading.words.reason.search(text) if stated else None
        said = text[: reason.start() if reason else None]
        if kind == "budget":
            said = words.things.as_of.sub("", said)
        for nil in nils(said, words, year):
            item, _ = clean_subject(nil.what, self.reading.words)
            subjects = nil_subjects(nil.what, heading, kind, words) if nil.is_bare or not stated else ()
            subjects += nil_things(nil.what, heading, words)
            if subjects or (item and not stated):
                self.reading.remark(item or heading, "nil", subjects=subjects)
        for draft in self.reading.drafts.all[since:]:
            if subjects := zero_subjects(draft, heading, this_year(kind), kind, words):
                self.reading.remark(draft.item, "zero", subjects=subjects)

    def _statement(self, lead: str, token: Token, rest: str) -> bool:
        """Read one number with the words before it; False where they give it no meaning."""
        pieces = PIECES.split(lead)
        self._clauses(pieces[:-1])
        phrase = trim(pieces[-1][-PHRASE:])
        if not phrase and (alone := _YEAR_ALONE.search(lead)):
            phrase = alone["year"]  # 公务接待费4万元（2021年：6万元）
        if _OF_PARTS.search(lead):
            self.reading.context.staff_parts = True
        for piece in pieces:
            self.amounts.see_year(piece)
        if _INCLUDING.match(phrase) and self.reading.context.subjects and not self.reading.context.parents:
            self._enter_parts()
        named = False
        if (coded := coded_path(phrase)) is not None:
            self.reading.carry(coded[0])
            phrase = coded[1]
            named = True
        if (tail := self.reading.context.path.update(phrase)) is not None:
            if tail.startswith("支出") and not self.reading.context.path.item.endswith("支出"):
                self.reading.context.path.extend("支出")
            self.reading.carry(self.reading.path_subject())
            phrase = _PATH_CLOSED.sub("", tail)
            named = True
        return self._by_kind(phrase, token, rest, named)

    def _by_kind(self, phrase: str, token: Token, rest: str, named: bool) -> bool:
        """Read a number by its kind. `named`: a path stood before the phrase."""
        kind = token.kind
        if self.reading.context.earlier_year and kind not in ("money", "bare"):
            return False  # 比上年, 完成率 and counts of the year before are no statements on the report's year
        if kind == "count":
            if _OTHER_EVENTS.match(rest) or _EVENTS_BEFORE.search(phrase):
                self.reading.context.another = True
                return False
            behind = _COUNTED_BEHIND.match(rest) if _BOUGHT.search(phrase) else None
            return not counts_units(rest, token.unit) and self._count(phrase + (behind[0] if behind else ""), token)
        if kind in ("flat", "roughly_flat"):
            return self.comparisons.flat(phrase, token)
        if kind == "not_comparable":
            return self.comparisons.not_comparable()
        if kind == "bare":
            return self._bare(phrase, token, rest, named)
        if kind == "percent":
            return self.amounts.percent(phrase, token)
        if kind == "money":
            said = phrase + self.reading.words.prior_year if self.comparisons.moves(phrase, rest) else phrase
            said = self.comparisons.multiplied(phrase, rest) or said
            return self.amounts.money(said, token, named)
        return False

    def _count(self, phrase: str, token: Token) -> bool:
        """Read a count, or how many more or fewer than the year before: 公务用车3辆，比上年减少1辆."""
        is_open = self.reading.context.compare != "prior"
        change = self.comparisons.change(phrase, token, explicit=is_open)
        return self.counts.read(phrase, token) if change is None else self.counts.change(*change, phrase, token)

    def _bare(self, phrase: str, token: Token, rest: str, named: bool) -> bool:
        """Read a number without a unit: people, an amount of nothing (年初预算为0), or one whose 万元 or % was left out."""
        if self.counts.are_people(phrase, token):
            return self.counts.read(phrase, replace(token, kind="count", unit=PEOPLE[0]))
        if unit := self.counts.unit_said(phrase, token, rest):
            return self._count(phrase, replace(token, kind="count", unit=unit))
        said = self.reading.words.be.search(phrase)
        is_none = (said and said[0]) or any(p.match(phrase) for _, p in self.reading.words.measures)
        if not token.value and (is_none or self.amounts.is_moved_to(phrase)):
            return self.amounts.money(phrase, replace(token, kind="money", unit="万元"), named)
        return self.comparisons.lost_percent(phrase, token, rest) or self.amounts.bare(phrase, token, rest)
