"""Cell text of performance tables: spaces that the conversion put in, numbers, points in brackets. No form is known here."""

from __future__ import annotations

import re
from decimal import Decimal

from etl.documents.cells import read_cell
from etl.performance.vocabulary import step_pattern
from etl.words.folding import close_up, without_marks
from etl.words.numbers import DASHES, without_note_marks

_POINTS = step_pattern("cells.points")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_VALUE = step_pattern("cells.value")
_AMOUNT_TEXT = step_pattern("cells.amount_text")
_DATE = step_pattern("cells.date")


def squeeze(text: str) -> str:
    """Drop all white space except between Latin words (converters set Chinese text apart)."""
    return close_up(text)


def number(text: str) -> Decimal | None:
    """The number a cell holds; None for anything else. A percent sign makes no number: see `percent`; nor do brackets around a whole number,
    in which forms print points."""
    read = read_cell(squeeze(text)).number
    if read is None or read.unit or (text.lstrip().startswith(("(", "（")) and not (read.decimals or read.grouped)):
        return None
    return read.value


def percent(text: str) -> Decimal | None:
    """The number before a percent sign, or a bare number."""
    return number(without_note_marks(squeeze(text)).rstrip("%％"))


def points(text: str) -> Decimal | None:
    """A weight or score: a number, also with 分 or a percent sign (`10分`, `10%`)."""
    return number(without_note_marks(squeeze(text)).rstrip("分%％"))


def unmarked(text: str) -> str:
    """A text without the marks of footnotes behind its number or last word (≥50亩①, 52[1]); m² stays."""
    return without_marks(without_note_marks(text))


def is_dash(text: str) -> bool:
    """Whether a cell says "not applicable" by a dash."""
    return squeeze(text) in DASHES


def split_points(text: str) -> tuple[str, Decimal | None]:
    """`产出指标（50 分）` → (`产出指标`, 50); no points → (text squeezed, None)."""
    plain = squeeze(text)
    match = _POINTS.search(plain)
    return (plain[: match.start()], Decimal(match[1])) if match else (plain, None)


def chinese(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(_CJK.findall(text))


def is_value_like(text: str) -> bool:
    """Whether a text looks like a target or result (a number, a comparison, a date, an amount), not like a name."""
    plain = squeeze(text)
    return bool(_VALUE.match(plain) or _AMOUNT_TEXT.match(plain) or (_DATE.match(plain) and re.search(r"\d", plain)))


def is_noise(text: str) -> bool:
    """Whether a cell is what a converter makes of lines and halves of characters: no Chinese, no number, no value.

    Characters set apart one by one (`四 从 相 似`) are noise as well.
    """
    parts = text.split()
    if (
        len(parts) >= 3
        and all(len(part) <= 3 for part in parts)
        and len(text.replace(" ", "")) <= 2 * len(parts)
        and not is_value_like(text)
    ):
        return True
    plain = squeeze(text)
    return not chinese(plain) and not is_value_like(plain) and not is_dash(plain)


def common_length(a: str, b: str) -> int:
    """Length of the longest common subsequence of two texts, of their first 400 characters at most (it costs their product)."""
    a, b = a[:400], b[:400]
    row = [0] * (len(b) + 1)
    for x in a:
        previous = 0
        for j, y in enumerate(b, start=1):
            previous, row[j] = row[j], previous + 1 if x == y else max(row[j], row[j - 1])
    return row[-1]
