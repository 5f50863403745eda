"""Dates and years, as pages, notices and titles print them: 2024-08-30, 2024年8月30日, 二〇二四年八月三十日."""

from __future__ import annotations

import re
from datetime import date

from etl.words.numerals import DIGITS, digits_of, value_of

YEAR = rf"20\d\d|二[〇○零0][{DIGITS}]{{2}}"
"""A year in digits or numerals, as alternatives of a pattern."""

_DATE = re.compile(r"(20\d\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})")
_CHINESE_DATE = re.compile(
    rf"(二[〇○零0][{DIGITS}]{{2}})年([一二三四五六七八九十廿卅]{{1,3}})月([一二三四五六七八九十廿卅]{{1,3}})日"
)


def year_of(text: str) -> int:
    """A year in digits or numerals.

    >>> year_of("二〇二三")
    2023
    """
    return int(digits_of(text))


def date_at(text: str) -> date | None:
    """The date that a text without spaces begins with; None where it begins with none, or there is no such day.

    >>> date_at("2024年8月30日发布"), date_at("二〇二四年十二月卅一日")
    (datetime.date(2024, 8, 30), datetime.date(2024, 12, 31))
    """
    match = _DATE.match(text) or _CHINESE_DATE.match(text)
    if match is None:
        return None
    month, day = value_of(match[2]), value_of(match[3])
    try:
        return date(year_of(match[1]), month or 0, day or 0)
    except ValueError:
        return None


def is_date(text: str) -> bool:
    """Whether a text without spaces is a date and nothing else."""
    match = _DATE.match(text) or _CHINESE_DATE.match(text)
    return match is not None and text[match.end() :] in {"", "日"} and date_at(text) is not None
