"""A report whose text was taken out of its PDF: every figure that is given is the printed one, and what isn't given is told."""

from __future__ import annotations

import os
from pathlib import Path

import pdfplumber
import pytest

from etl.pipeline import read_report
from etl.report import Report
from samples.maker.compare import differences, misplaced_columns
from samples.maker.layout import family_names
from samples.maker.roundtrip import Trip, make_trip

TIMES = max(1, int(os.environ.get("GONGKAI_FUZZ", "1")) // 100)
FIRST = int(os.environ.get("GONGKAI_FUZZ_SEED", "0"))
FAMILIES = (
    family_names() if TIMES > 1 else ("situation-budget-2023", "yunnan-final-account-2023", "shanghai-budget-2024")
)
READ = 0.4
"""Of the figures whose columns are set by spaces this share at least is proven by sums, over the reports of a run."""


def taken_from(trip: Trip, folder: Path, *, layout: bool) -> Report:
    """The report as read from the text of its PDF: with the columns set by spaces, or cells one space apart."""
    copied = folder / "copied.txt"
    with pdfplumber.open(trip.path) as pdf:
        pages = [page.extract_text(layout=layout, x_density=5.2, y_density=12) for page in pdf.pages]
    copied.write_text("\f".join(pages), encoding="utf-8")
    return read_report(copied)


def wrong_and_missing(trip: Trip, report: Report) -> tuple[list[str], int]:
    """Figures that the report doesn't print, and how many that it prints aren't given. A form of zeros has nothing to prove, whatever its title."""
    statements = report.interpretation.statements
    found = differences(trip.printed, statements)
    wrong = [f"{one.statement}: {one.row} {one.value}" for one in found if one.kind == "extra" and one.value]
    return wrong + misplaced_columns(trip.printed, statements), sum(one.kind == "missing" for one in found)


@pytest.mark.parametrize("family", FAMILIES)
def test_cells_one_space_apart_give_no_figure_and_are_told(family: str, tmp_path: Path) -> None:
    for seed in range(FIRST + 1, FIRST + 1 + TIMES):
        trip = make_trip(seed, tmp_path, family=family, suffix="pdf", defects=[])
        report = taken_from(trip, tmp_path, layout=False)
        wrong, missing = wrong_and_missing(trip, report)
        assert wrong == [], str(trip)
        told = [one for one in report.document.warnings if "one space apart" in one]
        assert missing, str(trip)
        assert len(told) >= 3, str(trip)


def test_columns_set_by_spaces_are_proven_or_told(tmp_path: Path) -> None:
    printed = given = 0
    for family in FAMILIES:
        for seed in range(FIRST + 1, FIRST + 1 + TIMES):
            trip = make_trip(seed, tmp_path, family=family, suffix="pdf", defects=[])
            report = taken_from(trip, tmp_path, layout=True)
            wrong, missing = wrong_and_missing(trip, report)
            assert wrong == [], str(trip)
            told = [*report.document.warnings, *(gap.detail for gap in report.gaps), *report.interpretation.unknown]
            assert told or not missing, str(trip)
            printed += len(trip.printed)
            given += len(trip.printed) - missing
    assert printed > 50
    assert given >= READ * printed, f"{given} of {printed} figures"
