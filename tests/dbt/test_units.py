"""Units of money in SQL are those that the interpretation knows."""

from __future__ import annotations

import re

import pytest

from etl.warehouse.build import project_folder
from etl.warehouse.dbt_files import units_sql
from etl.words.units import YUAN


def test_macro_of_units_is_current() -> None:
    assert (project_folder() / "macros" / "units.sql").read_text(encoding="utf-8") == units_sql()


@pytest.mark.parametrize("unit", YUAN)
def test_factor_of_every_unit_is_known(unit: str) -> None:
    assert re.search(rf"when '{unit}' then {YUAN[unit]}$", units_sql(), re.MULTILINE)


def test_units_are_listed_in_one_file() -> None:
    """A rule may compare 元 with 万元, the usual two; the rest stands in one macro."""
    rare = re.compile("|".join(f"'{unit}'" for unit in YUAN if unit not in ("元", "万元")))
    project = project_folder()
    found = [path.name for path in sorted(project.rglob("*.sql")) if rare.search(path.read_text(encoding="utf-8"))]
    assert found == ["units.sql"]
