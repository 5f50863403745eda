"""Units of money in SQL are those that the interpretation knows."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from etl.words.units import YUAN

MACROS = Path(__file__).parents[2] / "dbt" / "macros" / "quality.sql"


def test_factor_of_every_unit_is_known() -> None:
    macro = MACROS.read_text(encoding="utf-8").partition("macro unit_factor")[2].partition("endmacro")[0]
    known = {unit: Decimal(factor) for unit, factor in re.findall(r"when '(\w+)' then (\d+)", macro)}
    assert known | {"元": Decimal(1)} == YUAN
