"""Figures → forms of a layout → print → scan → recognise → interpret → the same figures, and every other one marked.

A few pages in any run, as recognition takes some seconds a page: a five-hundredth of `GONGKAI_FUZZ` times as many, `GONGKAI_FUZZ_SEED` others.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from etl.documents.pdf import read_pdf
from etl.documents.scans import picture_pages
from etl.head import StatedHead
from etl.statements.interpret import interpret
from samples.maker import office_scan, scan
from samples.maker.compare import Fact, printed_facts, read_facts
from samples.maker.layout import family_names, load_family
from samples.maker.random_report import random_figures, random_style
from samples.maker.report import render
from samples.maker.writers import write

if not picture_pages.available():
    pytest.skip("the extra ocr isn't installed", allow_module_level=True)

TIMES = max(1, int(os.environ.get("GONGKAI_FUZZ", "1")) // 500)
FIRST = int(os.environ.get("GONGKAI_FUZZ_SEED", "0"))
RIGHT = 0.99
"""Share of the printed figures that are read as printed, with their row, form and unit."""


def trip(seed: int, folder: Path, forms: int = 1) -> tuple[Counter[Fact], Counter[Fact], Counter[Fact], int, str]:
    """Scan some forms of a random report: printed facts, read facts, the read ones that are marked, unread cells, and how it was made."""
    rng = random.Random(seed)  # noqa: S311 - test data, not a secret
    families = family_names()
    family = load_family(families[seed % len(families)])
    if not family.style.unit_label:  # such reports state the unit in their prose, which the excerpt leaves out
        family = family.restyled({"unit_label": "单位："})
    condition = scan.CONDITIONS[seed % len(scan.CONDITIONS)]
    report = scan.excerpt(render(random_figures(seed, family.kind), random_style(seed, family)), forms, rng)
    path = write(report, folder / f"{seed}.pdf")
    data = scan.as_pdf(scan.scanned(path.read_bytes(), condition, rng), condition)
    found = interpret(read_pdf(Path(f"scan-{seed}.pdf"), data)).statements
    marked = Counter(
        fact
        for statement in found
        for figure, fact in zip(statement.figures, read_facts([statement]), strict=True)
        if figure.doubt
    )
    unread = sum(cell.reason == "not_understood" for statement in found for cell in statement.left)
    return (
        Counter(printed_facts(report.figures())),
        Counter(read_facts(found)),
        marked,
        unread,
        f"{family.name}, {condition}",
    )


def test_scanned_forms_give_their_figures_and_every_wrong_one_is_marked(tmp_path: Path) -> None:
    printed = missing = 0
    unmarked: list[str] = []
    for seed in range(FIRST, FIRST + len(scan.CONDITIONS) * TIMES):
        want, have, marked, unread, how = trip(seed, tmp_path)
        printed += want.total()
        missing += (want - have).total()
        wrong = have - want
        unmarked += [f"{seed} ({how}): {fact}" for fact in (wrong - marked).elements()]
        lost = (want - have).total() - wrong.total() - unread
        if lost > 0 and not marked:
            unmarked.append(f"{seed} ({how}): {lost} figures missing, and nothing is marked: {want - have}")
    assert printed > 50
    assert (printed - missing) / printed >= RIGHT, f"{missing} of {printed} figures not read as printed"
    assert unmarked == []


def test_sealed_slanted_form_of_an_office_gives_its_figures(tmp_path: Path) -> None:
    # grey and unevenly lit paper, a red seal across the header and the figures, thin broken lines, a dark edge, saved small
    form = office_scan.scanned_form(office_scan.Layout("jiangsu-budget-2024", 2), tmp_path)
    assert form.wear.sealed
    assert form.wear.edged
    stated = StatedHead(form.report.agency, form.report.year, form.report.kind)
    found = interpret(read_pdf(Path("scan.pdf"), form.data), stated=stated).statements
    want, have = Counter(printed_facts(form.printed.figures())), Counter(read_facts(found))
    assert want.total() > 40
    assert want - have == Counter()
    assert have - want == Counter()
