"""Units of money in SQL are those that the interpretation knows."""

from __future__ import annotations

import re

import pytest

from etl.warehouse.project.generated import units_sql
from etl.warehouse.project.source import source_folder
from etl.words.units import YUAN


@pytest.mark.parametrize("unit", YUAN)
def test_factor_of_every_unit_is_known(unit: str) -> None:
    assert re.search(rf"when '{unit}' then {YUAN[unit]}$", units_sql(), re.MULTILINE)


def test_units_are_listed_in_the_generated_macro_alone() -> None:
    """A rule may compare 元 with 万元, the usual two; the rest stands in one macro, which is made from the list."""
    rare = re.compile("|".join(f"'{unit}'" for unit in YUAN if unit not in ("元", "万元")))
    assert rare.search(units_sql())
    kept = sorted(source_folder().rglob("*.sql"))
    assert kept
    assert [path.name for path in kept if rare.search(path.read_text(encoding="utf-8"))] == []
