"""Numbers in a text: where each stands, and what its words say that it is, whether or not anything was read there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from etl.account.model import State
from etl.words.numbers import THOUSANDS_SPACED, decimal_of
from etl.words.vocabulary import pattern_in, read_vocabulary

_PATH = Path(__file__).with_name("vocabulary.yaml")
_NUMBER = re.compile(
    rf"{THOUSANDS_SPACED}|"
    r"\d{1,3}(?:['’]\d{3})+(?:\.\d+)?(?![\d'’])|"
    r"\d{1,3}(?:\s?[,，]\s?\d{3})+(?:\s?\.\s?\d+)?(?!\d)|"
    rf"\d+(?:\s?\.\s?(?!{read_vocabulary(_PATH)['year_behind']})\d+)?"
)
_RUN = re.compile(r"\d+")
_WIDE = {0xFF10 + i: 0x30 + i for i in range(10)}
_WIDE |= {0xFF21 + i: 0x41 + i for i in range(26)} | {0xFF41 + i: 0x61 + i for i in range(26)}
_WIDE |= {ord("％"): ord("%"), ord("．"): ord("."), ord("−"): ord("-")}


@dataclass(frozen=True, slots=True)
class Found:
    """A number in a text, text[start:end], and how many runs of digits it is printed as. `value` is None for Chinese numerals."""

    start: int
    end: int
    text: str
    runs: int
    value: Decimal | None


def half_width(text: str) -> str:
    """The text with half-width digits, letters, dots and percent signs: every character stays at its place."""
    return text if text.isascii() else text.translate(_WIDE)


def count_runs(text: str) -> int:
    """How many runs of digits a text has.

    >>> count_runs("1,234.50万元")
    3
    """
    return len(_RUN.findall(text))


def numbers_in(text: str) -> Iterator[Found]:
    """The numbers of a half-width text from left to right, Chinese numerals that count among them."""
    found = [
        Found(m.start(), m.end(), m[0], count_runs(m[0]), decimal_of(re.sub(r"[\s'’]", "", m[0])))
        for m in _NUMBER.finditer(text)
    ]
    found += [
        Found(m.start(), m.end(), m[0], 0, None)
        for m in pattern_in(_PATH, "numeral").finditer(text)
        if not any(char.isdecimal() for char in text[max(0, m.start() - 1) : m.start()])
    ]
    yield from sorted(found, key=lambda number: number.start)


class Told:
    """What the words around the numbers of a half-width text say that they are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._told: dict[str, dict[int, tuple[State, str]]] = {}

    def surely(self, number: Found) -> tuple[State, str] | None:
        """(state, rule) that goes before anything read: dates, ordinals, codes, references; None for any other number."""
        return self._first("surely", number)

    def otherwise(self, number: Found, kind: str = "") -> tuple[State, str] | None:
        """(state, rule) of a number that wasn't read: limits, durations, work done in a section of that `kind`; None where nothing tells."""
        told = self._first("else", number)
        is_work = told is None and kind in read_vocabulary(_PATH)["work_kinds"]
        if is_work and pattern_in(_PATH, "work_units").match(self._text, number.end):
            return "set_aside", "work"
        return told

    def _first(self, key: str, number: Found) -> tuple[State, str] | None:
        """What the first pattern says within whose match the number begins."""
        if key not in self._told:
            told = self._told[key] = {}
            for state, rule, pattern in _patterns(key):
                for match in pattern.finditer(self._text):
                    for place in range(*match.span()):
                        told.setdefault(place, (state, rule))
        return self._told[key].get(number.start)


@cache
def _patterns(key: str) -> Sequence[tuple[State, str, re.Pattern[str]]]:
    return tuple((state, rule, re.compile(pattern)) for state, rule, pattern in read_vocabulary(_PATH)[key])
