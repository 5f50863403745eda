"""Numbers as forms print them: separators, spaces of a conversion, dashes for nothing, percents. Decimal from first to last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from etl.statements.model import Repair
from etl.words.folding import fold

NOTHING = frozenset({"", "-", "--", "---", "—", "——", "–", "－", "/", "\\", "无", "*", "…", "……", "一", "―", "不涉及"})
"""What forms print for "no amount". A lone 一 is a dash that a conversion took for the numeral."""

_NUMBER = re.compile(r"^[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?$")
_LOOSE = re.compile(r"^[-+−]?[\d,]*\.?\d*$")
_DAMAGED = re.compile(r"-?(?=(?:\D*\d){4})\d[\d,]*[^\d,.\s\w%～~至×xX*:/-][\d,]*\.\d{2}")
"""An amount with a character in it that no amount has."""
_UNIT_TAIL = re.compile(r"(亿元|万元|元|辆|个|人次|人|批次|台|套|台\(套\)|%)$")
_BRACKETED = re.compile(r"^\(([\d,]+(?:\.\d+)?)\)$")


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from a cell: its value, the unit printed with it ("" for none), decimals printed, and repairs."""

    value: Decimal
    unit: str
    decimals: int
    repairs: tuple[Repair, ...] = ()
    grouped: bool = False  # printed with thousands separators


_DOTTED_CODE = re.compile(r"^\d{3}[.\-]\d{2}[.\-]\d{2}$")


def plain_code(text: str) -> str:
    """A subject's code printed in parts (208.05.05, 208-05-05) without what parts them; any other text as it is."""
    return re.sub(r"\D", "", text) if _DOTTED_CODE.match(text) else text


def is_nothing(text: str) -> bool:
    """Whether the cell prints no amount (blank, dash, 无)."""
    return fold(text) in NOTHING or text.strip() in NOTHING


def parse_number(text: str) -> Number | None:
    """Read a cell as a number, None where it is none.

    Spaces that a conversion put into a number (`16, 738, 431. 85`) are dropped and recorded. A separator that doesn't
    stand at a thousand (`1,23`) makes the cell no number. Brackets around a number are the accountants' minus.
    """
    raw = text.strip()
    if not raw or not any(char.isdigit() for char in raw):
        return None
    plain = (
        fold(raw)
        .replace("，", ",")
        .replace("。", ".")
        .replace("−", "-")
        .replace("—", "-")
        .replace("¥", "")
        .replace("￥", "")
    )
    unit = ""
    tail = _UNIT_TAIL.search(plain)
    if tail:
        unit = tail[1]
        plain = plain[: tail.start()]
    bracketed = _BRACKETED.match(plain)
    if bracketed:
        plain = "-" + bracketed[1]
    if not _NUMBER.match(plain) or plain in {"", "-", "+", "."}:
        return None
    digits = plain.replace(",", "").rstrip(".").lstrip("+")
    if digits in {"", "-"}:
        return None
    repairs: tuple[Repair, ...] = ()
    if re.search(r"[\d,.]\s+[\d,.]", raw):
        # Two numbers in one cell are not one number: spaces may only follow a separator or a decimal point, or stand before one
        if re.search(r"\d\s+\d", raw):
            return None
        repairs = (Repair("spaces_in_number", raw, digits),)
    return Number(Decimal(digits), unit, len(digits.partition(".")[2]), repairs, "," in plain)


def looks_numeric(text: str) -> bool:
    """Whether a cell is made of digits, separators and signs only (a number, or one that a conversion broke), or is an amount with one
    character damaged."""
    plain = fold(text)
    return any(char.isdigit() for char in plain) and bool(
        re.fullmatch(r"[-+−(]?[\d,.，。%]+[)]?", plain) or _DAMAGED.fullmatch(plain)
    )


UNIT_IN_YUAN = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10000),
    "百万元": Decimal(1000000),
    "亿元": Decimal(100000000),
}


def to_yuan(value: Decimal, unit: str) -> Decimal | None:
    """The amount in yuan, None where the unit is no money."""
    factor = UNIT_IN_YUAN.get(unit)
    return None if factor is None else (value * factor).quantize(Decimal("0.01"))
