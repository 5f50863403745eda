"""The text that a workbook shows for a number: the number and its number format → "1,234.50", "98.77%", "2024/5/1".

Instead of openpyxl, xlrd or calamine, because they name the format or drop it: none applies it.

Source: ECMA-376 part 1, 18.8.31 (number format codes).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from etl.words.data import load_yaml

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|!(?P<bang>.)|_(?P<room>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<general>G/通用格式|General)|(?P<exponent>E[+-]0+)|(?P<digit>[0#?])|(?P<point>\.)"
    r"|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<date>y+|m+|d+|h+|s+|e+|a{3,4})|(?P<other>.)",
    re.I | re.S,
)
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
"""Excel keeps and shows fifteen significant digits; what stands behind them is noise of binary arithmetic."""
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_MAX_DIGITS = 40
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@cache
def built_in_formats() -> dict[int, str]:
    """Number formats known by number only."""
    source = Path(__file__).with_name("number_formats.yaml").read_text(encoding="utf-8")
    formats: dict[int, str] = load_yaml(source)["built_in"]
    return formats


def shown(value: str | Decimal, code: str = "General", *, date1904: bool = False) -> str:
    """The text shown for a number under a format code. `value` is decimal text, as it stands in the file.

    A value that is no number, or a format that can't be followed, gives the plain number: never an error.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return str(value)
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return str(value)
    number = _FIFTEEN.plus(number)
    sections = _sections(code)
    if not sections:
        return plain(number)
    section, number_shown = _choose(sections, number)
    if section is None:
        return plain(number)
    kinds = {token.kind for token in section}
    if "general" in kinds or not kinds:
        return plain(number) if kinds else ""
    if "date" in kinds or "elapsed" in kinds or "ampm" in kinds:
        return _date(section, number, date1904)
    if "text" in kinds and "digit" not in kinds:
        return plain(number)
    if "exponent" in kinds or "fraction" in kinds:
        return plain(number)
    return _number(section, number_shown)


def is_date(code: str) -> bool:
    """Whether a format code shows a number as a date or time."""
    return any(token.kind in ("date", "elapsed", "ampm") for token in (_sections(code) or ((),))[0])


def plain(number: Decimal) -> str:
    """A number as digits without exponent and without trailing zeros."""
    if number == 0:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    """A format code as its sections (positive; negative; zero; text), each as tokens."""
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "other"
        text = match[kind]
        if kind == "other" and text == ";":
            sections.append([])
            continue
        if kind == "bracket":
            if re.fullmatch(r"h+|m+|s+", text, re.I):
                sections[-1].append(_Token("elapsed", text.lower()))
            elif _CONDITION.match(text):
                sections[-1].append(_Token("condition", text))
            elif text.startswith("$"):
                sections[-1].append(_Token("literal", text[1:].split("-")[0]))
            continue
        if kind == "room":
            continue  # room as wide as a character
        if kind == "fill":
            continue  # a character repeated to fill the cell
        if kind in ("quoted", "escaped", "bang"):
            kind = "literal"
        if kind == "other":
            kind = "fraction" if text == "/" and any(t.kind == "digit" for t in sections[-1]) else "literal"
        sections[-1].append(_Token(kind, text.lower() if kind == "date" else text))
    return tuple(tuple(section) for section in sections)


def _choose(sections: tuple[tuple[_Token, ...], ...], number: Decimal) -> tuple[tuple[_Token, ...] | None, Decimal]:
    """The section that holds for a number, and the number as that section shows it (without sign, or with)."""
    sections = sections[:3] if len(sections) > 1 or not any(t.kind == "text" for t in sections[0]) else sections
    conditions = [next((t.text for t in section if t.kind == "condition"), None) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(condition, number):
                return section, number
        return None, number
    if number < 0 and len(sections) > 1:
        return sections[1], abs(number)
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _holds(condition: str, number: Decimal) -> bool:
    match = _CONDITION.match(condition)
    if match is None:
        return False
    limit = Decimal(match[2])
    return {
        "<": number < limit,
        ">": number > limit,
        "=": number == limit,
        "<=": number <= limit,
        ">=": number >= limit,
        "<>": number != limit,
    }[match[1]]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where digits stand in a section: the tokens of the whole part and those behind the point. `power`: the power of ten by which the section
    shows a number larger (percent) or smaller (commas behind the digits); `grouped`: whether it sets commas between thousands."""

    section: tuple[_Token, ...]
    whole: tuple[int, ...]
    part: tuple[int, ...]
    power: int
    grouped: bool

    def is_filled(self, place: int) -> bool:
        """Whether a place shows 0 where a number has no digit for it."""
        return self.section[place].text == "0"


def _places(section: tuple[_Token, ...]) -> _Places:
    """The places of a section that has some."""
    digits = [i for i, token in enumerate(section) if token.kind == "digit"]
    point = next((i for i, token in enumerate(section) if token.kind == "point"), len(section))
    commas = [i for i, token in enumerate(section) if token.kind == "comma"]
    percents = sum(token.kind == "percent" for token in section)
    whole = tuple(i for i in digits if i < point)
    end_of_whole = whole[-1] if whole else point
    behind = sum(1 for i in commas if i > digits[-1] or (whole and end_of_whole < i < point))
    grouped = any(whole and whole[0] < i < end_of_whole for i in commas)
    return _Places(section, whole, tuple(i for i in digits if i > point), 2 * percents - 3 * behind, grouped)


def _number(section: tuple[_Token, ...], number: Decimal) -> str:
    """A number laid into the digit places of a section."""
    count = sum(token.kind == "digit" for token in section)
    if not count:
        return ("-" if number < 0 else "") + "".join(t.text for t in section if t.kind in ("literal", "percent"))
    if count > _MAX_DIGITS:
        return plain(number)
    places = _places(section)
    scaled = number.scaleb(places.power)
    rounded = scaled.quantize(Decimal(1).scaleb(-len(places.part)), ROUND_HALF_UP, Context(prec=340))
    whole, _, part = format(abs(rounded), "f").partition(".")
    shown_at = {**_whole_at(places, whole), **_part_at(places, part)}
    out: list[str] = []
    for i, token in enumerate(section):
        if token.kind == "digit":
            out.append(shown_at[i])
        elif token.kind == "point":
            needed = any(shown_at[place] or places.is_filled(place) for place in places.part)
            out.append("." if needed else "")
        elif token.kind in ("literal", "percent"):
            out.append(token.text)
    return ("-" if rounded < 0 else "") + "".join(out).strip()


def _whole_at(places: _Places, digits: str) -> dict[int, str]:
    """What each place of the whole part shows: digits go in from the right, and what is left over stands in the first place."""
    if digits == "0" and not any(map(places.is_filled, places.whole)):
        digits = ""
    digits = digits.rjust(sum(map(places.is_filled, places.whole)), "0")
    found: dict[int, str] = {}
    rest = digits
    for place in reversed(places.whole):
        found[place], rest = rest[-1:], rest[:-1]
    if places.whole:
        found[places.whole[0]] = rest + found[places.whole[0]]
    return _with_commas(found, places.whole, len(digits)) if places.grouped else found


def _with_commas(found: dict[int, str], whole: tuple[int, ...], left: int) -> dict[int, str]:
    """The digits of each place with a comma behind those that a multiple of three follows; `left` is how many there are."""
    grouped: dict[int, str] = {}
    for place in whole:
        text = ""
        for digit in found[place]:
            left -= 1
            text += f"{digit}," if left and left % 3 == 0 else digit
        grouped[place] = text
    return grouped


def _part_at(places: _Places, digits: str) -> dict[int, str]:
    """What each place behind the point shows: zeros at the end only where the place is always filled."""
    kept = len(digits)
    while kept and not places.is_filled(places.part[kept - 1]) and digits[kept - 1] == "0":
        kept -= 1
    return {place: digits[n] if n < kept else "" for n, place in enumerate(places.part)}


def _date(section: tuple[_Token, ...], number: Decimal, date1904: bool) -> str:
    """A date or time: days since the workbook's epoch."""
    epoch = datetime.datetime(1904, 1, 1) if date1904 else datetime.datetime(1899, 12, 30)  # noqa: DTZ001
    if number < 0 or number > 2_958_465:  # 31 December 9999
        return plain(number)
    try:
        moment = epoch + datetime.timedelta(seconds=int((number * 86400).quantize(Decimal(1), ROUND_HALF_UP)))
    except OverflowError:
        return plain(number)
    twelve = any(token.kind == "ampm" for token in section)
    out = []
    for i, token in enumerate(section):
        if token.kind == "date":
            out.append(_date_part(section, i, moment, twelve))
        elif token.kind == "elapsed":
            seconds = int(number * 86400)
            out.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[token.text[0]]))
        elif token.kind == "ampm":
            out.append(("上午" if moment.hour < 12 else "下午") if "上" in token.text else moment.strftime("%p"))
        elif token.kind in ("literal", "point", "comma", "fraction"):
            out.append(token.text)
    return "".join(out).strip()


def _date_part(section: tuple[_Token, ...], i: int, moment: datetime.datetime, twelve: bool) -> str:
    text = section[i].text
    width = len(text)
    match text[0]:
        case "y" | "e":
            return f"{moment.year % 100:02}" if text[0] == "y" and width <= 2 else str(moment.year)
        case "m":
            before = next((t for t in reversed(section[:i]) if t.kind in ("date", "elapsed")), None)
            after = next((t for t in section[i + 1 :] if t.kind == "date"), None)
            if (before is not None and before.text[0] == "h") or (after is not None and after.text[0] == "s"):
                return f"{moment.minute:0{min(width, 2)}}"
            return f"{moment.month:0{min(width, 2)}}"
        case "d":
            return f"{moment.day:0{width}}" if width <= 2 else "星期" + _WEEKDAYS[moment.weekday()]
        case "h":
            hour = (moment.hour % 12 or 12) if twelve else moment.hour
            return f"{hour:0{min(width, 2)}}"
        case "s":
            return f"{moment.second:0{min(width, 2)}}"
        case _:
            return ("星期" if width == 4 else "") + _WEEKDAYS[moment.weekday()]
