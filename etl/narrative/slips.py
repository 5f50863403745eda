"""Slips of the pen in the prose, which no number shows: punctuation twice, years that can't be, dates of another year, another agency's name, money
of one subject for the purpose of another, a number that a list of amounts leaves out (1, 2, 4), a limit that no form has (单价55万元以上), a number that the
same words give otherwise elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from itertools import accumulate, pairwise, takewhile

from etl.documents.model import Document, Paragraph
from etl.head import ReportHead
from etl.narrative.explained import against_their_sign, left_without_reason
from etl.narrative.grammar import step_pattern, step_rules
from etl.narrative.lines import normalise, plain, strip_marks
from etl.narrative.model import Disclosure, Slip
from etl.narrative.sentences import Sentence
from etl.reference.types import find_type
from etl.words.numerals import Ordinal, ordinal

_DOUBLED = step_pattern("slips.doubled")
_DANGLING = step_pattern("slips.dangling")
_CUT_YEAR = step_pattern("slips.cut_year")
_IMPOSSIBLE_DAY = step_pattern("slips.impossible_day")
_AS_OF = step_pattern("slips.as_of")
_AS_OF_NOT = step_pattern("slips.as_of_not")
_WHOSE = step_pattern("slips.whose")
_PURPOSE = step_pattern("slips.purpose")
_ITEM_AMOUNT = step_pattern("slips.item_amount")
_LIMIT = step_pattern("slips.limit")
_COUNTED = step_pattern("slips.counted")
_COMPARED = step_pattern("slips.compared")
_OF_LINES = (
    ("doubled_punctuation", _DOUBLED),
    ("impossible_year", _CUT_YEAR),
    ("impossible_year", _IMPOSSIBLE_DAY),
    ("item_left_out", _DANGLING),
)
_ALIKE = 0.7
"""From this likeness on a name is meant to be the agency's; below, it may be anybody's."""

_BEFORE, _AFTER, _WITH_NUMBER = 16, 6, 14
"""So many characters on both sides of a number, or before it where another number is among them, are no chance: the words are the same."""
_TELLING = re.compile(r"\d{2}")
"""A number of so many digits among the words says that they are of one thing."""


def slips(
    document: Document, sentences: Sequence[Sentence], disclosures: Sequence[Disclosure], head: ReportHead
) -> tuple[Slip, ...]:
    """All slips of a document, in reading order."""
    found = [
        *_of_lines(document),
        *_of_lists(document),
        *_of_sentences(sentences, head),
        *_of_purposes(disclosures),
        *_of_repeated_words(document),
        *against_their_sign(sentences, disclosures),
        *left_without_reason(sentences, disclosures),
    ]
    return tuple(sorted(found, key=lambda slip: slip.position))


def _of_lines(document: Document) -> Iterator[Slip]:
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        text = normalise(strip_marks(block.text))
        for kind, pattern in _OF_LINES:
            for match in pattern.finditer(text):
                yield Slip(block.position, block.page, kind, match[0], "", _around(text, match.start(), match.end()))

        for match in _LIMIT.finditer("".join(text.split())):
            if not _is_round(Decimal(match["limit"])):
                yield Slip(block.position, block.page, "odd_limit", match[0], "", text[:60])


def _is_round(limit: Decimal) -> bool:
    """Whether a limit in 万元 is one that rules set: one digit with zeros, or a multiple of 50.

    >>> [_is_round(Decimal(limit)) for limit in ("50", "200", "150", "55", "110")]
    [True, True, True, False, False]
    """
    return len(f"{limit:f}".replace(".", "").strip("0")) == 1 or limit % 50 == 0


def _of_repeated_words(document: Document) -> Iterator[Slip]:
    """A number that the same words give otherwise in another place: what was done is told twice (职责, 绩效), and one of both is wrong.

    Words of money that rules compare (预算, 支出, 项目 …) are the same for unlike things, and aren't looked at.
    """
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    texts = ["".join(normalise(strip_marks(block.text)).split()) for block in paragraphs]
    ends = list(accumulate(map(len, texts)))
    whole = "".join(texts)
    first: dict[tuple[str, ...], re.Match[str]] = {}
    told: set[int] = set()
    for found in _COUNTED.finditer(whole):
        for words in _around_number(whole, found):
            before = first.setdefault(words, found)
            if before[0] != found[0] and found.start() not in told:
                told.add(found.start())
                block = paragraphs[bisect_right(ends, found.start())]
                yield Slip(
                    block.position, block.page, "stated_otherwise", found[0], before[0],
                    _around(whole, found.start(), found.end()),
                )  # fmt: skip


def _around_number(whole: str, found: re.Match[str]) -> Iterator[tuple[str, ...]]:
    """What tells the place of a number: the words around it, and those before it where a number is among them; the unit with each."""
    start, end, unit = found.start(), found.end(), found["unit"]
    before, after = whole[max(start - _BEFORE, 0) : start], whole[end : end + _AFTER]
    if _COMPARED.search(before + unit + after):
        return
    if len(after) == _AFTER and "。" not in after[:2]:
        yield before, unit, after
    near = before[-_WITH_NUMBER:]
    if _TELLING.search(near[:-1]) and "。" not in near:
        yield near, unit


def _of_lists(document: Document) -> Iterator[Slip]:
    """A number that a list leaves out: its items, each with an amount, go from 2 to 4, and 3 begins nothing that stands between or behind."""
    items: list[tuple[Paragraph, Ordinal]] = []
    for block in (*document.blocks, None):
        if not isinstance(block, Paragraph):
            yield from _gaps(items)
            items = []
            continue
        for line in block.text.split("\n"):
            text = normalise(strip_marks(line))
            if (found := ordinal(text)) is None:
                continue
            if found.value == 1 or not _ITEM_AMOUNT.search(found.rest):
                yield from _gaps(items)
                items = []
            if _ITEM_AMOUNT.search(found.rest):
                items.append((block, found))


def _gaps(items: Sequence[tuple[Paragraph, Ordinal]]) -> Iterator[Slip]:
    """The gaps of items that follow each other: of one style, each number once, but for one each time that is left out."""
    values = [item.value for _, item in items]
    if len({item.style for _, item in items}) != 1 or None in values:
        return
    numbers = [value for value in values if value is not None]
    steps = [after - before for before, after in pairwise(numbers)]
    if steps.count(1) < steps.count(2) or set(steps) - {1, 2}:
        return
    for (_, before), (block, after), step in zip(items, items[1:], steps, strict=False):
        if step == 2:
            missing = f"{before.value}、{after.value}"
            yield Slip(block.position, block.page, "number_left_out", missing, "", after.rest[:50])


def _of_sentences(sentences: Sequence[Sentence], head: ReportHead) -> Iterator[Slip]:
    names = sorted({plain(name) for name in (head.agency, *head.aliases) if name})
    for sentence in sentences:
        if head.kind == "final_account" and not _AS_OF_NOT.search(sentence.text):
            for match in _AS_OF.finditer(sentence.text):
                if int(match["year"]) in (head.fiscal_year - 1, head.fiscal_year + 1):
                    expected = match["date"].replace(match["year"], str(head.fiscal_year))
                    yield _slip(sentence, "date_of_another_year", match["date"], expected)
        for match in _WHOSE.finditer(sentence.text):
            own = misspelt(match["name"], names)
            # Of units that came or went other agencies are named with reason.
            if own and (match["units"] is None or _is_slip_of(match["name"], own)):
                yield _slip(sentence, "another_agency", match["name"], own)


def misspelt(name: str, own: Sequence[str]) -> str:
    """The own name that a name resembles without being it: neither it, nor a shorter form of it, nor that of a part; "" where there is none.

    >>> misspelt("甲溪市图书档案馆局", ["云泽省甲溪市图书档案局"])
    '云泽省甲溪市图书档案局'

    The agency of the same kind of another place is no misspelling:

    >>> misspelt("云泽省图书档案和文化局", ["甲溪市图书档案和文化局"])
    ''
    """
    near = ""
    for whole in own:
        tail = whole[-len(name) :]
        if _is_within(name, whole) or name.startswith(whole) or name.endswith(whole):
            return ""
        if (
            SequenceMatcher(None, name, tail).ratio() >= _ALIKE
            and name[-1:] == whole[-1:]
            and not _is_of_another_place(name, tail)
        ):
            near = whole
    return near


def _is_slip_of(name: str, own: str) -> bool:
    """Whether a name is the end of the own one with a character more within it that makes no agency of another type: 水务管局 of 清溪县水务局, but not 中医院 of 清溪县医院."""
    told = find_type(name).type
    if told is not None and not told.wide and told != find_type(own).type:
        return False
    end = own[1 - len(name) :]
    return len(end) == len(name) - 1 and name[:2] == end[:2] and _is_within(end, name)


def _is_of_another_place(name: str, own: str) -> bool:
    """Whether two names that end alike begin with two characters or more of which they share none: 海棠省水务局, 云台市水务局."""
    ends = zip(reversed(name), reversed(own), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    head, own_head = name[:-shared], own[:-shared]
    return min(len(head), len(own_head)) > 1 and not set(head) & set(own_head)


def _is_within(short: str, long: str) -> bool:
    """Whether the characters of the shorter name follow each other in the longer."""
    rest = iter(long)
    return all(character in rest for character in short)


@cache
def _purposes() -> tuple[tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (re.compile(rule["subject"]), re.compile(rule["own"]), re.compile(rule["foreign"]))
        for rule in step_rules("slips.purposes")
    )


def _of_purposes(disclosures: Sequence[Disclosure]) -> Iterator[Slip]:
    seen: set[tuple[int, str, str]] = set()
    for said in disclosures:
        subject = said.item.rpartition("/")[2]
        sentence = normalise(said.sentence)
        key = (said.position, subject, sentence)
        found = _PURPOSE.search(sentence)
        if found is None or "/" not in said.item or key in seen:
            continue
        seen.add(key)
        for name, own, foreign in _purposes():
            if name.search(subject) and not own.search(found["words"]) and foreign.search(found["words"]):
                yield Slip(
                    said.position, said.page, "purpose_of_another_subject", found["words"], subject, said.sentence
                )


def _slip(sentence: Sentence, kind: str, printed: str, expected: str) -> Slip:
    return Slip(sentence.position, sentence.page, kind, printed, expected, sentence.printed)


def _around(text: str, start: int, end: int) -> str:
    """The words around a slip, for people to find it."""
    return text[max(0, start - 30) : end + 20]
