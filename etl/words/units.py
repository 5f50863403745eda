"""Units of money, as forms, prose and performance tables print them, and what each is in yuan; and the units in which forms count things."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from etl.words.data import load_yaml

YUAN = {
    "亿元": Decimal(100_000_000),
    "千万元": Decimal(10_000_000),
    "百万元": Decimal(1_000_000),
    "十万元": Decimal(100_000),
    "万元": Decimal(10_000),
    "千元": Decimal(1_000),
    "元": Decimal(1),
}
"""What one unit of money is in yuan, longest names first."""

MONEY = "|".join(sorted(YUAN, key=len, reverse=True))
"""The units as alternatives of a pattern; a longer name stands before one that it ends with."""

_THING = f"(?:{'|'.join(load_yaml(Path(__file__).with_suffix('.yaml').read_text(encoding='utf-8'))['things'])})"
THINGS = rf"{_THING}(?:\({_THING}(?:[、,，/]{_THING})*\))?"
"""A unit in which forms count things, as a pattern for folded text: 辆, 台(套)."""

USUAL = ("元", "万元")
"""The units that nearly every report is printed in: what an amount is in where nothing says its unit."""


def to_yuan(value: Decimal, unit: str) -> Decimal | None:
    """The amount in yuan, to the cent; None where the unit is no money."""
    factor = YUAN.get(unit)
    return None if factor is None else (value * factor).quantize(Decimal("0.01"))
