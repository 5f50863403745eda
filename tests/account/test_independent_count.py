"""The account's total equals a count of digit runs by another program of the format, for every document: no number is silent."""

from __future__ import annotations

import html.parser
import itertools
import os
import re
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pdfplumber
import pytest
import xlrd

from etl.account import take_account
from etl.pipeline import read_report
from samples.maker.layout import family_names
from samples.maker.roundtrip import make_trip
from tests.pipeline.acceptance import REPORTS

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))
PUBLISHED = sorted(REPORTS.glob("*.txt")) if REPORTS is not None and REPORTS.is_dir() else []
PUBLISHED_PDF = sorted(REPORTS.glob("*.pdf")) if REPORTS is not None and REPORTS.is_dir() else []
_RUN = re.compile(r"\d+")
_TEXT_CODE = re.compile(r"<(?:\w+:)?TextCode[^>]*>([^<]*)<")


def runs(text: str) -> int:
    return len(_RUN.findall(text))


def of_text(path: Path) -> int:
    """Digit runs of a text file, tags of HTML tables in it aside."""
    return runs(re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8")))


class _Shown(html.parser.HTMLParser):
    """The text of a page's body, each piece apart."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in {"title", "style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"title", "style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def of_html(path: Path) -> int:
    page = _Shown()
    page.feed(path.read_text(encoding="utf-8"))
    return sum(map(runs, page.pieces))


def of_xlsx(path: Path) -> int:
    book = openpyxl.load_workbook(path, data_only=True)
    return sum(
        runs(shown(cell.value, cell.number_format)) for sheet in book for row in sheet.iter_rows() for cell in row
    )


def of_xls(path: Path) -> int:
    """By xlrd."""
    book = xlrd.open_workbook(str(path), formatting_info=True)

    def form(cell: Any) -> str:
        return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)

    cells = (cell for sheet in book.sheets() for row in sheet.get_rows() for cell in row if cell.ctype)
    return sum(runs(shown(cell.value, form(cell))) for cell in cells)


def shown(value: object, form: str) -> str:
    """What a cell shows by its number format: decimals, thousands, percent."""
    if value is None or not isinstance(value, int | float):
        return str(value or "")
    form = form.split(";")[0]
    if form.casefold() in {"general", "@"}:
        return str(int(value) if value == int(value) else value)
    decimals = re.search(r"0\.(0+)", form)
    number = Decimal(repr(value)) * (100 if "%" in form else 1)
    return format(number, f"{',' if ',' in form else ''}.{len(decimals[1]) if decimals else 0}f")


def of_ofd(path: Path) -> Counter[str]:
    """The digits of an OFD file, by its own XML."""
    with zipfile.ZipFile(path) as package:
        pages = [package.read(name).decode() for name in package.namelist() if name.endswith("Content.xml")]
    return Counter(d for page in pages for code in _TEXT_CODE.findall(page) for d in code if d.isdecimal())


def of_docx(path: Path) -> int:
    document = docx.Document(str(path))
    cells = {cell._tc: cell.text for table in document.tables for row in table.rows for cell in row.cells}
    return sum(runs(p.text) for p in document.paragraphs) + sum(map(runs, cells.values()))


COUNTS = {"txt": of_text, "html": of_html, "docx": of_docx, "xlsx": of_xlsx, "xls": of_xls}
"""Suffix → a count of the digit runs of such a file."""


def accounted(path: Path) -> int:
    return read_report(path).account.runs


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_every_number_of_a_sample_has_a_state(path: Path) -> None:
    assert accounted(path) == of_text(path)


@pytest.mark.reports
@pytest.mark.skipif(not PUBLISHED, reason="GONGKAI_REPORTS names no folder of reports")
@pytest.mark.parametrize("path", PUBLISHED, ids=[path.stem for path in PUBLISHED])
def test_every_number_of_a_published_report_has_a_state(path: Path) -> None:
    report = read_report(path)
    assert report.account.runs == of_text(path)
    stated = Counter(number.state for number in report.narrative.numbers)
    assert report.account.by_state["disclosure"] + report.account.by_state["doubtful"] >= stated["disclosure"]
    assert report.account.by_state["figure"] == sum(len(s.figures) for s in report.interpretation.statements)


def _of_each() -> list[tuple[str, str]]:
    """Every layout and every format, each layout in one format; all pairs where `GONGKAI_FUZZ` asks for more."""
    formats = itertools.cycle(COUNTS)
    if "GONGKAI_FUZZ" in os.environ:
        return list(itertools.product(family_names(), COUNTS))
    return [(family, next(formats)) for family in family_names()]


@pytest.mark.parametrize(("family", "suffix"), _of_each())
def test_every_number_has_a_state_in_each_format(family: str, suffix: str, tmp_path: Path) -> None:
    path = make_trip(7, tmp_path, family=family, suffix=suffix).path
    assert accounted(path) == COUNTS[suffix](path)


def test_every_number_of_a_workbook_has_a_state(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["青山市地名馆2024年度部门决算"],
        ["支出决算表"],
        ["单位：万元"],
        ["科目编码", "科目名称", "合计", "基本支出"],
        ["", "合计", "1,234.50", "1,234.50"],
        ["206", "科学技术支出", "1,234.50", "1,234.50"],
        ["注：12345 热线支出 3 万元"],
    ):
        sheet.append(row)
    book.save(tmp_path / "report.xlsx")
    assert accounted(tmp_path / "report.xlsx") == of_xlsx(tmp_path / "report.xlsx")


def digits_of_pdf(path: Path) -> tuple[Counter[str], Counter[str]]:
    """(all digits printed, those at the head and foot of pages), by pdfplumber."""
    with pdfplumber.open(path) as pdf:
        printed = [(char, page.height) for page in pdf.pages for char in page.chars if char["text"].isdecimal()]
    edges = Counter(char["text"] for char, height in printed if not 0.09 < char["top"] / height < 0.91)
    return Counter(char["text"] for char, _ in printed), edges


def assert_whole(path: Path) -> None:
    """Page numbers and running heads are furniture, which the reader leaves out. Digits are counted one by one: cells break numbers over lines."""
    report = read_report(path)
    read = [p.text for p in report.document.paragraphs] + [c for t in report.document.tables for r in t.rows for c in r]
    printed, edges = digits_of_pdf(path)
    assert not (printed - Counter(d for text in read for d in text if d.isdecimal())) - edges
    assert report.account.runs == sum(map(runs, read))


@pytest.mark.parametrize("family", family_names()[:3])
def test_every_number_of_a_pdf_is_accounted_but_those_at_the_edges_of_its_pages(family: str, tmp_path: Path) -> None:
    assert_whole(make_trip(7, tmp_path, family=family, suffix="pdf").path)


def test_every_number_of_an_ofd_is_accounted_but_those_at_the_edges_of_its_pages(tmp_path: Path) -> None:
    """What the same report as a PDF has at the edges of its pages, the OFD has there too."""
    trips = [make_trip(7, tmp_path, family=family_names()[1], suffix=suffix, defects=[]) for suffix in ("ofd", "pdf")]
    report = read_report(trips[0].path)
    read = [p.text for p in report.document.paragraphs] + [c for t in report.document.tables for r in t.rows for c in r]
    missing = of_ofd(trips[0].path) - Counter(d for text in read for d in text if d.isdecimal())
    assert not missing - digits_of_pdf(trips[1].path)[1]
    assert report.account.runs == sum(map(runs, read))


@pytest.mark.reports
@pytest.mark.skipif(not PUBLISHED_PDF, reason="GONGKAI_REPORTS names no folder of reports")
@pytest.mark.parametrize("path", PUBLISHED_PDF, ids=[path.stem for path in PUBLISHED_PDF])
def test_every_number_of_a_published_pdf_is_accounted(path: Path) -> None:
    assert_whole(path)


def test_an_account_without_one_step_s_numbers_is_not_whole() -> None:
    """What the count above would see: numbers of a table that no step took."""
    report = read_report(SAMPLES[0])
    none = type(report.document)(**{**_fields(report.document), "blocks": report.document.blocks[:-3]})
    account = take_account(none, report.interpretation, report.narrative, report.performance)
    assert account.runs < of_text(SAMPLES[0])


def _fields(document: object) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.__slots__}  # type: ignore[attr-defined]
