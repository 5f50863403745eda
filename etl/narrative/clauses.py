"""Reads the sentences on money, staff and assets clause by clause: the subject is carried, each number gets its measure.

A sentence is cut at its semicolons. In each part the words between one number and the next say what the next one is: they end
with a measure (年初预算为), a comparison (比上年增加), a share (占…的), a completion (完成…的) or with the subject alone.
A part without a subject of its own speaks of the subject before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from etl.narrative.drafts import CHANGE, EXECUTION, Drafts, clean_reason
from etl.narrative.grammar import Grammar
from etl.narrative.model import Remark
from etl.narrative.sections import Section
from etl.narrative.sentences import Sentence
from etl.narrative.subjects import Codes, Path, Subject, clean_subject, joint, trim
from etl.narrative.text import plain
from etl.narrative.tokens import Token, tokens
from etl.statements.model import ReportHead

_PIECES = re.compile(r"[，：]|(?<=其中)")
_STAFF = re.compile(r"(?:编制|在职|在岗|在编|实有|离休|退休)[^，。；]{0,12}\d+(?:人|名)")
_COMPARISON = re.compile(r"^(?:比|较|与|同)(?:上一?年|去年|20\d\d年)")
_PHRASE = 200
"""No phrase before a number is longer; what is, is no prose."""
_ALTERNATIVE = re.compile(r"（(?:增加|增长|减少|下降|上升|大于|小于|等于|持平|降低)）")
_ASIDE = re.compile(r"（(?:[^（）\d]*(?:为准|口径|不含本级|下同|以下简称[^（）]*)|(?:其中|全部|均为)[^（）\d]*)）")


@dataclass(slots=True)
class Context:
    """What earlier clauses of the section said and later ones leave out."""

    subjects: tuple[Subject, ...] = ()
    parents: tuple[Subject, ...] = ()
    path: Path = field(default_factory=Path)
    compare: str = ""  # prior, budget: opened by 与上年相比 in this sentence
    compare_base: str = ""
    last_change: str = ""  # the base of the change stated last in this sentence
    pending: bool = False  # the subject was named by a clause of its own and waits for its number
    scope: str = ""  # 在…项目中
    modifier: str = ""  # 由…中标的
    staff: str = ""
    count_item: str = ""


def parts(text: str) -> list[str]:
    """The parts of a sentence between semicolons. One inside a bracket that closes is no end of a part.

    >>> parts("支出3万元（其中：甲1万元；乙2万元），占5%；收入4万元")
    ['支出3万元（其中：甲1万元；乙2万元），占5%', '收入4万元']
    """
    cuts = []
    following = ""
    for i in range(len(text) - 1, -1, -1):
        if text[i] in "（）":
            following = text[i]
        elif text[i] == "；" and following != "）":
            cuts.append(i)
    found = []
    start = 0
    for cut in reversed(cuts):
        found.append(text[start:cut])
        start = cut + 1
    return [*found, text[start:]]


class ClauseReader:
    """Reads sentence after sentence of a document and adds what they state to the drafts."""

    def __init__(self, head: ReportHead, codes: Codes, words: Grammar, drafts: Drafts) -> None:
        self.head = head
        self.codes = codes
        self.words = words
        self.drafts = drafts
        self.remarks: list[Remark] = []
        self.not_understood: list[tuple[int, str]] = []
        self._section: Section | None = None
        self._context = Context()
        self._pairs: dict[tuple[str, ...], str] = {}
        names = sorted({name for name in (head.agency, *head.aliases) if name}, key=len, reverse=True)
        self.agency = (
            re.compile(
                "(?:"
                + "|".join(re.escape(plain(name)) for name in names)
                + ")(?:机关(?!运行|事业|工资|商品|资本)|本级)?(?:（[^）]*）)?"
            )
            if names
            else None
        )
        self._sentence: Sentence | None = None
        self._explained: list[str] = []
        self._bracket: tuple[tuple[Subject, ...], str] | None = None

    # -- sentences -------------------------------------------------------------------------------------------------

    def read(self, sentence: Sentence) -> None:
        """Read one sentence. Sections that hold no statements of money are read for people and cars only."""
        self._sentence = sentence
        if sentence.section is not self._section:
            self._section = sentence.section
            self._context = Context()
            for heading in sentence.section.headings:
                if self._context.path.update(heading.title) is not None:
                    self._set(self._path_subject())
        context = self._context
        if sentence.starts_paragraph:
            self.drafts.new_paragraph()
            if sentence.starts_item:
                context.subjects = () if not self._heading_path() else context.subjects
                context.count_item = ""
        context.compare = context.compare_base = context.last_change = ""
        text = _ASIDE.sub("", sentence.text)
        if context.parents and not sentence.starts_item and _COMPARISON.match(text):
            self._set(*context.parents)  # after its parts (其中：…) a sentence that only compares speaks of the whole
        if self.agency is not None:
            text = self.agency.sub("", text)
        if sentence.section.kind in self.words.silent_kinds:
            if _STAFF.search(text):
                self._people(text)
            return
        self._explained = []
        self._bracket = None
        missed = False
        stated = False
        for part in parts(text.rstrip("。！？")):
            understood, left = self._part(part)
            missed |= left
            stated |= understood
        if missed:
            self.not_understood.append((sentence.position, sentence.printed))
        if not stated:
            self._nil(text)

    def _people(self, text: str) -> None:
        """Posts and people where a section on duties or set-up states them."""
        end = 0
        for token in tokens(text, self.words):
            if token.kind == "count" and token.unit in ("人", "名"):
                self._staff(trim(_PIECES.split(text[end : token.start])[-1][-_PHRASE:]), token)
            end = token.end

    def _leave_bracket(self, lead: str) -> None:
        """Behind a bracket the text goes on with the subject before it: 运行费8万元（其中：…），比上年减少1万元."""
        if self._bracket and "）" in lead:
            if self._bracket[0]:
                self._set(*self._bracket[0])
            self._bracket = None

    def _heading_path(self) -> bool:
        return bool(self._section and any("（类）" in h.title or "（款）" in h.title for h in self._section.headings))

    def _part(self, part: str) -> tuple[bool, bool]:
        """Read what stands between two semicolons: whether it stated something, and whether money was left."""
        found = self.words.reason.search(part)
        if found and "以下" in part[found.end() : found.end() + 3]:
            found = None
        main = part if found is None else part[: found.start()]
        before = len(self.drafts.all)
        left = False
        end = 0
        for token in tokens(main, self.words):
            lead = main[end : token.start]
            if "）" in lead[: lead.find("（")] or ("）" in lead and "（" not in lead):
                self._leave_bracket(lead)
            if lead.rfind("（") > lead.rfind("）") and re.search("（(?:其中|含|包括)", lead) and not self._bracket:
                last = self.drafts.all[-1].metric if len(self.drafts.all) > before else ""
                self._bracket = (self._context.subjects, last)
            if self._statement(lead, token, main[token.end : token.end + _PHRASE]):
                end = token.end
            elif token.kind != "bare" or len(lead) > _PHRASE:
                left |= token.kind == "money"
                end = token.end
        self._leave_bracket(main[end:])
        self._clauses(_PIECES.split(main[end:]))
        stated = len(self.drafts.all) > before
        if found is not None:
            self._reason(found["about"], found[0], part[found.end() :], before)
            stated = True
        elif not stated and self._explained and not tokens(part, self.words):
            self._prolong(part)
        return stated, left

    # -- reasons ---------------------------------------------------------------------------------------------------

    def _reason(self, about: str, marker: str, text: str, before: int) -> None:
        """Attach a stated reason; inside it only full comparisons with a subject of their own are statements."""
        reason = clean_reason(text)
        new = self.drafts.all[before:]
        metrics: frozenset[str] = frozenset()
        if re.search("上年|去年|上一?年", about):
            metrics = CHANGE
        elif re.search("预算|预期", about) or re.search("决算数?(?:大于|小于|高于|低于|等于|超)", about):
            metrics = EXECUTION
        elif new or about:
            last = next(
                (d.metric for d in reversed(new or self.drafts.all) if d.metric in CHANGE | EXECUTION or d.direction),
                "",
            )
            metrics = CHANGE if last in CHANGE else EXECUTION if last in EXECUTION else frozenset()
        elif self.drafts.all:
            # 主要是… alone explains a change or a completion; after a plain amount it tells what the money was for
            last = self.drafts.all[-1].metric
            if "原因" in marker or last not in ("决算数", "支出决算", "预算数", "年初预算"):
                metrics = CHANGE if last in CHANGE else EXECUTION if last in EXECUTION else frozenset()
        if any(d.direction == "not_comparable" for d in new):
            metrics |= {"金额", "预算数"}
        items = [subject.item for subject in self._context.subjects]
        named, _ = clean_subject(re.split("(?:支出)?决算|预算|支出?(?:增|减|下)|(?:增|减|下)", about)[0], self.words)
        if len(named) >= 3:
            items = [
                d.item for d in self.drafts.all[-40:] if plain(named) in plain(d.item) or plain(d.item) in plain(named)
            ][-1:] or items
        if new and not named:
            stated = list(dict.fromkeys([d.item for d in new if d.metric in metrics]))
            items = [item for item in items if item in stated] or stated[-len(items) or None :] or items
        explained = self.drafts.explain(items, metrics, reason) if metrics else []
        self._explained = [d.item for d in explained]
        if not explained and metrics == CHANGE and self._sentence is not None:
            direction = "increase" if self.words.up.search(about) else "decrease" if about else ""
            for item in items or [self._section_item()]:
                self.remarks.append(
                    Remark(
                        self._sentence.position,
                        self._sentence.section.title,
                        item,
                        self._sentence.printed,
                        "direction",
                        direction,
                        reason,
                    )
                )
        self._inside_reason(text)

    def _inside_reason(self, text: str) -> None:
        """项目支出增加，较上年增加5万元: a comparison whose subject stands in the same clause or the one before it."""
        end = 0
        for token in tokens(text, self.words):
            lead = text[end : token.start]
            end = token.end
            pieces = [piece for piece in _PIECES.split(lead) if piece]
            if token.kind not in ("money", "percent") or not pieces:
                continue
            own = self._change(pieces[-1], token, explicit=True)
            completion = self.words.completion.match(pieces[-1]) if token.kind == "percent" else None
            subject = ""
            if own is not None:
                base, sign, subject = own
                if not subject and len(pieces) > 1 and (m := self.words.direction.search(pieces[-2])):
                    subject = pieces[-2][: m.start()]
                subject, code = clean_subject(subject, self.words)
                if base == "prior" and self._is_money_noun(subject):
                    metric = "比上年增减额" if token.kind == "money" else "比上年增减率"
                    self._add(Subject(subject, code), metric, sign, token, "year_change", pieces[-1])
            elif completion is not None:
                subject, code = clean_subject(completion["subject"], self.words)
                if self._is_money_noun(subject) or re.match("项目支出", subject):
                    self._add(
                        Subject(subject, code),
                        "完成率",
                        token.value,
                        token,
                        "execution",
                        pieces[-1],
                        base=completion["base"] or "年初预算",
                    )

    def _prolong(self, part: str) -> None:
        """A reason that goes on behind a semicolon (一是…；二是…)."""
        for item in dict.fromkeys(self._explained) if clean_reason(part) else ():
            for draft in self.drafts.group(item):
                if draft.reason:
                    draft.reason += "；" + clean_reason(part)

    # -- clauses without a number ----------------------------------------------------------------------------------

    def _clauses(self, pieces: list[str]) -> None:
        purpose = False
        for piece in pieces:
            purpose = purpose or self.words.purpose.search(piece) is not None
            if not purpose or "（类）" in piece or piece.endswith("其中"):
                self._clause(piece)

    def _clause(self, piece: str) -> None:
        """Take what a clause without a number says: a path, a comparison, 其中, a scope, or a subject that waits for its number."""
        context = self._context
        text = trim(piece)
        if not text or len(text) > _PHRASE:
            return
        if text.endswith("其中"):
            context.parents = context.subjects
            text = text[: -len("其中")].strip("（")
            if not text:
                return
        if context.path.update(text) is not None:
            self._set(self._path_subject())
            return
        base, rest = self._compared(text)
        if base:
            context.compare = base
            text = rest
        if match := re.match(r"^在(?P<scope>.+)中$", text):
            context.scope = match["scope"].removesuffix("的")
            return
        if text.endswith("的") and len(text) > 4 and not self.words.leading.fullmatch(text):
            context.modifier = text
            return
        subject, code = clean_subject(text, self.words)
        if code or (
            len(subject) <= 24
            and self._is_money_noun(subject)
            and not re.match("优化|压减|压缩|控制|严格|落实|减少|增加|加强|按照|根据|贯彻", subject)
        ):
            self._set(Subject(subject, code))
            context.pending = True

    def _set(self, *subjects: Subject) -> None:
        self._context.subjects = subjects
        self._context.pending = False

    def _path_subject(self) -> Subject:
        return Subject(self._context.path.item, self.codes.of_path(self._context.path.item), is_path=True)

    def _nil(self, text: str) -> None:
        """本部门无政府性基金预算财政拨款收支: kept as a remark, for there is no number."""
        match = self.words.nil.search(text[:_PHRASE])
        if match is None or self._sentence is None:
            return
        item, _ = clean_subject(match["what"], self.words)
        if item:
            self.remarks.append(
                Remark(self._sentence.position, self._sentence.section.title, item, self._sentence.printed, "nil")
            )

    # -- statements ------------------------------------------------------------------------------------------------

    def _statement(self, lead: str, token: Token, rest: str) -> bool:
        """Read one number with the words before it; False where they give it no meaning."""
        pieces = _PIECES.split(lead)
        self._clauses(pieces[:-1])
        phrase = trim(pieces[-1][-_PHRASE:])
        named = False
        if (tail := self._context.path.update(phrase)) is not None:
            if tail.startswith("支出") and not self._context.path.item.endswith("支出"):
                self._context.path.extend("支出")
            self._set(self._path_subject())
            phrase = tail
            named = True
        kind = token.kind
        if kind == "count":
            return self._count(phrase, token)
        if kind in ("flat", "roughly_flat"):
            return self._flat(phrase, token)
        if kind == "not_comparable":
            return self._not_comparable()
        if kind == "bare":
            return self._bare(phrase, token, rest)
        if kind == "percent":
            return self._percent(phrase, token)
        if kind == "money":
            return self._money(phrase, token, named)
        return False

    def _money(self, phrase: str, token: Token, named: bool) -> bool:
        change = self._change(phrase, token)
        if change is not None:
            return self._state_change(change, "额", token, phrase)
        compared = self._compared_with(phrase, token)
        if compared is not None:
            return compared
        for metric, pattern in self.words.measures:
            if match := pattern.match(phrase):
                return self._state_measure(metric, match["subject"], phrase, token)
        return self._amount(phrase, token, named)

    def _compared_with(self, phrase: str, token: Token) -> bool | None:
        """比2023年1200万元增加…, 比年初预算5万元减少…: what a change compares with, stated itself; None where the phrase is none."""
        prior = self.words.compare_prior.search(phrase)
        if prior and self._is_this_year(prior["year"]):
            prior = None
        match = prior or self.words.compare_budget.search(phrase)
        if match is None:
            return None
        rest, _ = clean_subject(self.words.be.sub("", phrase[match.end() :]), self.words)
        if rest and not any(subject.item.endswith(rest) for subject in self._context.subjects):
            return False
        subjects = self._context.subjects if rest else self._subjects(phrase[: match.start()])
        if prior:
            metric, topic = "上年数", "year_change"
        else:
            metric, topic = ("年初预算" if "年初" in match["base"] else "预算数"), "execution"
        for subject in subjects:
            self._add(subject, metric, token.value, token, topic, phrase)
        self._context.compare = "prior" if prior else "budget"
        return bool(subjects)

    def _percent(self, phrase: str, token: Token) -> bool:
        share = self.words.share.match(phrase)
        completion = self.words.completion.match(phrase)
        if completion and not (share and self.head.kind == "budget"):
            subjects = self._subjects(completion["subject"])
            base = completion["base"] or ""
            for subject in subjects:
                self._add(subject, "完成率", token.value, token, "execution", phrase, base=base)
            return bool(subjects)
        if share:
            subjects = self._subjects(share["subject"])
            base, _ = clean_subject(share["base"], self.words)
            metric = next((name for name, pattern in self.words.share_metrics if pattern.search(share["base"])), "占比")
            for subject in subjects:
                self._add(subject, metric, token.value, token, self._topic(subject, "total"), phrase, base=base)
            return bool(subjects)
        change = self._change(phrase, token)
        return change is not None and self._state_change(change, "率", token, phrase)

    def _bare(self, phrase: str, token: Token, rest: str) -> bool:
        """增长13.95。: a rate whose % was lost, only straight after the amount of the same change."""
        if not self._context.last_change or rest.strip("，。；"):
            return False
        change = self._change(phrase, token)
        if change is None or change[2]:
            return False
        return self._state_change(change, "率", token, phrase, unit="%")

    def _change(self, phrase: str, token: Token, explicit: bool = False) -> tuple[str, Decimal, str] | None:
        """A change: (base prior or budget, signed value, words of its subject), or None where the phrase is none."""
        match = self.words.direction.search(phrase)
        if match is None:
            return None
        head = self.words.each.sub("", phrase[: match.start()])
        base, subject = self._compared(head)
        if not base and self.words.compare_prior_word in phrase:
            base, subject = "prior", head.replace(self.words.compare_prior_word, "")
        if not base and not explicit:
            base, subject = self._context.compare or self._context.last_change, head
        if not base and not explicit and token.kind == "percent" and not head:
            base = "prior"
        if not base:
            return None
        falls = self.words.up.fullmatch(match["direction"]) is None
        value = -token.value if falls and token.value > 0 else token.value
        return base, value, subject

    def _compared(self, text: str) -> tuple[str, str]:
        """What a text compares with (prior, budget, "") and the words that are left of it."""
        match = self.words.compare_prior.search(text)
        if match and not self._is_this_year(match["year"]):
            return "prior", self._around(text, match)
        budget = self.words.compare_budget.search(text)
        if budget:
            self._context.compare_base = budget["base"]
            return "budget", self._around(text, budget)
        return "", text

    def _around(self, text: str, match: re.Match[str]) -> str:
        before, after = text[: match.start()], text[match.end() :]
        after, _ = clean_subject(after, self.words)
        return after if self._is_money_noun(after) and after not in ("支出", "收入", "决算", "预算") else before

    def _is_this_year(self, year: str) -> bool:
        digits = re.match(r"20\d\d", year)
        return digits is not None and int(digits[0]) == self.head.fiscal_year

    def _state_change(
        self, change: tuple[str, Decimal, str], what: str, token: Token, phrase: str, unit: str = ""
    ) -> bool:
        base, value, words = change
        subjects = self._subjects(words)
        metric = ("比上年增减" if base == "prior" else "较预算数增减") + what
        if token.value and _ALTERNATIVE.search(phrase):
            value = self._settled(subjects, base, value)
        for subject in subjects:
            self._add(
                subject,
                metric,
                value,
                token,
                "year_change" if base == "prior" else "execution",
                phrase,
                unit=unit,
                base=self._context.compare_base if base == "budget" else "",
            )
        self._context.last_change = base
        return bool(subjects)

    def _settled(self, subjects: tuple[Subject, ...], base: str, value: Decimal) -> Decimal:
        """下降（增长）27.78%: an unfilled choice follows the amount of the same change, where one was stated."""
        wanted = "比上年增减额" if base == "prior" else "较预算数增减额"
        for subject in subjects:
            for draft in self.drafts.group(subject.item):
                if draft.metric == wanted and draft.value:
                    return abs(value) if draft.value > 0 else -abs(value)
        return value

    def _state_measure(self, metric: str, words: str, phrase: str, token: Token) -> bool:
        topic = self._topic(Subject(words), "")
        is_budget_word = metric in ("预算数", "年初预算", "全年预算")
        if is_budget_word and topic == "procurement":
            return self._amount(phrase, token, False)
        plain_total = clean_subject(words, self.words)[0] in ("收入", "支出", "收支", "总收入", "总支出")
        carried_path = any(subject.is_path for subject in self._context.subjects)
        if (
            self.head.kind == "budget"
            and topic not in ("three_public", "operating")
            and is_budget_word
            and not carried_path
        ):
            return self._amount(phrase, token, False)
        if is_budget_word and plain_total and words:
            return self._amount(phrase, token, False)
        cleaned = clean_subject(words, self.words)[0]
        if "支出决算" in phrase and re.search("(?:拨款|预算|基金|资金)$", cleaned):
            words += "支出"  # 财政拨款支出决算 is the outturn of 财政拨款支出
        subjects = self._subjects(words)
        if not subjects:
            return False
        if is_budget_word:
            self._pairs[self._main_section()] = metric
        elif pair := self._pairs.get(self._main_section(), ""):
            metric = "决算数" if pair == "预算数" else "支出决算"
        for subject in subjects:
            self._add(subject, metric, token.value, token, "execution", phrase)
        return True

    def _amount(self, phrase: str, token: Token, named: bool) -> bool:
        context = self._context
        words = self.words.be.sub("", phrase)
        if not re.search("[合总]计$", words) and re.search("[合总]计", phrase[len(words) :]):
            words = words + phrase[len(words) : len(words) + 2]
        text, code = clean_subject(words, self.words)
        if named and (not text or text in ("支出", "收入")):
            subjects = context.subjects
        elif self._bracket and self._bracket[0] and self._bracket[1] and self.words.fund_part.search(text):
            for subject in self._bracket[0]:
                part = Subject(f"{subject.item}/{text}", subject.code)
                self._add(part, self._bracket[1], token.value, token, self._topic(part, "total"), phrase)
            return True
        elif text in ("支出", "金额", "费用", "资金") and context.count_item:
            subjects = (Subject(context.count_item),)
        elif not text and not code:
            if not context.pending:
                return False
            subjects = context.subjects
        elif code or self.codes.knows(text) or self._is_money_noun(text) or self._is_procurement(text):
            subjects = self._named(text, code)
            self._set(*subjects)
            context.count_item = ""
        else:
            return False
        context.pending = False
        for subject in subjects:
            topic = self._topic(subject, "total")
            metric = "金额"
            if topic in ("three_public", "operating") and self.head.kind == "budget":
                metric = "预算数"
            elif topic == "three_public" and self._pairs.get(self._main_section()) == "预算数":
                metric = "决算数"
            self._add(subject, metric, token.value, token, topic, phrase)
        return bool(subjects)

    def _flat(self, phrase: str, token: Token) -> bool:
        base, words = self._compared(phrase)
        base = base or self._context.compare
        if not base:
            return False
        subjects = self._subjects(words)
        if base == "prior" and token.kind == "flat":
            for subject in subjects:
                self._add(subject, "比上年增减额", Decimal(0), token, "year_change", phrase, unit="万元")
        elif base == "prior" and self._sentence is not None:
            for subject in subjects:
                self.remarks.append(
                    Remark(
                        self._sentence.position,
                        self._sentence.section.title,
                        subject.item,
                        self._sentence.printed,
                        "direction",
                        "unchanged",
                    )
                )
        self._context.last_change = base
        return True

    def _not_comparable(self) -> bool:
        for subject in self._context.subjects:
            for draft in self.drafts.group(subject.item):
                if draft.metric in ("金额", "预算数"):
                    draft.direction = "not_comparable"
        return True

    # -- people and things -----------------------------------------------------------------------------------------

    def _count(self, phrase: str, token: Token) -> bool:
        kind = self._section.kind if self._section else ""
        text = self._sentence.text if self._sentence else ""
        if (
            token.unit in ("人", "名")
            and (kind == "staffing" or re.search("编制|实有|在职", text))
            and kind != "three_public"
        ):
            return self._staff(phrase, token)
        if kind == "three_public" or (
            token.unit in ("批次", "批", "人次")
            and kind not in self.words.silent_kinds
            and self.words.three_public_item.search(text)
        ):
            return self._three_public_count(phrase, token)
        if (
            token.unit in ("辆", "台", "台（套）", "台/套", "台套", "套", "处", "幢", "栋", "平方米", "件")
            and kind not in self.words.silent_kinds
        ):
            item, _ = clean_subject(phrase, self.words)
            if not self.words.asset_noun.search(item):
                return False
            self._add(Subject(item), "数量", token.value, token, "asset", phrase)
            return True
        return False

    def _staff(self, phrase: str, token: Token) -> bool:
        context = self._context
        item = next((name for name, pattern in self.words.staffing_items if pattern.search(phrase)), "")
        bare = re.sub("离退休", "", phrase)
        kind = next((name for name, pattern in self.words.staffing_kinds if pattern.search(bare)), "")
        if item:
            context.staff = item
        if not context.staff or not (item or kind):
            return False
        self._add(Subject(context.staff), kind or "合计", token.value, token, "staffing", phrase)
        return True

    def _three_public_count(self, phrase: str, token: Token) -> bool:
        context = self._context
        text, _ = clean_subject(phrase, self.words)
        metric = next((name for name, pattern in self.words.three_public_counts if pattern.search(text)), "")
        if metric:
            text = next(pattern.sub("", text) for name, pattern in self.words.three_public_counts if name == metric)
        elif token.unit == "人次":
            metric = "人次"
        else:
            metric = "数量"
        text, _ = clean_subject(re.sub("^(?:列明|组织|参加)", "", text), self.words)
        carried = context.subjects[0].item if context.subjects else self._section_item()
        item = text if self.words.three_public_item.search(text) or "车" in text else context.count_item or carried
        if not item or token.unit in ("家", "户", "项", "件"):
            return False
        if metric != "数量" or token.unit in ("批次", "批"):
            context.count_item = item
        self._add(Subject(item), metric, token.value, token, "three_public", phrase)
        return True

    # -- subjects --------------------------------------------------------------------------------------------------

    def _subjects(self, words: str) -> tuple[Subject, ...]:
        """The subjects that words name; those carried where they name none; the section's where none was named yet."""
        context = self._context
        text, code = clean_subject(words, self.words)
        if (
            text in ("", "支出", "决算", "预算", "执行", "总额", "金额", "数", "收入", "收支", "本年", "全年")
            and not code
        ):
            if not context.subjects and (item := self._section_item()):
                self._set(Subject(item))
            return context.subjects
        if not code and not self._is_money_noun(text) and not self.codes.knows(text):
            return ()
        subjects = self._named(text, code)
        self._set(*subjects)
        return subjects

    def _named(self, text: str, code: str) -> tuple[Subject, ...]:
        context = self._context
        if context.modifier or context.scope:
            text = "/".join(part for part in (context.scope, context.modifier + text) if part)
            context.modifier = ""
        if code:
            return (Subject(text, code),)
        made = []
        for name in joint(text):
            carried = [s for s in context.subjects if not s.is_path and s.item.endswith(name) and len(name) >= 4]
            if len(carried) == 1:
                made.append(carried[0])  # 财政拨款支出 after 一般公共预算财政拨款支出 is the same
                continue
            item = name
            parent = context.parents[0].item if len(context.parents) == 1 else ""
            if re.search("收入|支出", parent) and self.head.kind == "budget" and name.endswith("拨款"):
                item = f"{parent}/{name}"
            made.append(Subject(item, self._code_of(name)))
        return tuple(made)

    def _code_of(self, name: str) -> str:
        title = self._section.title if self._section else ""
        economic = ""
        if "经济" in title.rpartition("/")[2] or ("经济" in title and "功能" not in title):
            economic = "5" if "政府" in title.rpartition("/")[2] else "3"
        elif "基本支出" in title.rpartition("/")[2] and re.search("补助|福利|服务|资本", name):
            economic = "3"
        return self.codes.of_name(name, economic)

    def _is_money_noun(self, text: str) -> bool:
        return bool(text) and len(text) <= 60 and self.words.money_noun.search(text) is not None

    def _is_procurement(self, text: str) -> bool:
        return self._section_topic() == "procurement" and self.words.procurement_part.match(text) is not None

    def _section_item(self) -> str:
        """The subject that a heading names (公务接待费支出情况说明), for sections on one subject only."""
        if self._section is None or self._section.kind not in ("three_public", "operating", "procurement"):
            return ""
        title = re.sub("(?:具体|总体|增减变化|安排|执行|财政拨款|支出|决算|预算|情况|说明)+$", "", self._section.leaf)
        return clean_subject(title, self.words)[0]

    def _main_section(self) -> tuple[str, ...]:
        headings = self._section.headings if self._section else ()
        return tuple(h.title for h in headings if h.level <= 2)

    def _section_topic(self) -> str:
        kind = self._section.kind if self._section else ""
        return kind if kind in ("three_public", "operating", "procurement") else ""

    def _topic(self, subject: Subject, otherwise: str) -> str:
        for kind, pattern in self.words.section_kinds:
            if kind in ("three_public", "operating", "procurement") and pattern.search(subject.item):
                return kind
        return self._section_topic() or otherwise

    def _add(
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
        if self._sentence is None:
            return
        direction = ""
        if metric in CHANGE or metric.startswith("较预算数"):
            direction = "increase" if value > 0 else "decrease" if value < 0 else "unchanged"
        self.drafts.add(
            self._sentence,
            subject.item,
            subject.code,
            metric,
            value,
            unit or token.unit,
            topic,
            phrase + token.text,
            base,
            direction,
        )
