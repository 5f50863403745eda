"""Normalises printed lines: spaces, widths, bullets and Markdown, so that patterns meet one spelling. Nothing is interpreted here."""

from __future__ import annotations

import re
from functools import lru_cache

from etl.narrative.grammar import step_pattern
from etl.words.dates import year_of
from etl.words.folding import chinese_punctuation, close_up, half_width, simplified
from etl.words.numbers import join_thousands, without_sentence_marks
from etl.words.units import USUAL

_PINYIN = re.compile(
    r"(?<=[\u4e00-\u9fff])[(（](?=[a-z]*[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ])[a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{1,6}\s?[)）]"
)
"""The sound of a character in brackets behind it, which some mirrors of government sites print: 購(gòu)置."""
_YUAN = step_pattern("lines.yuan")
"""The yuan by its full name: 33.20万圆."""
_NUMERAL_YEAR = step_pattern("lines.numeral_year")
_BULLET = re.compile(r"^\s*(?:[-*•·●◆■□▪➢]\s+|[•●◆▪➢·]\s*)+")
_MARK = re.compile(r"(?<!\*)\*{1,3}(?!\*)|^#{1,6}\s+|^\s*>\s+")
_SPACE = re.compile(r"(?<=\d)\s+(?=\d)|\s+")
_QUOTES = re.compile(r"[\s\"'“”‘’「」『』·]")
_LOOSE = re.compile(r"(?<=\d)\s*([.,])\s*(?=\d)")


def strip_marks(text: str) -> str:
    """A line without Markdown marks and list bullets; its words stay as printed."""
    return _BULLET.sub("", _MARK.sub("", text)).strip()


@lru_cache(maxsize=8192)  # headings and table titles come again and again
def normalise(text: str) -> str:
    """One spelling for matching: no spaces (but one between two whole numbers), half-width digits, letters, % and decimal
    points, full-width brackets and punctuation; a comma stays half-width only between the groups of a number. Traditional
    script becomes simplified; marks of footnotes behind numbers are left out.

    >>> normalise("总计 5, 598. 11 万元,占 １００％")
    '总计5,598.11万元，占100%'
    """
    text = without_sentence_marks(half_width(join_thousands(text))).replace("−", "-")
    text = _YUAN.sub(USUAL[0], simplified(_PINYIN.sub("", text)))
    text = _LOOSE.sub(r"\1", text)
    text = _SPACE.sub(
        lambda m: " " if m.start() and text[m.start() - 1].isdigit() and text[m.end() : m.end() + 1].isdigit() else "",
        text,
    )
    return chinese_punctuation(text)


def years_in_digits(text: str) -> str:
    """A normalised text with its years in digits.

    >>> years_in_digits("二〇二三年度收入预算")
    '2023年度收入预算'
    """
    return _NUMERAL_YEAR.sub(lambda match: str(year_of(match[0])), text)


def squeeze(text: str) -> str:
    """The sentence as printed, without the white space that a layout put between its characters."""
    return close_up(text, numbers_apart=True)


def width(text: str) -> int:
    """How wide a line prints: a Chinese character counts two, a half-width one."""
    return 2 * len(text) - len(text.encode("ascii", "ignore"))


@lru_cache(maxsize=8192)  # each name is compared with many
def plain(text: str) -> str:
    """A name for comparing: normalised, without quotes and spaces."""
    return _QUOTES.sub("", normalise(text))
