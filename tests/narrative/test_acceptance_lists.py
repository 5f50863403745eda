"""What the prose of real reports states, against lists made by hand. Reads them from beside the folder named by GONGKAI_REPORTS."""

from __future__ import annotations

import csv
import os
import re
import unicodedata
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from etl.documents import read_document
from etl.head import ReportHead
from etl.narrative import Disclosure, Narrative, read_narrative

REPORTS = Path(os.environ.get("GONGKAI_REPORTS", "/nonexistent"))
GOLD = REPORTS.parent / "acceptance" / "gold"
LISTS = sorted(GOLD.glob("*.prose.csv")) if GOLD.is_dir() else []
FILES = sorted(path for path in REPORTS.glob("*") if path.suffix in (".txt", ".pdf")) if REPORTS.is_dir() else []

pytestmark = [pytest.mark.reports, pytest.mark.skipif(not FILES, reason="GONGKAI_REPORTS names no folder of reports")]

_LEFT = {"yanliang-2024-budget.txt": 2}
"""Sentences not understood: budgets among goals that a conversion put outside their tables."""


def plain(text: str) -> str:
    """Width, spaces, tags and quotes don't count."""
    return re.sub(r"[\s\"'“”‘’·]|</?\w+>", "", unicodedata.normalize("NFKC", text))


def label(text: str) -> str:
    """A name without ordinals before it."""
    return re.sub(r"^(?:[一二三四五六七八九十]+、|\d+[.、]|\([一二三四五六七八九十\d]+\)|其中:)+", "", plain(text))


def head_of(name: str) -> ReportHead:
    """Enough of the head for the prose: the year and kind that the file is called by."""
    year = re.search(r"20\d\d", name)
    kind = "budget" if "budget" in name else "final_account"
    return ReportHead(
        "", int(year[0]) if year else 0, "budget" if kind == "budget" else "final_account", "department", ""
    )


def names_of(path: Path) -> dict[str, str]:
    """The subjects that the report's forms print, from the list of its figures."""
    source = GOLD / f"{path.stem}.tables.csv"
    if not source.exists():
        return {}
    with source.open(encoding="utf-8-sig", newline="") as handle:
        rows = [(re.sub(r"\D", "", row["row_code"]), row["row_name"]) for row in csv.DictReader(handle)]
    return {code: name for code, name in rows if len(code) in (3, 5, 7)}


def narrative_of(path: Path) -> Narrative:
    return read_narrative(read_document(path), head_of(path.name), names_of(path))


@pytest.mark.parametrize("gold", LISTS, ids=lambda path: path.stem)
def test_listed_statements_are_found(gold: Path) -> None:
    report = next(path for path in FILES if path.stem == gold.name.removesuffix(".prose.csv"))
    have: dict[tuple[str, Decimal, str], list[tuple[str, str]]] = defaultdict(list)
    for d in narrative_of(report).disclosures:
        have[plain(d.metric), d.value, plain(d.unit)].append((label(re.split("[/>—]|--", d.item)[-1]), d.item_code))
    with gold.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    missing = []
    for row in rows:
        want = label(re.split("[/>—]|--", row["item"])[-1])
        pool = have[plain(row["metric"]), Decimal(row["value"]), plain(row["unit"])]
        hit = next((p for p in pool if want in (p[0], p[1]) or (p[0] and (p[0] in want or want in p[0]))), None)
        if hit is None:
            missing.append(row)
        else:
            pool.remove(hit)
    assert len(missing) <= 0.05 * len(rows), missing


def stands_in(value: Decimal, disclosure: Disclosure) -> bool:
    """Whether the words of a statement hold its value: the number, or a word that means none."""
    if value == 0 and re.search("持平|增减|变化|变动|相同|一致|相等", disclosure.printed):
        return True
    numbers = re.findall(r"\d+(?:\.\d+)?", disclosure.printed.replace(",", ""))
    return any(Decimal(number) == abs(value) for number in numbers)


@pytest.mark.parametrize("report", FILES, ids=lambda path: path.name)
def test_no_value_is_invented(report: Path) -> None:
    for disclosure in narrative_of(report).disclosures:
        assert stands_in(disclosure.value, disclosure), disclosure
        assert disclosure.item
        shown = plain(disclosure.sentence).replace(",", "")
        digits = re.findall(r"\d+(?:\.\d+)?", plain(disclosure.printed).replace(",", ""))
        assert all(number in shown for number in digits[-1:]), disclosure


@pytest.mark.parametrize("report", FILES, ids=lambda path: path.name)
def test_no_sentence_on_money_is_left(report: Path) -> None:
    assert len(narrative_of(report).not_understood) == _LEFT.get(report.name, 0)


@pytest.mark.parametrize("report", FILES, ids=lambda path: path.name)
def test_a_decrease_is_negative(report: Path) -> None:
    for disclosure in narrative_of(report).disclosures:
        if disclosure.metric in ("比上年增减额", "比上年增减率", "较预算数增减额"):
            falls = re.search("(?:减少|下降|降低)(?:（[^）]*）)?[0-9]", disclosure.printed) is not None
            assert disclosure.value == 0 or (disclosure.value < 0) == falls, disclosure
