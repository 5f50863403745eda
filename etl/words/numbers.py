"""Numbers as cells and sentences print them: width, separators, spaces of a conversion, signs, units, marks of footnotes. Decimal throughout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from etl.words.folding import MARKS, compact
from etl.words.units import MONEY

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
"""A number without sign in half-width text, as alternatives of a pattern: separators stand at thousands or nowhere."""

_DASHES = "-\u2010\u2011\u2012–—―−─－"
"""What is printed as a dash, for "no amount" or as a minus, as the inside of a character class: hyphens, dashes, a minus, a line of a box."""
DASHES = frozenset({dash * times for dash in _DASHES for times in (1, 2, 3)} | {"/"})
NOTHING = DASHES | {"", "\\", "无", "*", "…", "……", "一", "不涉及"}
"""What forms print for "no amount". A lone 一 is a dash that a conversion took for the numeral."""

_ONE_MARK = rf"(?:[\[［(（〔⁽](?:注\s*)?[{MARKS}]+[\]］)）〕⁾]|(?:注\s*)?[{MARKS}⑴-⒛]+|[\[［〔【](?:注\s*|\^)?\d{{1,2}}[\]］〕】]|[(（]注\s*[\d一二三四五六七八九十]{{0,2}}[)）]|注\s*\d{{0,2}}|[*＊※†‡]+)"
_MARKS_BEHIND = re.compile(
    rf"(?<=[{_DASHES}\d０-９.%％)）元])(?:\s*[,，、]?\s*{_ONE_MARK})+(?=\s*(?:(?:{MONEY}|[辆台套个人批%％])[^\d]*)?$)"
)
"""Marks behind a number, at the end of a cell or before the unit."""
_SENTENCE_MARKS = re.compile(
    rf"(?<=[\d０-９])(?:[\[［(（〔⁽]?(?:注)?[{MARKS}]+[\]］)）〕⁾]?|[\[［〔【][注^]?\d{{1,2}}[\]］〕】]|[(（]注[\d一二三四五六七八九十]{{0,2}}[)）])+|(?<=[元%％人辆个])[\[［(（〔⁽]?注?[{MARKS}]+[\]］)）〕⁾]?(?=[，。；、）)]|$)"
)
_NO_BREAK = "\u00a0\u2007\u2009\u202f"
_THOUSANDS_APART = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{_NO_BREAK}]\d{{3}})+(?![\d{_NO_BREAK}])")
THOUSANDS_SPACED = rf"(?<=[\u4e00-\u9fff])\d{{1,3}}(?: \d{{3}})+(?:\.\d+)?(?=\s?(?:{MONEY}))"
"""An amount in prose whose thousands an ordinary space sets apart: the word before it and the unit behind it say that it is one number."""
_THOUSANDS_SPACED = re.compile(THOUSANDS_SPACED)
_CELL_SPACED = re.compile(r"-?\d{1,3}(?: \d{3})+\.\d{1,2}$")
_CELL_SOLID = re.compile(r"-?(?:\d{4,}|\d{1,3}(?:,\d{3})+)\.\d{1,2}$")
"""A cell that is an amount with decimals, its thousands apart by spaces; or not."""
_THOUSANDS_QUOTED = re.compile(r"(?<![\d.,'’])\d{1,3}(?:['’]\d{3})+(?![\d'’])")
_NUMBER = re.compile(r"^[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?$")
_DAMAGED = re.compile(r"-?(?=(?:\D*\d){4})\d[\d,]*[^\d,.\s\w%～~至×xX*:/-][\d,]*\.\d{2}")
"""An amount with a character in it that no amount has."""
_UNITS = rf"(?:{MONEY}|辆|个|人次|人|批次|台|套|台\(套\)|%)"
_UNIT_TAIL = re.compile(rf"({_UNITS})$")
_BRACKETED = re.compile(rf"^\(([\d,]+(?:\.\d+)?)(%?)\)(?={_UNITS}?$)")
_SPELLINGS = str.maketrans(
    {**dict.fromkeys(_DASHES, "-"), "。": ".", "△": "-", "▲": "-", "▼": "-", "▽": "-", "↓": "-", "↑": "+", "¥": None}
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from a cell: its value, the unit printed with it ("" for none), decimals printed."""

    value: Decimal
    unit: str
    decimals: int
    grouped: bool = False
    """Printed with separators at thousands."""
    spaced: bool = False
    """Printed with spaces in it, which a conversion put there."""


def without_note_marks(text: str) -> str:
    """A cell without the marks of footnotes behind its number: ①, ¹, [1], 注1, *; a text without a number as it is.

    >>> without_note_marks("380.00①"), without_note_marks("88[¹]万元"), without_note_marks("①")
    ('380.00', '88万元', '①')
    """
    return _MARKS_BEHIND.sub("", text)


def without_sentence_marks(text: str) -> str:
    """A sentence without the marks of footnotes behind its numbers; a mark that begins the next item (5万元②公用经费) stays.

    >>> without_sentence_marks("支出380.00①万元，其中：①人员5万元②公用3万元")
    '支出380.00万元，其中：①人员5万元②公用3万元'
    """
    return _SENTENCE_MARKS.sub("", text)


def join_thousands(text: str) -> str:
    """Thousands that no-break or thin spaces or apostrophes set apart, with separators; an ordinary space parts two numbers, but between a word and a
    unit of money.

    >>> join_thousands("2\\u00a0431.64"), join_thousands("收入8 906.1万元"), join_thousands("收入8 906.1"), join_thousands("1'234.5")
    ('2,431.64', '收入8,906.1万元', '收入8 906.1', '1,234.5')
    """
    text = _THOUSANDS_QUOTED.sub(lambda match: re.sub("['’]", ",", match[0]), text)
    text = _THOUSANDS_SPACED.sub(lambda match: match[0].replace(" ", ","), text)
    return _THOUSANDS_APART.sub(lambda match: re.sub(f"[{_NO_BREAK}]", ",", match[0]), text)


def joined_thousands(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The cells of a table (rows × columns) with separators in amounts whose thousands ordinary spaces set apart; the same object where none has.

    One cell proves nothing: 12 345.67 may be two numbers. A table sets thousands apart so where a group behind a space begins with 0, as no
    number does (1 024.50), and none of its numbers of four or more digits is printed with separators or without.

    >>> joined_thousands((("1 024.50", "12 345.67"),)), joined_thousands((("12 345.67",),)), joined_thousands((("1 024.50", "2431.64"),))
    ((('1,024.50', '12,345.67'),), (('12 345.67',),), (('1 024.50', '2431.64'),))
    """
    spaced = [cell for row in rows for cell in row if " " in cell and _CELL_SPACED.match(cell)]
    is_proven = any(re.search(" 0", cell) for cell in spaced)
    if not is_proven or any(_CELL_SOLID.match(cell) for row in rows for cell in row):
        return rows
    return tuple(tuple(cell.replace(" ", ",") if _CELL_SPACED.match(cell) else cell for cell in row) for row in rows)


def decimal_of(digits: str) -> Decimal:
    """The value of digits with or without separators."""
    return Decimal(digits.replace(",", "").replace("，", ""))


def is_nothing(text: str) -> bool:
    """Whether the cell prints no amount (blank, dash, 无)."""
    text = text.strip()
    return text in NOTHING or compact(without_note_marks(text)) in NOTHING


def parse_number(text: str) -> Number | None:
    """Read a cell as a number, None where it is none.

    Spaces that a conversion put into a number (`16, 738, 431. 85`) are dropped and told (`spaced`). A separator that doesn't
    stand at a thousand (`1,23`) makes the cell no number. Brackets around a number and △, ▼ or ↓ before it are the accountants' minus.
    A mark of a footnote behind the number belongs to the cell, not to the number.
    """
    raw = join_thousands(without_note_marks(text.strip()))
    if not any(char.isdecimal() for char in raw):
        return None
    plain = compact(raw).translate(_SPELLINGS)
    plain = _BRACKETED.sub(r"-\1\2", plain)
    unit = ""
    if tail := _UNIT_TAIL.search(plain):
        unit = tail[1]
        plain = plain[: tail.start()]
    if not _NUMBER.match(plain):
        return None
    digits = plain.replace(",", "").rstrip(".").lstrip("+")
    if not any(char.isdecimal() for char in digits):
        return None
    spaced = re.search(r"[\d,.]\s+[\d,.]", raw) is not None
    # Two numbers in one cell are not one number: spaces may only follow a separator or a decimal point, or stand before one
    if spaced and re.search(r"\d\s+\d", raw):
        return None
    return Number(Decimal(digits), unit, len(digits.partition(".")[2]), "," in plain, spaced)


def looks_numeric(text: str) -> bool:
    """Whether a cell is made of digits, separators and signs only (a number, or one that a conversion broke), or is an amount with one
    character damaged."""
    plain = compact(without_note_marks(text))
    return any(char.isdecimal() for char in plain) and bool(
        re.fullmatch(rf"[{_DASHES}+△▲▼▽↓↑(]?[\d,.，。%]+[)]?%?", plain) or _DAMAGED.fullmatch(plain)
    )
