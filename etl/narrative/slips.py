"""Slips of the pen in the prose, which no number shows: punctuation twice, years that can't be, dates of another year, another agency's name, money
of one subject for the purpose of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache

from etl.documents.model import Document, Paragraph
from etl.head import ReportHead
from etl.narrative.grammar import step_pattern, step_rules
from etl.narrative.lines import normalise, plain, strip_marks
from etl.narrative.model import Disclosure, Slip
from etl.narrative.sentences import Sentence

_DOUBLED = step_pattern("slips.doubled")
_CUT_YEAR = step_pattern("slips.cut_year")
_AS_OF = step_pattern("slips.as_of")
_AS_OF_NOT = step_pattern("slips.as_of_not")
_WHOSE = step_pattern("slips.whose")
_PURPOSE = step_pattern("slips.purpose")
_ALIKE = 0.7
"""From this likeness on a name is meant to be the agency's; below, it may be anybody's."""


def slips(
    document: Document, sentences: Sequence[Sentence], disclosures: Sequence[Disclosure], head: ReportHead
) -> tuple[Slip, ...]:
    """All slips of a document, in reading order."""
    found = [*_of_lines(document), *_of_sentences(sentences, head), *_of_purposes(disclosures)]
    return tuple(sorted(found, key=lambda slip: slip.position))


def _of_lines(document: Document) -> Iterator[Slip]:
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            continue
        text = normalise(strip_marks(block.text))
        for kind, pattern in (("doubled_punctuation", _DOUBLED), ("impossible_year", _CUT_YEAR)):
            for match in pattern.finditer(text):
                yield Slip(block.position, block.page, kind, match[0], "", _around(text, match.start(), match.end()))


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
