"""What people found by hand where published reports contradict themselves, against the audit's findings; the list lies beside GONGKAI_REPORTS."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from etl.audit.audit import audit_files
from etl.settings import Settings
from tests.pipeline.acceptance import LISTS, REPORTS, needs_reports

pytestmark = [pytest.mark.reports, needs_reports]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CERTAIN = re.compile("^(?:矛盾|缺失)")
"""How the list explains what is certain: numbers or a blank that contradict each other; the rest is doubtful or only a name."""


def numbers(text: str) -> list[Decimal]:
    return [Decimal(found).normalize() for found in _NUMBER.findall(text.replace(",", ""))]


def certain() -> list[tuple[str, tuple[Decimal, ...]]]:
    """Of each that is certain: its report, and the first numbers of what should be printed and of what is."""
    assert LISTS is not None
    with (LISTS / "gold" / "known_contradictions.csv").open(encoding="utf-8", newline="") as stream:
        return [
            (line["report"], tuple(n for side in ("expected", "printed") for n in numbers(line[side])[:1]))
            for line in csv.DictReader(stream)
            if _CERTAIN.match(line["explanation"])
        ]


def test_all_certain_contradictions_but_one_are_found(server_url: str, home_with_rules: Path) -> None:
    assert REPORTS is not None
    listed = certain()
    files = sorted({REPORTS / report for report, _ in listed})
    audit, _ = audit_files(files, Settings(database_url=SecretStr(server_url), home=home_with_rules))
    left = [(finding.file, set(numbers(finding.message))) for finding in audit.findings]
    missed = []
    for report, wanted in listed:
        # Each finding stands for one contradiction, however many have its numbers.
        found = next((one for one in left if one[0] == report and wanted and one[1] >= set(wanted)), None)
        if found is None:
            missed.append((report, wanted))
        else:
            left.remove(found)
    assert len(listed) >= 13
    assert len(missed) <= 1, missed
