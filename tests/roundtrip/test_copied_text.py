"""A report whose text was copied out of its PDF: what is read is right, or it is told that it isn't sure; nothing is missing in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pdfplumber
import pytest

from etl.pipeline import read_report
from samples.maker.compare import differences
from samples.maker.layout import family_names
from samples.maker.roundtrip import make_trip

TIMES = max(1, int(os.environ.get("GONGKAI_FUZZ", "1")) // 100)
FIRST = int(os.environ.get("GONGKAI_FUZZ_SEED", "0"))
FAMILIES = (
    family_names() if TIMES > 1 else ("situation-budget-2023", "yunnan-final-account-2023", "shanghai-budget-2024")
)
READ = 0.6
"""This share of the figures at least can be read by counting where empty cells print a dash, as these reports do; blank ones leave no trace."""


@pytest.mark.parametrize("family", FAMILIES)
def test_figures_of_copied_text_are_right_or_told(family: str, tmp_path: Path) -> None:
    printed = missing = 0
    for seed in range(FIRST + 1, FIRST + 1 + TIMES):
        trip = make_trip(seed, tmp_path, family=family, suffix="pdf", defects=[])
        copied = tmp_path / "copied.txt"
        with pdfplumber.open(trip.path) as pdf:
            copied.write_text("\n".join(page.extract_text() for page in pdf.pages), encoding="utf-8")
        report = read_report(copied)
        wrong = list(differences(trip.printed, report.interpretation.statements))
        told = [*report.document.warnings, *(gap.detail for gap in report.gaps)]
        assert not wrong or told, str(trip)
        printed += len(trip.printed)
        missing += sum(one.kind == "missing" for one in wrong)
    assert printed > 50
    assert family not in FAMILIES[:3] or TIMES > 1 or 1 - missing / printed >= READ
