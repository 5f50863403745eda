"""Damaged reports are refused, read whole, or tell what they lack: never other figures in silence. `python -m benchmarks.broken` tries more."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.broken import OUTCOMES, Broken, judged, seen
from etl.documents.web.html import read_mhtml
from etl.errors import DocumentError
from etl.loading.reading import read_one
from samples.maker.roundtrip import make_trip

CUTS = {"txt": 12, "html": 12, "docx": 3, "xlsx": 3, "xls": 3}
SILENT = OUTCOMES[4:]


@pytest.mark.parametrize("suffix", CUTS)
def test_report_cut_anywhere_is_refused_or_told(suffix: str, tmp_path: Path) -> None:
    trip = make_trip(3, tmp_path, suffix=suffix, defects=[], glossary=True)
    data = trip.path.read_bytes()
    sound = seen(read_one(trip.path))
    chance = random.Random(f"cut {suffix}")  # noqa: S311
    lines = [n + 1 for n, byte in enumerate(data[:-1]) if byte == 0x0A] or [len(data) // 2]
    outcomes = {}
    for n in range(CUTS[suffix]):
        at = chance.choice(lines) if n % 2 else chance.randrange(1, len(data))
        trip.path.write_bytes(data[:at])
        outcomes[at] = judged(Broken("cut", trip.path.name, data[:at], sound), read_one(trip.path))
    assert {at: one for at, one in outcomes.items() if one[0] in SILENT} == {}
    assert any(outcome in ("refused", "differs: said") for outcome, _ in outcomes.values())


def test_page_saved_by_a_browser_without_its_end_is_refused() -> None:
    whole = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n\n'
        "<html><body><p>预算</p></body></html>\n--b--\n"
    )
    assert read_mhtml(Path("page.mhtml"), whole.encode()).paragraphs[0].text == "预算"
    with pytest.raises(DocumentError, match="cut off"):
        read_mhtml(Path("page.mhtml"), whole.removesuffix("--b--\n").encode())
