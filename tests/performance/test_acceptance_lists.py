"""The performance lists of real reports: each row found, nothing invented, no indicator with the wrong project."""

from __future__ import annotations

import csv
import os
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from etl.documents import read_document
from etl.performance import read_performance
from tests.performance.support import list_rows

REPORTS = Path(os.environ.get("GONGKAI_REPORTS", "/nonexistent"))
GOLD = REPORTS.parent / "acceptance" / "gold"
LISTS = sorted(GOLD.glob("*.performance.csv")) if GOLD.is_dir() else []

pytestmark = [
    pytest.mark.reports,
    pytest.mark.skipif(not LISTS, reason="GONGKAI_REPORTS has no lists of performance tables beside it"),
]


def _plain(text: str) -> str:
    text = "".join(text.split()).replace("：", ":").replace("（", "(").replace("）", ")")
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def _keys(rows: list[dict[str, str]]) -> Counter[tuple[str, ...]]:
    columns = ("table", "project", "level1", "level2", "indicator", "target", "actual", "weight", "score", "unit")
    return Counter(tuple(_plain(row[column]) for column in columns) for row in rows)


def _report(listed: Path) -> Path:
    name = listed.name.removesuffix(".performance.csv")
    return next(path for path in REPORTS.iterdir() if path.stem == name)


def _compare(listed: Path) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    with listed.open(encoding="utf-8-sig", newline="") as file:
        wanted = _keys(list(csv.DictReader(file)))
    return wanted, _keys(list_rows(read_performance(read_document(_report(listed)))))


@pytest.mark.parametrize("listed", LISTS, ids=lambda path: path.stem)
def test_list_is_found_and_nothing_else(listed: Path) -> None:
    """Where a conversion lost the cell of a level the lists give the level by sense; all else is as printed."""
    wanted, found = _compare(listed)
    missing, extra = wanted - found, found - wanted
    detail = "\n".join([*(f"- {key}" for key in missing), *(f"+ {key}" for key in extra)])
    assert _without_levels(wanted) == _without_levels(found), detail
    assert 1 - missing.total() / wanted.total() >= 0.9, detail


def _without_levels(rows: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    bare: Counter[tuple[str, ...]] = Counter()
    for (table, project, _, _, *rest), count in rows.items():
        bare[table, project, *rest] += count
    return bare


@pytest.mark.parametrize("listed", LISTS, ids=lambda path: path.stem)
def test_no_indicator_has_another_project(listed: Path) -> None:
    wanted, found = _compare(listed)
    assert {key[:2] for key in found} == {key[:2] for key in wanted}
    for key in found:
        of = {other[1] for other in wanted if other[4:7] == key[4:7]}
        assert not of or key[1] in of, key
