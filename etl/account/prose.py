"""The numbers of paragraphs: what the prose's own account says of them, and what those are that stand outside its sentences."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from etl.account.model import AccountedNumber, State
from etl.account.numbers import Found, Told, half_width, numbers_in
from etl.documents.model import Document, Paragraph
from etl.narrative.model import Narrative
from etl.narrative.numbers import NumberRead

_AROUND = 40
"""How many characters before and behind a number are shown with it."""
_AHEAD = 4
"""So many numbers of the prose may lie between a printed one and its own: ordinals and marks of footnotes are in one of both only."""
_LINE_END = re.compile(r"(?:[^\S\n]|[\d.,，]){0,80}+(?:\n|\Z)")
"""What may stand within a number that a line end cuts, and that end: of a line of numbers not all is looked through for each of them."""
_OF_SECTION = frozenset({"section", "statistics"})
"""Rules of the prose that set a number aside for where it stands, whatever it is."""
_BEFORE_ITEM = re.compile(r"[\s#>*•·●◆\-（(]+")
_SEPARATORS = re.compile(r"[^\d.]")
_AMOUNTS = re.compile(r"(?:[^。；！？]{0,120}\s)?-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,6}")


@dataclass(slots=True)
class _Passage:
    """The numbers of a paragraph of prose as its sentences have them, in order: those before `at` stand in lines above."""

    reads: list[NumberRead]
    at: int = 0
    rest: str = ""  # the digits of the last one that stand on the next line

    def state_of(self, number: Found, *, is_told: bool, ends_line: bool) -> NumberRead | None:
        """What the prose made of a printed number, None where its sentences don't have it. Numbers are asked for in the order of print.

        `is_told`: its words say what it is, so that it may be missing there; `ends_line`: the next line may have its last digits.
        """
        digits = _digits(number.text)
        if self.rest and self.rest.startswith(digits):
            self.rest = self.rest[len(digits) :].lstrip(".")
            return self.reads[self.at - 1]
        for i in range(self.at, min(self.at + (1 if is_told else _AHEAD), len(self.reads))):
            whole = _digits(self.reads[i].printed)
            if whole == digits or (ends_line and whole.startswith(digits)):
                self.at, self.rest = i + 1, whole[len(digits) :].lstrip(".")
                return self.reads[i]
        return None


@dataclass(slots=True)
class _Outside:
    """What is known of a paragraph beside the numbers of its sentences: the kind of its section, values stated without their unit, and the words of
    what it states."""

    kind: str = ""
    lacking: set[Decimal] = field(default_factory=set)
    stated: set[str] = field(default_factory=set)


def numbers_of_prose(document: Document, narrative: Narrative) -> Iterator[AccountedNumber]:
    """Each number of each paragraph, with its state. The prose's account goes first; headings, captions and notes are told by their words."""
    reads: dict[int, deque[NumberRead]] = defaultdict(deque)
    for one in narrative.numbers:
        reads[one.position].append(one)
    lacking: dict[int, set[Decimal]] = defaultdict(set)
    said: dict[int, set[str]] = defaultdict(set)
    for stated in narrative.disclosures:
        said[stated.position].add(stated.printed)
        if stated.lacks_unit:
            lacking[stated.position].add(abs(stated.value))
    placed: dict[int, list[_Passage]] = defaultdict(list)
    outside: dict[int, _Outside] = {}
    for passage in narrative.passages:
        numbers = _Passage([read for position in passage.positions for read in reads.pop(position, ())])
        for position in passage.positions:
            placed[position].append(numbers)
            known = outside.setdefault(position, _Outside(passage.kind))
            known.lacking.update(*(lacking[other] for other in passage.positions))
            known.stated.update(*(said[other] for other in passage.positions))
    for paragraph in document.paragraphs:
        yield from _of_paragraph(paragraph, placed[paragraph.position], outside.get(paragraph.position, _Outside()))


def _of_paragraph(paragraph: Paragraph, passages_of: list[_Passage], known: _Outside) -> Iterator[AccountedNumber]:
    text = half_width(paragraph.text)
    told = Told(text)
    for number in numbers_in(text):
        sure = told.surely(number)
        ends_line = _LINE_END.match(text, number.end) is not None
        leads = sure is not None and sure[0] == "ordinal" and not _BEFORE_ITEM.sub("", text[: number.start])
        # The prose leaves the ordinal of an item out: a number of the same digits behind it is the one that it read.
        asked = passages_of if number.runs and not (leads and number.text in text[number.end :]) else ()
        found = (one.state_of(number, is_told=sure is not None, ends_line=ends_line) for one in asked)
        state, rule = _state(next(filter(None, found), None), number, told, known)
        if rule in _OF_SECTION and _is_cell(text, number):
            state, rule = "not_understood", "line"
        around = paragraph.text[max(0, number.start - _AROUND) : number.end + _AROUND].replace("\n", " ")
        yield AccountedNumber(state, rule, number.text, number.runs, paragraph.position, paragraph.page, around=around)


def _is_cell(text: str, number: Found) -> bool:
    """Whether an amount is all that stands in a paragraph, or ends it behind a space, without a unit: a cell of a table that was copied with a cell
    or a row a line, whatever section it follows."""
    return number.runs > 1 and _AMOUNTS.fullmatch(text.strip()) is not None


def _state(read: NumberRead | None, number: Found, told: Told, known: _Outside) -> tuple[State, str]:
    """(state, rule) of a number: as the prose's account has it, else as its words say."""
    if read is not None:
        if read.state == "disclosure" and number.value in known.lacking:
            return "doubtful", "lacks_unit"
        if read.state == "name":
            return "set_aside", "name"
        words = _by_section(read, number, told, known)
        if words is not None:
            return words
        return read.state, "sentence" if read.state == "not_understood" else read.rule
    if not number.runs and any(words.endswith(number.text) for words in known.stated):
        return "disclosure", ""
    otherwise = told.surely(number) or told.otherwise(number, known.kind)
    return otherwise or ("not_understood", "line" if number.runs else "numeral")


def _by_section(read: NumberRead, number: Found, told: Told, known: _Outside) -> tuple[State, str] | None:
    """What its words say of a number that was set aside for its section alone: an ordinal or a limit is one there too."""
    if read.state != "set_aside" or read.rule not in _OF_SECTION:
        return None
    words = told.surely(number) or told.otherwise(number, known.kind)
    return words if words and words[0] != "set_aside" else None


def _digits(printed: str) -> str:
    return _SEPARATORS.sub("", printed)
