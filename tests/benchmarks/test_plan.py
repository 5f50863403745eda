"""What so many reports need, reckoned from measured rates, and the page that says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import plan

DOCS = Path(__file__).resolve().parents[2] / "docs"
MEASURED = {
    "reading": {"pdf": {"seconds": 0.5}},
    "rows": {"number": 500},
    "writing": {"rows_per_second": 100_000},
    "build": {"seconds": 0.06},
    "database": {"megabytes": 0.5},
    "original": {"megabytes": 1.0},
}


def test_reading_is_divided_among_cores_and_the_servers_work_is_not() -> None:
    alone, many = dict(plan.lines(72_000, 1, MEASURED)), dict(plan.lines(72_000, 10, MEASURED))
    assert (alone["reading, PDF of 30 pages each"], many["reading, PDF of 30 pages each"]) == ("10 h", "60 min")
    assert alone["writing"] == many["writing"] == "6 min"
    assert alone["building all marts from nothing"] == many["building all marts from nothing"] == "72 min"


def test_what_takes_longer_decides_about_the_first_load() -> None:
    found = dict(plan.lines(72_000, 1_000, MEASURED))
    assert found["the first load, from files to marts"] == "78 min"  # 6 of writing, 72 of building
    assert (found["the database"], found["kept originals"]) == ("36 GB", "72 GB")


@pytest.mark.parametrize("name", ["scale.md", "scale.zh-CN.md"])
def test_the_page_says_what_is_reckoned(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    assert plan.table(zh="zh" in name) in page
