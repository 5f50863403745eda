"""Slips of the pen in the prose, which no number shows: punctuation twice, years that can't be, dates of another year, another agency's name, money
of one subject for the purpose of another, a number that a list of amounts leaves out (1, 2, 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from etl.documents.model import Document, Paragraph
from etl.head import ReportHead
from etl.narrative.grammar import step_pattern, step_rules
from etl.narrative.lines import normalise, plain, strip_marks
from etl.narrative.model import Disclosure, Slip
from etl.narrative.sentences import Sentence
from etl.words.numerals import Ordinal, ordinal

_DOUBLED = step_pattern("slips.doubled")
_DANGLING = step_pattern("slips.dangling")
_CUT_YEAR = step_pattern("slips.cut_year")
_AS_OF = step_pattern("slips.as_of")
_AS_OF_NOT = step_pattern("slips.as_of_not")
_WHOSE = step_pattern("slips.whose")
_PURPOSE = step_pattern("slips.purpose")
_ITEM_AMOUNT = step_pattern("slips.item_amount")
_OF_LINES = (("doubled_punctuation", _DOUBLED), ("impossible_year", _CUT_YEAR), ("item_left_out", _DANGLING))
_ALIKE = 0.7
"""From this likeness on a name is meant to be the agency's; below, it may be anybody's."""


def slips(
    document: Document, sentences: Sequence[Sentence], disclosures: Sequence[Disclosure], head: ReportHead
) -> tuple[Slip, ...]:
    """All slips of a document, in reading order."""
    found = [
        *_of_lines(document),
        *_of_lists(document),
        *_of_sentences(sentences, head),
        *_of_purposes(disclosures),
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
            if own := misspelt(match["name"], names):
                yield _slip(sentence, "another_agency", match["name"], own)


def misspelt(name: str, own: Sequence[str]) -> str:
    """The own name that a name resembles without being it: neither it, nor a shorter form of it, nor that of a part; "" where there is none.

    >>> misspelt("甲溪市图书档案馆局", ["云泽省甲溪市图书档案局"])
    '云泽省甲溪市图书档案局'
    """
    near = ""
    for whole in own:
        tail = whole[-len(name) :]
        if _is_within(name, whole) or name.startswith(whole) or name.endswith(whole):
            return ""
        if SequenceMatcher(None, name, tail).ratio() >= _ALIKE and name[-1:] == whole[-1:]:
            near = whole
    return near


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
