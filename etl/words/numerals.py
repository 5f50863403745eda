"""Chinese numerals, and the ordinals that stand before items, parts and annexes: 二十六, 二〇二四, （三）, 第二部分, 5., ①.

Instead of cn2an (0.5, tried), because it refuses 二○二四, whose ○ is a circle, takes 一百二 for 120, and knows no ordinals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

NUMERALS = "一二三四五六七八九十百零〇廿卅"
"""Characters of the numerals that ordinals are printed with, as the inside of a character class."""
DIGITS = "〇○零一二三四五六七八九"
"""Characters that stand for one digit each, in years, as the inside of a character class."""

_FORMAL = str.maketrans("两壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億", "二一二二三三四五六六七八九十百千万亿")
COUNTING = "[〇○零一二两三四五六七八九十百千壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]"
"""A character of a numeral that counts, in plain or formal script, as a pattern."""
COUNTED = rf"{COUNTING}(?:{COUNTING}|[万亿萬億])*"
"""A numeral that counts, as a pattern: 五万六千, 一千二百, 叁佰; `counted` gives its value."""
_DIGIT = str.maketrans(DIGITS, "000123456789")
_SCORES = {"廿": 2, "卅": 3}
_ONES = "[一二两三四五六七八九]"
_NUMERAL = re.compile(
    rf"(?:(?P<thousands>{_ONES})千)?(?P<no_hundreds>[零〇○])?(?:(?P<hundreds>{_ONES})百)?(?P<no_tens>[零〇○])?"
    rf"(?:(?P<tens>{_ONES})?(?P<ten>十)|(?P<scores>[廿卅]))?(?P<ones>{_ONES})?"
)

Style = Literal["part", "passage", "chinese", "chinese_bracket", "digit", "digit_bracket", "circled", "bare"]
"""How an ordinal is printed: 第一部分 and 第一章, 第一节, 一、, （一）, 1., (1), ①, 、 (whose numeral a conversion lost)."""

_STYLES: tuple[tuple[Style, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第([{NUMERALS}]+|\d{{1,2}})(?:部分|章)[:：、.]?")),
    ("passage", re.compile(rf"第([{NUMERALS}]+|\d{{1,2}})节[:：、.]?")),
    ("chinese", re.compile(rf"([{NUMERALS}]+)[、.．:：]")),
    ("bare", re.compile("()、")),
    ("chinese_bracket", re.compile(rf"[(（]([{NUMERALS}]+)[)）][、.]?")),
    # a quotation mark is a dot that a conversion raised; behind a dot a subject's code may follow, never the digits of a number
    ("digit", re.compile(r"(\d{1,2})(?:[、)]|[“”\"][、.]|[.．](?!\d)|\.(?=20\d\d年|[235]\d{6}[^\d]|[235]\d{4}[^\d]))")),
    ("digit_bracket", re.compile(r"[(（](\d{1,2})[)）][、.]?")),
    ("circled", re.compile("([①-⑳])")),
)
_ANY = re.compile("|".join(pattern.pattern for _, pattern in _STYLES))
"""An ordinal of any style: most texts have none, which is asked once then."""
_KEPT = 200
"""The ordinals of texts no longer than this are kept; a longer one is a paragraph, which few steps ask of."""


@dataclass(frozen=True, slots=True)
class Ordinal:
    """An ordinal and the text behind it; `value` is None where its numeral is lost or none that is counted with."""

    style: Style
    value: int | None
    rest: str


def value_of(numeral: str) -> int | None:
    """The number that a Chinese numeral below 10,000 or a row of Chinese or Arabic digits says; None for any other text.

    >>> value_of("二十六"), value_of("一百零三"), value_of("廿一"), value_of("二〇二四"), value_of("12")
    (26, 103, 21, 2024, 12)
    """
    digits = digits_of(numeral)
    if digits.isdecimal():
        return int(digits)
    match = _NUMERAL.fullmatch(numeral)
    if match is None or not numeral:
        return None
    said = match.groupdict()
    if not (said["thousands"] or said["hundreds"] or said["ten"] or said["scores"]):
        return None
    has_tens = bool(said["ten"] or said["scores"])
    if said["ones"] and not has_tens and not said["no_tens"] and not said["no_hundreds"]:
        return None  # 一百二 is 120 to some and 102 to others
    tens = _SCORES.get(said["scores"]) or (_digit(said["tens"] or "一") if said["ten"] else 0)
    return 1000 * _digit(said["thousands"]) + 100 * _digit(said["hundreds"]) + 10 * tens + _digit(said["ones"])


def counted(numeral: str) -> int | None:
    """The number that a Chinese numeral says, in plain or formal characters, with 万 and 亿; None for any other text.

    >>> counted("五万六千"), counted("二亿三千六百万"), counted("叁佰"), counted("十")
    (56000, 236000000, 300, 10)
    """
    rest, total = numeral.translate(_FORMAL), 0
    for sign, factor in (("亿", 10**8), ("万", 10**4)):
        above, has_sign, below = rest.partition(sign)
        if has_sign:
            value = value_of(above)
            if not value or (total and factor == 10**8):
                return None
            total, rest = total + value * factor, below.lstrip("零〇○")
    value = value_of(rest) if rest else 0
    return None if value is None else total + value


def digits_of(text: str) -> str:
    """A text with its Chinese digits as Arabic ones: 二〇二四 → 2024; 十 and 百 are no digits and stay."""
    return text.translate(_DIGIT)


def ordinal(text: str) -> Ordinal | None:
    """The ordinal that a text begins with, None where there is none.

    >>> ordinal("（十二）住房保障支出")
    Ordinal(style='chinese_bracket', value=12, rest='住房保障支出')
    """
    return _kept_ordinal(text) if len(text) <= _KEPT else _ordinal(text)


@lru_cache(maxsize=4096)  # a heading is asked for its ordinal by every step that looks at headings
def _kept_ordinal(text: str) -> Ordinal | None:
    return _ordinal(text)


def _ordinal(text: str) -> Ordinal | None:
    if not _ANY.match(text):
        return None
    for style, pattern in _STYLES:
        if match := pattern.match(text):
            value = ord(match[1]) - ord("①") + 1 if style == "circled" else value_of(match[1])
            return Ordinal(style, value, text[match.end() :])
    return None


def _digit(char: str | None) -> int:
    return int((char or "零").replace("两", "二").translate(_DIGIT))
