"""Figures → forms of a layout → file → read → interpret → the same figures, over layouts, formats and defects of conversion.

A few hundred random reports in any run. `GONGKAI_FUZZ=N` tries N times as many, `GONGKAI_FUZZ_SEED` others.
"""

import os
from pathlib import Path

import pytest

from etl.documents import read_document
from etl.statements.interpret import interpret
from etl.statements.model import Interpretation
from samples.maker.defects import defects_for
from samples.maker.layout import family_names
from samples.maker.roundtrip import faults, make_trip
from samples.maker.writers.pdf import BORDERS

TIMES = int(os.environ.get("GONGKAI_FUZZ", "1"))
FIRST = int(os.environ.get("GONGKAI_FUZZ_SEED", "0"))
REPORTS = {"txt": 5, "html": 3, "xlsx": 3, "xls": 2, "docx": 2, "pdf": 3, "ofd": 2}


def load(path: Path) -> Interpretation:
    return interpret(read_document(path))


def borders_of(family: str, seed: int) -> str:
    """How the tables of a PDF are ruled: another style for each report of a family, every style for some family."""
    return BORDERS[(sum(map(ord, family)) + 5 * seed) % len(BORDERS)]


@pytest.mark.parametrize("suffix", REPORTS)
@pytest.mark.parametrize("family", family_names())
def test_random_report_is_read_back_whole(family: str, suffix: str, tmp_path: Path) -> None:
    if suffix == "pdf":
        pytest.importorskip("etl.documents.pdf")
    wrong = {}
    for seed in range(FIRST, FIRST + REPORTS[suffix] * TIMES):
        trip = make_trip(seed, tmp_path, family=family, suffix=suffix, borders=borders_of(family, seed))
        found = faults(trip, load)
        if found:
            wrong[str(trip)] = found[:5]
    assert wrong == {}


@pytest.mark.parametrize("defect", defects_for("txt"))
def test_defect_of_conversion_is_read_through(defect: str, tmp_path: Path) -> None:
    wrong = {}
    for family in family_names():
        for seed in range(FIRST + 500, FIRST + 500 + TIMES):
            trip = make_trip(seed, tmp_path, family=family, suffix="txt", defects=[defect], vary=False)
            found = faults(trip, load)
            if found:
                wrong[str(trip)] = found[:5]
    assert wrong == {}


def test_same_report_gives_the_same_figures_in_every_format(tmp_path: Path) -> None:
    seen = {}
    for suffix in REPORTS:
        if suffix == "pdf":
            continue
        trip = make_trip(77, tmp_path, family="qinghai-final-account-2024", suffix=suffix, defects=[], vary=False)
        seen[suffix] = [
            (s.form, f.row_code, f.row_label, f.measure, f.side, f.amount_yuan, f.role, f.unit)
            for s in load(trip.path).statements
            for f in s.figures
        ]
    assert len(seen["txt"]) > 100
    for suffix, figures in seen.items():
        assert figures == seen["txt"], suffix
