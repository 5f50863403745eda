"""Reads counts: posts and people, visits and groups of travellers, vehicles and equipment."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from etl.narrative.drafts import NEAR, Draft
from etl.narrative.grammar import step_pattern, step_rules, step_words
from etl.narrative.metrics import CHANGE_COUNT, COUNT, TRAVELLERS, VISITORS
from etl.narrative.numbers import LEFT, STATED, State
from etl.narrative.reading import PHRASE, PIECES, Reading
from etl.narrative.sentences import Sentence
from etl.narrative.subjects import Subject, clean_subject, trim
from etl.narrative.tokens import Token, tokens

_STAFF = step_pattern("counts.staff")
_COUNTED = step_pattern("counts.counted")
_PURPOSE = step_pattern("numbers.purpose_before")
_LAST_YEARS = step_pattern("counts.last_years")
_LAST_YEARS_END = step_pattern("counts.last_years_end")
_MOVED = step_pattern("counts.moved")
_RETIRED = step_pattern("counts.retired")
_DIVISION = step_pattern("counts.division")
_OF_CLASS = step_pattern("counts.of_class")
_LEADERS = step_pattern("counts.leaders")
_NO_LEADERS = step_pattern("counts.no_leaders")
_SAID_POSTS = step_pattern("counts.said_posts")
(_POST,) = step_words("counts.post")
_OWN_VEHICLES = step_pattern("counts.own_vehicles")
_PAID = step_pattern("counts.paid")
_NO_DIVISION = step_pattern("counts.no_division")
_YEARS = step_pattern("counts.years")
_EACH_TIME = step_pattern("counts.each_time")
_EVENT = step_pattern("counts.event")
_HELD = step_words("counts.held")
_POSTS_OF_A_KIND = step_pattern("counts.posts_of_a_kind")
(_POSTS,) = step_words("counts.posts")
_OF_PARTS = step_pattern("clauses.of_parts")
PEOPLE = step_words("counts.people")
_VISITS = step_words("counts.visits")
_ASSETS = step_words("counts.assets")
_EVENT_UNITS = step_words("counts.event_units")
_VISITORS = step_words("counts.visitors")
_NO_VISITS = step_words("counts.no_visits")
(_ALL_OF_THEM,) = step_words("counts.all_of_them")
_ALIKE = tuple(tuple(units.split()) for units in step_words("counts.alike"))
"""Units of the same things."""
_SAID_UNITS = tuple((rule["unit"], re.compile(rule["pattern"])) for rule in step_rules("counts.said_units"))
_ENDS = "，。；、（）"
_EVENTS = step_words("counts.events")
(_COST,) = step_words("counts.cost")
_SESSIONS = step_words("counts.sessions")
_VEHICLES_HELD = step_pattern("counts.vehicles_held")
_HOSTS = step_pattern("counts.hosts")
_RECEIVED = step_pattern("counts.received")
(_RECEPTION,) = step_words("counts.reception")
_GUESTS = step_pattern("counts.guests")
_AREA = frozenset(step_words("counts.area"))
_HAS_AREA = step_pattern("counts.has_area")
_VEHICLES = step_pattern("counts.vehicles")
_USES = step_pattern("counts.uses")
(_OF_USE,) = step_words("counts.of_use")
(_VEHICLE,) = step_words("counts.vehicle")
(_VEHICLES_HELD_ITEM,) = step_words("counts.vehicles_held_item")


def _is_part(draft: Draft, whole: str) -> bool:
    return draft.item.startswith(f"{whole}/")


class Counts:
    """States what a number of people or things counts."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._buying: Sentence | None = None  # the sentence whose vehicles are those to buy

    def is_of_staff(self, token: Token) -> bool:
        """Whether a number counts people where a report speaks of its staff."""
        kind = self.reading.section.kind if self.reading.section else ""
        return token.unit in PEOPLE and kind != "three_public" and (kind == "staffing" or self.reading.says(_STAFF))

    def is_of_visits(self, token: Token) -> bool:
        """Whether a number counts visits where the sentence speaks of what they cost, under whatever heading."""
        return token.unit in _VISITS and self.reading.says(self.reading.words.three_public_item)

    def are_people(self, phrase: str, token: Token) -> bool:
        """Whether a number counts people, by its unit or, without one, by the words before it (编制人数42) where a report speaks of its staff."""
        if token.kind == "bare":
            return self.reading.words.staffing_bare.search(phrase) is not None and self.reading.says(_STAFF)
        return token.kind == "count" and token.unit in PEOPLE

    def are_posts(self, phrase: str, token: Token) -> bool:
        """Whether a number counts posts in things: 行政编制4个."""
        return token.kind == "count" and token.unit == _POST and _SAID_POSTS.search(phrase) is not None

    def unit_said(self, phrase: str, token: Token, rest: str) -> str:
        """The unit of a whole number without one, where the words before it say what they count (团组数2，接待批次36); "" where they don't."""
        if not token.text.isdigit() or (rest and rest[0] not in _ENDS):
            return ""
        return next((unit for unit, pattern in _SAID_UNITS if pattern.search(phrase)), "")

    def read(self, phrase: str, token: Token) -> bool:
        """Read a count by its unit and section; False where it counts nothing that reports have to state."""
        if _EACH_TIME.search(phrase) or self._is_of_another_year(phrase):
            return False
        kind = self.reading.section.kind if self.reading.section else ""
        self.reading.context.asset_item = ""
        if self.is_of_staff(token) or (kind != "three_public" and self.are_posts(phrase, token)):
            return self._staff(phrase, token)
        if token.unit in _SESSIONS and self._event(phrase, token):
            return True
        if (
            kind == "three_public"
            or (
                token.unit in _VISITS
                and kind not in self.reading.words.silent_kinds
                and self.reading.says(self.reading.words.three_public_item)
            )
            or self._holds_vehicles(phrase, token)
            or self._of_visits(phrase, token)
        ):
            return self._three_public_count(phrase, token)
        if self._event(phrase, token):
            return True
        if token.unit in _ASSETS and kind not in self.reading.words.silent_kinds and not _PURPOSE.search(phrase):
            item, _ = clean_subject(phrase, self.reading.words)
            item = self._of_area(self._of_use(item, token))
            if not self.reading.words.asset_noun.search(item):
                return False
            item = self._bought(item)
            self.reading.add(Subject(item), COUNT, token.value, token, "asset", phrase)
            self.reading.context.asset_item = item.removesuffix("面积")
            return True
        return False

    def _is_of_another_year(self, phrase: str) -> bool:
        """Whether the words before a number say that it counts what there was in an earlier year."""
        year = self.reading.head.fiscal_year
        if self.reading.head.kind == "final_account" and _LAST_YEARS_END.search(phrase):
            return True
        return _LAST_YEARS.search(phrase) is not None or any(int(found) < year for found in _YEARS.findall(phrase))

    def change(self, base: str, value: Decimal, words: str, phrase: str, token: Token) -> bool:
        """State how many more or fewer people or things there are than the year before, of those that the paragraph counted in the same unit. False where
        several may be meant, and for a change against anything else."""
        named, _ = clean_subject(words, self.reading.words)
        counted = self._counted(token.unit)
        if named and not self.reading.words.count_filler.fullmatch(named):
            counted = [draft for draft in counted if named in draft.item or draft.item.endswith(named)]
        if base != "prior" or not counted or not self._is_of_last(counted):
            return False
        last = counted[-1]
        item = last.item if last.topic != "staffing" or last.metric == _ALL_OF_THEM else f"{last.item}/{last.metric}"
        self.reading.add(Subject(item), CHANGE_COUNT, value, token, "other", phrase)
        return True

    def _counted(self, unit: str) -> list[Draft]:
        """What the paragraph counted in a unit, or in another for the same things, in order; of the sentence alone where that counted any."""
        alike = next((units for units in _ALIKE if unit in units), (unit,))
        sentence = self.reading.sentence
        near = [
            draft
            for draft in self.reading.drafts.all[-NEAR:]
            if sentence
            and draft.sentence.paragraph == sentence.paragraph
            and draft.unit in alike
            and draft.metric != CHANGE_COUNT
        ]
        return [draft for draft in near if draft.sentence is sentence] or near

    def _is_of_last(self, counted: list[Draft]) -> bool:
        """Whether a change is of what was counted last: not where that was the last of several parts (共5辆，其中甲2辆，乙3辆，比上年减少1辆)."""
        whole, last = counted[0], counted[-1]
        between = last.sentence.text.partition(whole.printed)[2].partition(last.printed)[0]
        return whole is last or _OF_PARTS.search(between) is None

    def _event(self, phrase: str, token: Token) -> bool:
        """Meetings and courses and who came, beside what was spent on them: 会议费2万元，拟召开3次会议，人数100人; 组织培训6期830人次."""
        subjects = self.reading.context.subjects
        if token.unit not in _EVENT_UNITS:
            return False
        of_one = len(subjects) == 1 and re.search("会议费|培训费", subjects[0].item) is not None
        straight = of_one and not phrase and self.reading.context.count_item == subjects[0].item
        if not straight and not _EVENT.search(phrase):
            return False
        said = [event for event in _EVENTS if event in phrase]
        spoken_of = subjects[0].item if of_one else self.reading.section_item()
        is_other = any(event + _COST in spoken_of for event in _EVENTS) and not any(
            event in spoken_of for event in said
        )
        named = next((event + _COST for event in said if is_other or self._says_cost(event)), "")
        if not named and not of_one:
            return False
        subject = Subject(named) if named and not (of_one and named in subjects[0].item) else subjects[0]
        metric = VISITORS if token.unit in ("人", "人次") else COUNT
        self.reading.context.count_item = subject.item
        if of_class := _OF_CLASS.search(phrase):
            self.reading.context.another = True  # what was spent on meetings of one class is none of all
            subject = Subject(f"{of_class['event']}{_COST}/{of_class[0]}")
        self.reading.add(subject, metric, token.value, token, "three_public", phrase)
        return True

    def _says_cost(self, event: str) -> bool:
        """Whether the sentence says what meetings or courses cost."""
        return self.reading.sentence is not None and event + _COST in self.reading.sentence.text

    def _holds_vehicles(self, phrase: str, token: Token) -> bool:
        """Whether a number counts the vehicles that the running money before it is for: 公务用车运行维护费3.56万元，保有量2辆."""
        said = _VEHICLES_HELD.search(phrase) is not None
        return said and token.unit in _ASSETS and self.reading.says(self.reading.words.three_public_item)

    def _of_visits(self, phrase: str, token: Token) -> bool:
        """接待批次520个, 出国团组2个; and the people straight behind a number of visits (接待74批次813人)."""
        if re.search("(?:团组|批次|人次|人数)[^，。；]{0,4}$", phrase) or token.text.endswith("团组"):
            spoken_of = [phrase, *(subject.item for subject in self.reading.context.subjects)]
            return bool(self.reading.context.count_item) or any(
                self.reading.words.three_public_item.search(text) for text in spoken_of
            )
        people = token.unit in PEOPLE and re.fullmatch("(?:、|和|共|累计|约|来宾|计|总计)*", phrase)
        return (
            people is not None and people is not False and bool(self.reading.context.count_item or self._of_travels())
        )

    def _of_travels(self) -> bool:
        """Whether the amount straight before is of travels abroad or of guests, whose people a number without words then counts: 因公出国（境）费4.2万元，1人."""
        last = self.reading.drafts.all[-1:]
        subjects = [subject.item for subject in self.reading.context.subjects]
        return bool(last and last[0].sentence is self.reading.sentence and [last[0].item] == subjects) and (
            _HOSTS.search(subjects[0]) is not None
        )

    def _of_use(self, item: str, token: Token) -> str:
        """The full name of a use of vehicles where the sentence has counted vehicles before: 车辆4辆：机要通信1辆 is 机要通信用车."""
        if token.unit != _VEHICLE or _USES.fullmatch(item) is None:
            return item
        last = self.reading.drafts.all[-1:]
        follows = last and last[0].sentence is self.reading.sentence and _VEHICLES.search(last[0].item)
        return f"{item}{_OF_USE}" if follows else item

    def _of_area(self, item: str) -> str:
        """The name of an area that names nothing of its own, straight behind a number of what has one: 出租房屋2处，面积200平方米."""
        last = self.reading.drafts.all[-1:]
        if item not in _AREA or not last or last[0].sentence is not self.reading.sentence:
            return item
        return f"{last[0].item}{item}" if _HAS_AREA.search(last[0].item) else item

    def _bought(self, item: str) -> str:
        """The uses that follow the number of vehicles to buy are of those: 购置车辆5辆，其中：执法执勤用车5辆 buys 执法执勤用车."""
        if self.reading.words.purchase.search(item):
            self._buying = self.reading.sentence
        elif not self.reading.words.vehicle_use.search(item):
            self._buying = None
        elif self._buying is not None and self._buying is self.reading.sentence:
            return f"购置{item}"
        return item

    def _staff(self, phrase: str, token: Token) -> bool:
        """State posts or people, by the parts that the facts have, else by the words that name them (管理岗位)."""
        phrase = phrase.rpartition("）")[2] or phrase
        return self._of_staff(phrase, token) or self._of_division(phrase, token)

    def is_served(self, phrase: str) -> bool:
        """Whether the words before a number are people whom an agency serves, none of its staff: not those who may be of it (慰问困难职工)."""
        return self._names_others(phrase) and self.reading.words.staffing_own.search(phrase) is None

    def _names_others(self, phrase: str) -> bool:
        """Whether the words before a number name people who are no part of the staff as the facts know it."""
        return self.reading.words.staffing_served.search(phrase) is not None

    def _are_besides(self, phrase: str) -> bool:
        """Whether a number counts some of the staff before it by what they are besides: 实有52人，其中党员30人."""
        context = self.reading.context
        of_staff = bool(context.staff) and context.staff_parts
        return of_staff and self.reading.words.staffing_besides.search(phrase) is not None

    def _of_division(self, phrase: str, token: Token) -> bool:
        """State people whom words name by rank, schooling or post, which are divisions of the staff that the facts don't have."""
        item = self._people(phrase)
        others = self._names_others(phrase) and not self._are_besides(phrase)
        if others or _DIVISION.search(item) is None or _NO_DIVISION.search(item):
            return False
        self.reading.add(Subject(item), COUNT, token.value, token, "other", phrase)
        return True

    def _of_staff(self, phrase: str, token: Token) -> bool:
        context, words = self.reading.context, self.reading.words
        is_part = context.staff_parts
        if self._names_others(phrase):
            if not self._are_besides(phrase):
                context.staff, context.staff_parts = "", False
            return False
        if _LEADERS.search(phrase) and not _NO_LEADERS.search(phrase):
            return False
        if words.staffing_outside.search(phrase) and not (is_part and context.staff == "实有人员"):
            context.staff, context.staff_parts = "", False
            self.reading.add(Subject(self._people(phrase)), "合计", token.value, token, "staffing", phrase)
            return True
        item = next((name for name, pattern in self.reading.words.staffing_items if pattern.search(phrase)), "")
        bare = re.sub("离退休", "", phrase)
        kind = next((name for name, pattern in self.reading.words.staffing_kinds if pattern.search(bare)), "")
        kind = kind or (self._kind_of_posts() if item == _HELD[0] else "")
        if self._have_left(phrase, token):
            return False
        some = self._are_some(item, phrase, token) if not kind else self._are_said(item, kind)
        if item and some:
            return False
        if item:
            context.staff = item
            context.staff_parts = is_part and bool(kind)
        if not context.staff or not (item or kind) or (kind == "其他" and context.staff == "离退休人员"):
            return False
        if not item and not is_part and context.staff == "离退休人员" and kind not in ("离休", "退休"):
            return False  # 退休2人；工勤岗3人: no part of the retired
        self.reading.add(Subject(context.staff), kind or "合计", token.value, token, "staffing", phrase)
        return True

    def _have_left(self, phrase: str, token: Token) -> bool:
        """Whether people are those who retired in the year, among others who came and went: 调出12人，退休3人. 退休人员3人 are all of the retired."""
        text = self.reading.sentence.text if self.reading.sentence else ""
        retired = _RETIRED.search(phrase)
        return retired is not None and any(retired[0] + token.text in match[0] for match in _MOVED.finditer(text))

    def _kind_of_posts(self) -> str:
        """The kind of the posts that people without one hold who are counted straight behind them: 行政编制45名，实有43名；事业编制6名，实有5名. "" where the
        sentence states posts of one kind only, of all kinds, or of two before them."""
        text = self.reading.sentence.text if self.reading.sentence else ""
        if len({match["kind"] for match in _POSTS_OF_A_KIND.finditer(text)}) < 2:
            return ""
        stated = [
            d for d in self.reading.drafts.all[-NEAR:] if d.sentence is self.reading.sentence and d.topic == "staffing"
        ]
        posts = [d for d in stated if d.item == _POSTS]
        last = stated[-1:]
        before = stated[-2:-1]
        straight = last and last[0].item == _POSTS and not (before and before[0].item == _POSTS)
        return last[0].metric if straight and _ALL_OF_THEM not in [d.metric for d in posts] else ""

    def _are_some(self, item: str, phrase: str, token: Token) -> bool:
        """Whether a number counts some of those counted before, by no measure of ours: 实有35人（其中在职女干部11人); 现有30人，其中：在职编制28人,
        which are posts or people, and it doesn't say which; 自收自支在职人数13. As many as were counted are all of them: 实有18人，其中在职18人."""
        context, within = self.reading.context, self.reading.bracket
        last = self.reading.drafts.all[-1:]
        if _PAID.search(phrase):
            return True
        if (
            last
            and last[0].sentence is self.reading.sentence
            and (last[0].item, last[0].metric, last[0].value)
            == (
                item,
                _ALL_OF_THEM,
                token.value,
            )
        ):
            return False
        if context.staff_parts and (context.staff == item or (context.staff in _HELD and item not in _HELD)):
            return True
        return bool(within and within.staff == item) and self.reading.words.staffing_plain.fullmatch(phrase) is None

    def _are_said(self, item: str, kind: str) -> bool:
        """Whether a bracket counts some of the posts or people that stand before it: 行政编制23人（含行政工勤编制3人）."""
        within, last = self.reading.bracket, self.reading.drafts.all[-1:]
        return bool(within and last) and (last[0].sentence, last[0].item, last[0].metric) == (
            self.reading.sentence,
            item,
            kind,
        )

    def _people(self, phrase: str) -> str:
        """People outside the establishment, as printed: 编外聘用人员."""
        item, _ = clean_subject(phrase, self.reading.words)
        return self.reading.words.staffing_lead.sub("", item) or item

    def _three_public_count(self, phrase: str, token: Token) -> bool:
        if re.search("用于$", phrase) or token.unit in _NO_VISITS:
            return False  # what the money is for (用于3辆公务用车加油)
        if token.unit in ("个", "次") and not _COUNTED.search(phrase + token.text):
            return False
        text, metric = self._measure(phrase, token)
        text = self._of_use(text, token)
        item = self._whose(text, phrase, token)
        if not item:
            return False
        if metric == COUNT and self.reading.words.abroad.search(item) and token.unit in ("批次", "批", "个"):
            metric = TRAVELLERS
        if metric != COUNT or token.unit in ("批次", "批") or "批次" in phrase:
            self.reading.context.count_item = item
        elif text and token.unit in _ASSETS:
            self.reading.context.asset_item = item  # 购置公务用车1辆，支出18万元
        self.reading.add(Subject(item), metric, token.value, token, "three_public", phrase)
        return True

    def _measure(self, phrase: str, token: Token) -> tuple[str, str]:
        """The words before a count without those that say what it is, and the metric: 团组数, 人次, else 数量."""
        words = self.reading.words
        text, _ = clean_subject(phrase, words)
        if token.text.endswith("团组"):
            text += "团组"
        metric = VISITORS if token.unit in _VISITORS else COUNT
        for name, pattern in words.three_public_counts:
            if pattern.search(text):
                text, metric = pattern.sub("", text), name
                break
        text, _ = clean_subject(re.sub("^(?:列明|组织|参加)", "", text), words)
        return text, metric

    def _whose(self, text: str, phrase: str, token: Token) -> str:
        """The item that a count is of: the one its words name, else what was counted or spoken of before; "" where words of none of ours
        stand before it: they end what was spoken of."""
        context, words = self.reading.context, self.reading.words
        if not (words.three_public_item.search(text) or "车" in text) and self._holds_vehicles(phrase, token):
            item = _VEHICLES_HELD_ITEM
        elif words.three_public_item.search(text) or "车" in text:
            item = text
            context.count_unknown = False
            if (foreign := words.foreign.search(item)) and foreign[0] in context.count_item:
                item = context.count_item  # 来访外宾 behind 外宾接待
        elif (hosts := _RECEIVED.search(text)) and words.count_filler.fullmatch(text) and not self._speaks_of(hosts[0]):
            item = _RECEPTION  # 公务用车运行费2万元，计划接待3批次
        elif text and words.count_filler.fullmatch(text) is None and not self._is_to_buy(text, token):
            if whole := self._whole_of_part(token):
                return f"{whole}/{text}"
            if part := self._guests(text, token):
                return part
            context.count_unknown = True
            return ""
        elif context.count_unknown:
            return ""
        else:
            item = context.count_item or (context.subjects[0].item if context.subjects else self.reading.section_item())
        if token.unit == "辆" and re.search("购置|更新|新购", phrase):
            item = item.removesuffix("费")
        return item

    def _whole_of_part(self, token: Token) -> str:
        """What was counted in the same unit before a part of it, whatever the part is called, behind 其中 or in a bracket: 接待37批次298人次（其中省级督导6批次52人次).
        "" where nothing was, or fewer."""
        context = self.reading.context
        counted = self._counted(token.unit)
        if not counted or not context.staff_parts or token.unit not in _VISITS:
            return ""
        whole = next(draft for draft in reversed(counted) if not any(_is_part(draft, of.item) for of in counted))
        parts = sum(draft.value for draft in counted if _is_part(draft, whole.item))
        of_visits = whole.sentence is self.reading.sentence and f"{context.count_item}/".startswith(f"{whole.item}/")
        return whole.item if of_visits and parts + token.value <= whole.value else ""

    def _guests(self, text: str, token: Token) -> str:
        """Guests by what they are, of the reception that is spoken of (公务接待费5万元，接待记者46批次): a part of it. "" elsewhere."""
        guests = _GUESTS.fullmatch(text)
        spoken_of = self.reading.context.subjects
        if guests is None or token.unit not in _VISITS or len(spoken_of) != 1:
            return ""
        return f"{spoken_of[0].item}/{guests['who']}" if _RECEIVED.search(spoken_of[0].item) else ""

    def _speaks_of(self, word: str) -> bool:
        """Whether a word is in the name of what was counted or spoken of, or of the section."""
        names = [self.reading.context.count_item, *(subject.item for subject in self.reading.context.subjects)]
        return any(word in name for name in [*names, self.reading.section_item()])

    def _is_to_buy(self, text: str, token: Token) -> bool:
        words = self.reading.words
        rest, bought = words.purchase.subn("", text)
        return token.unit == "辆" and bool(bought) and words.count_filler.fullmatch(rest) is not None

    def people(self, text: str) -> None:
        """Posts, people and vehicles of its own where a section on duties or set-up states them."""
        end = 0
        self.reading.context.staff_parts = False
        for token in tokens(text, self.reading.words):
            lead = text[end : token.start]
            self.reading.context.staff_parts = (
                self.reading.context.staff_parts and "；" not in lead
            ) or _OF_PARTS.search(lead) is not None
            phrase = trim(PIECES.split(lead)[-1][-PHRASE:])
            if self.are_people(phrase, token) or self.are_posts(phrase, token):
                known = self._staff(phrase, token if token.unit else replace(token, kind="count", unit=PEOPLE[0]))
                served = not known and self.is_served(phrase)
                state: State = STATED if known else "set_aside" if served else LEFT
                self.reading.account.note(token.text, state, "served" if served else "", due=not known)
            else:
                known = token.unit == _VEHICLE and self._own_vehicles(phrase, token)
                self.reading.account.note(token.text, STATED if known else LEFT)
            end = token.end

    def _own_vehicles(self, phrase: str, token: Token) -> bool:
        """State a number of vehicles that the words before it say to be the agency's own, and nothing else."""
        if _OWN_VEHICLES.search(phrase) is None:
            return False
        item, _ = clean_subject(phrase, self.reading.words)
        self.reading.add(Subject(item), COUNT, token.value, token, "asset", phrase)
        return True
