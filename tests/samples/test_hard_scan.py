"""A series of hard scans: one layout of each treatment, the same for the same number."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from etl.documents.page.geometry import Glyph, Rule, Sheet
from samples.maker import hard_scan
from samples.maker.hard_scan import TREATMENTS, Treatment, series, styled_report
from samples.maker.layout import load_family
from samples.maker.random_report import random_figures
from samples.maker.report import render
from samples.maker.scan import excerpt

SHEET = Sheet(
    1,
    300,
    200,
    glyphs=[Glyph("项", 20, 12, 29, 21, 9), Glyph("1", 20, 42, 24, 51, 9), Glyph(".", 25, 42, 28, 51, 9)],
    rules=[
        *(Rule(True, at, 10, 200) for at in (10, 40, 60)),
        *(Rule(False, at, 10, 60) for at in (10, 100, 200)),
    ],
)


def treatment(name: str) -> Treatment:
    return next(one for one in TREATMENTS if one.name == name)


def test_a_series_has_each_treatment_once_and_no_layout_of_another() -> None:
    first, second = series(1), series(2)
    assert first == series(1)
    assert [one.treatment.name for one in first] == [one.name for one in TREATMENTS]
    assert not {one.seed for one in first} & {one.seed for one in second}
    assert [one.family for one in first] != [one.family for one in second]


def test_header_without_lines_keeps_those_of_the_amounts() -> None:
    without = treatment("header without lines").sheet
    assert without is not None
    bare = without(SHEET)
    assert [rule.at for rule in bare.rules if rule.horizontal] == [40, 60]
    assert {(rule.start, rule.end) for rule in bare.rules if not rule.horizontal} == {(40, 60)}


def test_small_print_keeps_its_proportions() -> None:
    made_small = treatment("small print").sheet
    assert made_small is not None
    small = made_small(SHEET)
    wide = next(rule.length for rule in small.rules if rule.horizontal)
    assert wide / 190 == pytest.approx(small.glyphs[0].size / 9)


def test_three_levels_put_one_more_header_over_the_amounts() -> None:
    family = load_family("shaanxi-final-account-2024")
    set_deeper = treatment("three levels").family
    assert set_deeper is not None
    deeper = set_deeper(family)
    before = max(len(column.path) for form in family.forms for column in form.columns if form.shape == "table")
    after = max(len(column.path) for form in deeper.forms for column in form.columns if form.shape == "table")
    assert after == before + 1


def test_form_with_its_number_above_its_title_in_the_table_is_one_to_be_scanned() -> None:
    family = load_family("shaanxi-final-account-2024").restyled(
        {"head": "inside", "number_first": True, "number_format": "公开{number:02d}表"}
    )
    report = render(random_figures(1, family.kind), family)
    assert excerpt(report, 1, random.Random(1)).figures()  # noqa: S311 - test data, not a secret


def test_layout_whose_style_has_no_form_of_a_suitable_size_takes_another(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = series(1)[0]
    tried: list[int] = []
    made = ("a report", "its figures")

    def chosen(seed: int, family: object) -> object:
        tried.append(seed)
        return family

    monkeypatch.setattr(hard_scan, "random_style", chosen)
    monkeypatch.setattr(hard_scan, "one_report", lambda *_: made if len(tried) == 2 else None)
    assert styled_report(layout, random.Random(1)) == made  # noqa: S311
    assert tried == [layout.seed, layout.seed + 1]


_LONE = """
import sys
from etl.documents.page.seen import sheet_of
from etl.documents.pdf.pdfium import PdfiumDocument
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from samples.maker.scan import use_own_typefaces

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
page = Canvas(sys.argv[1])
page.setFont("STSong-Light", 9)
page.drawString(100, 700, "\u51fa")
page.save()
use_own_typefaces()
with open(sys.argv[1], "rb") as file:
    sheet = sheet_of(PdfiumDocument(file.read()).page(0), 1)
print([hex(ord(one.text)) for one in sheet.glyphs])
"""


def test_character_alone_on_its_line_is_on_the_page_that_is_drawn(tmp_path: Path) -> None:
    run = subprocess.run(  # pdfium starts once a process
        [sys.executable, "-c", _LONE, str(tmp_path / "one.pdf")], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["['0x51fa']"]
