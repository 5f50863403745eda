"""Reads the prose on performance: scores, budgets and execution of projects. What an agency achieved is left out.

These sections mix a few statements on money and scores with business statistics (people insured, prices, visits), so only
numbers behind a measure of the vocabulary count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from etl.narrative.drafts import Drafts
from etl.narrative.grammar import Grammar, step_pattern
from etl.narrative.metrics import (
    AMOUNT,
    ANNUAL_BUDGET,
    ANNUAL_BUDGET_OF_PROJECT,
    COUNT,
    EXECUTED,
    OWN_SCORE,
    PROJECT_SCORE,
    PROJECTS,
    SCORE,
    SCORE_BY_OTHERS,
    SPENT,
    STANDARD_SCORE,
    WHOLE_BUDGET,
)
from etl.narrative.numbers import LEFT, STATED, Account
from etl.narrative.sections import Section
from etl.narrative.sentences import Sentence
from etl.narrative.subjects import clean_subject, trim
from etl.narrative.tokens import Token, tokens

_PIECES = re.compile(r"[，：；]")
_REPORT = step_pattern("performance.report")
_PHRASE = 200
_BY_ITSELF, _BY_OTHERS = re.compile("自评"), re.compile("重点(?:绩效)?评价")
"""Who judged: the agency itself, or others its most important projects."""
_GRADED = step_pattern("performance.graded")
_LEVEL_OF_MONEY = step_pattern("performance.level_of_money")
_OF_BUDGET = step_pattern("performance.of_budget")
_NAMED_PROJECT = step_pattern("performance.named_project")
_OF_WEIGHT = step_pattern("performance.of_weight")
_WEIGHT = step_pattern("performance.weight")
_NO_WEIGHT = step_pattern("performance.no_weight")
_ALL_SPENT = step_pattern("performance.all_spent")
_PROJECT = step_pattern("performance.project")
_EVALUATED = step_pattern("performance.evaluated")
_BUDGETED = step_pattern("performance.budgeted")
_SCORES = step_pattern("performance.scores")
_PART_OF = step_pattern("performance.part_of")
_COUNT_FIRST = step_pattern("performance.count_first")


def speaks_of_evaluation(sentence: Sentence, scored: Collection[int]) -> bool:
    """Whether a sentence outside the sections on performance is on the evaluation of projects (绩效自评得分97分), or on the budget of one that it names
    (甲项目全年预算数450万元); how much was spent of that is no evaluation but in one of the paragraphs `scored`."""
    if _EVALUATED.search(sentence.text):
        return True
    return sentence.paragraph in scored and _BUDGETED.search(sentence.text) is not None


def scored_paragraphs(prose: Iterable[Sentence]) -> set[int]:
    """The paragraphs that speak of scores or weights."""
    return {sentence.paragraph for sentence in prose if _SCORES.search(sentence.text)}


class PerformanceReader:
    """Reads sentence after sentence of the performance sections and adds what they state to the drafts."""

    def __init__(self, words: Grammar, drafts: Drafts, agency: re.Pattern[str] | None, account: Account) -> None:
        self.words = words
        self.drafts = drafts
        self.agency = agency
        self.account = account
        self._section: Section | None = None
        self._from_heading = ""
        self._item = ""
        self._local = ""  # the subject named in this sentence before a measure
        self._ahead = ""  # what its clause names behind a number: 52个项目实行绩效目标管理
        self._weighed = ""  # what stands before the score straight before: 预算执行 of 预算执行10分得9.8分
        self._is_nameless = False  # the number has a measure, and nothing says of what
        self._paragraph = -1
        self._seen: set[str] = set()
        self.not_understood: list[tuple[int, str]] = []
        self._said_by: Sentence | None = None
        self._first_said: dict[re.Pattern[str], int] = {}

    def read(self, sentence: Sentence) -> None:
        """Read one sentence."""
        if sentence.section is not self._section:
            self._section = sentence.section
            self._from_heading = self._heading_item()
        if sentence.paragraph != self._paragraph:
            self._paragraph = sentence.paragraph
            self._item = self._from_heading
            self._seen = set()
            self.drafts.new_paragraph()
        self._local = self._weighed = ""
        text = sentence.text.rstrip("。！？")
        if self.agency is not None:
            text = self.agency.sub("", text)
        named = self._named(text)
        end = 0
        for token in tokens(text, self.words):
            self._ahead, self._is_nameless = "", False
            while named and named[0][0] <= token.start:
                self._enter(named.pop(0)[1])
            lead = text[end : token.start]
            if named and not _PIECES.search(text[token.end : named[0][0]]):
                self._ahead = named[0][1]
            # A number without a measure may be part of a name (12345 热线)
            understood = self._statement(sentence, lead, token, text[token.end : token.end + _PHRASE])
            ahead = text[max(0, token.start - _PHRASE) : token.start]
            due = not understood and (self._is_nameless or self._is_of_budget(token, ahead, text))
            self.account.note(token.text, STATED if understood else LEFT, due=due)
            if due:
                self._list(sentence)
            if understood or token.kind != "bare" or len(lead) > _PHRASE:
                end = token.end
        for _, item in named:
            self._enter(item)
        self.account.close(sentence, "statistics")

    def _is_of_budget(self, token: Token, lead: str, text: str) -> bool:
        """Whether words of a budget stand before an amount: statistics on what an agency achieved speak of other money. `text`: the sentence; beside the budget
        of a project and its rate there are no statistics."""
        if token.kind == "money" and _BUDGETED.search(text):
            return True
        return token.kind == "money" and _OF_BUDGET.search(_PIECES.split(lead)[-1]) is not None

    def _enter(self, item: str) -> None:
        if item != self._item:
            self._seen = set()
            self._local = ""
        self._item = item

    def _named(self, text: str) -> list[tuple[int, str]]:
        """Where the sentence names a project or an evaluation, in order; of names that begin at one place the first pattern's."""
        found: dict[int, str] = {}
        for pattern in self.words.performance_subjects:
            for match in pattern.finditer(text):
                groups = match.groupdict()
                name = groups.get("fixed") or self._name(groups.get("item") or "")
                if name and match.start() not in found:
                    found[match.start()] = name
        return sorted(found.items())

    def _name(self, text: str) -> str:
        if self.agency is not None:
            text = self.agency.sub("", text)
        quoted = re.match('^[“"](?P<name>[^“”"]+)[”"](?:等|项目|专项|资金|绩效)*$', text.strip())
        item = self._cleaned(quoted["name"] if quoted else text).strip("“”\"'、等的了")
        return "" if not item or "”" in item or self.words.performance_generic.fullmatch(item) else item

    def _cleaned(self, text: str) -> str:
        """A name without counts, years and the evaluation it is the subject of."""
        item, _ = clean_subject(text, self.words)
        item = re.sub(r"20\d{2}年度?|共(?=发现)", "", _COUNT_FIRST.sub("", item))
        return re.sub("(?<=项目)绩效评价$", "", item)

    def _heading_item(self) -> str:
        """The project that a heading is about: 公务员医疗补助项目绩效自评情况, …项目绩效评价报告."""
        for heading in reversed(self._section.headings if self._section else ()):
            match = _REPORT.match(heading.title)
            if match and not re.search("预算绩效|绩效管理|^(?:项目|部门|单位|专项资金)|(?:决算|预算)中", heading.title):
                name = self._name(match["item"])
                if name:
                    return name
            if match := re.match("^(?P<item>(?:部门|单位)整体支出)", heading.title):
                return match["item"]
        return ""

    def _statement(self, sentence: Sentence, lead: str, token: Token, rest: str) -> bool:
        phrase = trim(_PIECES.split(lead)[-1][-_PHRASE:])
        if token.kind == "money":
            return (
                self._measured(sentence, self.words.performance_money, phrase, token)
                or self._appropriation(sentence, phrase, token)
                or self._of_project(sentence, phrase, token)
            )
        if token.kind == "percent":
            return self._measured(sentence, self.words.performance_percent, phrase, token) or self._share(
                sentence, phrase, token
            )
        if token.kind == "score":
            return self._score(sentence, phrase, token)
        if token.kind == "bare" and (not rest or rest[0] in "，。；、（"):
            points = replace(token, unit="分")
            if _OF_WEIGHT.fullmatch(phrase) and self._weighed:
                return self._score(sentence, phrase, points)
            self._weighed = phrase if _WEIGHT.search(phrase) else ""
            return self._measured(sentence, self.words.performance_score, phrase, points)
        if token.kind == "count" and token.unit in ("个", "项"):
            return self._projects(sentence, phrase, token, rest)
        return False

    def _measured(
        self,
        sentence: Sentence,
        patterns: tuple[tuple[str, re.Pattern[str]], ...],
        phrase: str,
        token: Token,
    ) -> bool:
        for metric, pattern in patterns:
            match = pattern.match(phrase)
            if match is None:
                continue
            own = self._own_item(match["subject"])
            self._local = own or self._local
            score = metric in (SCORE, STANDARD_SCORE)
            item = self._local or (self._indicator() if score else "") or self._item
            if not item:
                self._list(sentence)
                return False
            if metric == SPENT and self._seen & {ANNUAL_BUDGET_OF_PROJECT, ANNUAL_BUDGET}:
                metric = EXECUTED
            elif (
                metric in (PROJECT_SCORE, SCORE)
                and "平均" not in phrase
                and not self._local
                and self._is_said_before(_BY_ITSELF, sentence, token)
            ):
                metric = OWN_SCORE
            elif metric == SCORE and self._is_said_before(_BY_OTHERS, sentence, token):
                metric = SCORE_BY_OTHERS
            elif metric == WHOLE_BUDGET and (level := _LEVEL_OF_MONEY.search(match["subject"])):
                metric = level[0] + match["measure"]  # a part by who gave it, no total
            self._seen.add(metric)
            self.drafts.add(sentence, item, "", metric, token.value, token.unit, "performance", phrase + token.text)
            return True
        return False

    def _score(self, sentence: Sentence, phrase: str, token: Token) -> bool:
        """State a score of the part whose weight stands before it, else of what its measure names; keep what may be the name of a part."""
        weighed, self._weighed = self._weighed, ""
        if _OF_WEIGHT.fullmatch(phrase) and weighed:
            if self._scored(sentence, weighed, phrase + token.text, token):
                return True
            if _WEIGHT.search(weighed):
                self._list(sentence)
                return False  # the score of a part whose name stands farther before: no score of the project
        if self._measured(sentence, self.words.performance_score, phrase, token):
            return True
        self._weighed = phrase
        return False

    def _scored(self, sentence: Sentence, weighed: str, printed: str, token: Token) -> bool:
        """State the score of a part behind its weight: 预算执行10分得9.8分."""
        if _NO_WEIGHT.search(weighed):
            return False
        if item := self._name(_WEIGHT.sub("", weighed)):
            self.drafts.add(sentence, item, "", SCORE, token.value, token.unit, "performance", printed)
        return bool(item)

    def _list(self, sentence: Sentence) -> None:
        """Keep a sentence that measures something it doesn't name."""
        self._is_nameless = True
        if (sentence.position, sentence.printed) not in self.not_understood[-1:]:
            self.not_understood.append((sentence.position, sentence.printed))

    def _is_said_before(self, words: re.Pattern[str], sentence: Sentence, token: Token) -> bool:
        """Whether the sentence says the words before a number, or its heading does. They are looked for once a sentence."""
        if self._said_by is not sentence:
            self._said_by, self._first_said = sentence, {}
        if words not in self._first_said:
            found = words.search(sentence.text)
            self._first_said[words] = found.end() if found else len(sentence.text) + 1
        at = sentence.text.find(token.text)
        return self._first_said[words] <= (at if at >= 0 else len(sentence.text)) or bool(
            words.search(sentence.section.leaf)
        )

    def _indicator(self) -> str:
        """The indicator that a heading of an evaluation report is about, whose score is no project's."""
        match = re.match(
            "^(?P<item>.*(?:率|性|度|指标))(?:评价)?(?:分析)?$", self._section.leaf if self._section else ""
        )
        return match["item"] if match else ""

    def _own_item(self, words: str) -> str:
        """A subject in front of the measure: 产出类指标标准分值, 除…外其他项目平均预算执行率, 部门整体自评得分."""
        if _ALL_SPENT.fullmatch(words):
            return words
        return self._name(re.split("(?<=外)(?=其他)", re.sub("^项目除|整体上?$|率?达$", "", words))[-1])

    def _share(self, sentence: Sentence, phrase: str, token: Token) -> bool:
        match = re.search("占(?P<base>[^占]*(?:项目支出|预算)[^占]*?)(?:的)?(?:比例|比重)?为?$", phrase)
        if match is None:
            return False
        if not self._item:
            self._list(sentence)
            return False
        base = match["base"].removesuffix("的")
        self.drafts.add(
            sentence,
            self._item,
            "",
            f"占{base}比例",
            token.value,
            token.unit,
            "performance",
            phrase + token.text,
            base=base,
        )
        return True

    def _appropriation(self, sentence: Sentence, phrase: str, token: Token) -> bool:
        """涉及一般公共预算当年拨款…: what money the goals of a budget cover."""
        item, _ = clean_subject(phrase, self.words)
        if not re.search("(?:一般公共预算|政府性基金|国有资本经营|^财政).*拨款$", item):
            return False
        self.drafts.add(sentence, item, "", AMOUNT, token.value, token.unit, "performance", phrase + token.text)
        return True

    def _of_project(self, sentence: Sentence, phrase: str, token: Token) -> bool:
        """“街角绿地”项目40.00万元: the money of a project that its quoted name alone stands before."""
        if named := _NAMED_PROJECT.fullmatch(phrase):
            is_budgeted = named["part"] is not None or _OF_BUDGET.search(sentence.text)
            self._item = (is_budgeted and self._name(named["item"])) or self._item
            phrase = phrase if is_budgeted else ""
        if not self._item or (_PROJECT.fullmatch(phrase) is None and not (named and phrase)):
            return False
        self.drafts.add(sentence, self._item, "", AMOUNT, token.value, token.unit, "performance", phrase + token.text)
        return True

    def _projects(self, sentence: Sentence, phrase: str, token: Token, rest: str) -> bool:
        """编报绩效目标的项目39个; 2项部门项目支出."""
        _, bracket, inner = phrase.rpartition("（")
        within = bool(bracket) and "）" not in inner
        item = self._cleaned(_PART_OF.sub("", inner) if within else phrase)
        if re.search("(?:项目|问题)(?:支出)?$|绩效目标$", item):
            generic = self.words.performance_generic.fullmatch(item)
            name, metric = (self._item, PROJECTS) if generic else (item, COUNT)
            if not name:
                return False
            if re.match("[一二三]级项目$", item):
                name = f"{self._item}/{item}".strip("/")
            elif not within:
                self._item = name
            self.drafts.add(sentence, name, "", metric, token.value, token.unit, "performance", phrase + token.text)
            return True
        if _GRADED.match(rest):
            return False
        ahead = re.match("(?:一级|二级|部门|单位|预算|重点)*(?P<what>项目|专项资金|专项)(?:支出)?", rest)
        self._item = self._item or self._ahead
        is_on_evaluation = sentence.section.kind == "performance" or re.search("评价|自评|绩效", sentence.text)
        if ahead and not item and not self._item and is_on_evaluation:
            self._item = ahead["what"]  # 本部门共39个项目
        if ahead and self._item and is_on_evaluation:
            printed = phrase + token.text + ahead[0]
            self.drafts.add(sentence, self._item, "", PROJECTS, token.value, token.unit, "performance", printed)
            return True
        return False
