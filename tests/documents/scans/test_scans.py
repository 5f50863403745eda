"""Pages that are pictures: drawn here as a scanner would give them."""

from __future__ import annotations

import functools
import io
import os
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from etl.documents.model import Document, Span, Table
from etl.documents.pdf import read_pdf
from etl.documents.picture import read_picture
from etl.documents.scans import picture_pages
from etl.errors import DocumentError

_FIGURES = [
    ["Item", "Amount", ""],
    ["", "Basic", "Project"],
    ["208", "1,234.56", "0.00"],
    ["20805", "98.70", "5"],
    ["2080501", "-12.30", "7654321.09"],
]
_LEFT, _TOP, _WIDTH, _HEIGHT = 200, 300, 380, 70


def _page() -> Image.Image:
    """An A4 page at 200 dpi with a form whose header merges two rows of the first and two columns of the first row."""
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(32)
    draw.text((_LEFT, 200), "Form of expenditure, unit: 10000 yuan", fill=0, font=font)
    for row in range(len(_FIGURES) + 1):
        y = _TOP + row * _HEIGHT
        start = _LEFT + _WIDTH if row == 1 else _LEFT
        draw.line((start, y, _LEFT + 3 * _WIDTH, y), fill=0, width=3)
    for column in range(4):
        x = _LEFT + column * _WIDTH
        top = _TOP + _HEIGHT if column == 2 else _TOP
        draw.line((x, top, x, _TOP + len(_FIGURES) * _HEIGHT), fill=0, width=3)
    for r, row in enumerate(_FIGURES):
        for c, text in enumerate(row):
            draw.text((_LEFT + c * _WIDTH + 40, _TOP + r * _HEIGHT + 16), text, fill=0, font=font)
    return image


def _bytes(image: Image.Image, kind: str = "PNG") -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, resolution=200.0) if kind == "PDF" else image.save(stream, kind, dpi=(200, 200))
    return stream.getvalue()


@functools.cache
def _read_upright() -> Document:
    return read_picture(Path("scan.png"), _bytes(_page()))


def _only_table(document: Document) -> Table:
    (table,) = document.tables
    return table


@pytest.fixture(scope="module")
def _ocr() -> None:
    if not picture_pages.available():
        pytest.skip("the extra ocr isn't installed")


@pytest.mark.usefixtures("_ocr")
class TestRecognised:
    def test_figures_of_a_scanned_form_stand_in_their_cells(self) -> None:
        table = _only_table(read_pdf(Path("scan.pdf"), _bytes(_page(), "PDF")))
        assert [list(row) for row in table.rows] == _FIGURES

    def test_merged_header_cells_of_a_scan_are_spans(self) -> None:
        table = _only_table(_read_upright())
        assert set(table.spans) == {Span(0, 0, 2, 1), Span(0, 1, 1, 2)}

    def test_every_recognised_cell_has_a_confidence_and_an_empty_one_has_none(self) -> None:
        table = _only_table(_read_upright())
        assert table.confidence is not None
        for texts, scores in zip(table.rows, table.confidence, strict=True):
            for text, score in zip(texts, scores, strict=True):
                assert (score is not None and 0.5 < score <= 1) if text else score is None

    @pytest.mark.parametrize("angle", [-1.3, 0.7])
    def test_page_laid_askew_on_the_scanner_is_read_level(self, angle: float) -> None:
        askew = _page().rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
        table = _only_table(read_picture(Path("scan.png"), _bytes(askew)))
        assert [list(row) for row in table.rows] == _FIGURES

    @pytest.mark.parametrize("angle", [90, 180, 270])
    def test_page_scanned_sideways_or_upside_down_is_turned(self, angle: int) -> None:
        table = _only_table(read_picture(Path("scan.png"), _bytes(_page().rotate(angle, expand=True))))
        assert [list(row) for row in table.rows] == _FIGURES

    def test_boxes_of_a_sideways_scan_are_on_the_page_as_it_lies(self) -> None:
        # turned counter-clockwise by a quarter, the form's first column lies at the foot of a landscape page
        table = _only_table(read_picture(Path("scan.png"), _bytes(_page().rotate(90, expand=True))))
        assert table.boxes is not None
        box = table.boxes[2][0]
        assert box is not None
        assert box.left == pytest.approx((_TOP + 2 * _HEIGHT) * 0.36, abs=2)
        assert box.bottom == pytest.approx((1654 - _LEFT) * 0.36, abs=2)

    def test_text_outside_the_lines_is_a_paragraph(self) -> None:
        document = _read_upright()
        assert [p.text.replace(" ", "") for p in document.paragraphs] == ["Formofexpenditure,unit:10000yuan"]

    def test_warning_says_that_the_page_was_recognised(self) -> None:
        document = read_pdf(Path("scan.pdf"), _bytes(_page(), "PDF"))
        assert any("page 1" in warning and "OCR" in warning for warning in document.warnings)

    def test_blank_picture_is_refused(self) -> None:
        with pytest.raises(DocumentError, match="no text was recognised"):
            read_picture(Path("blank.png"), _bytes(Image.new("L", (800, 1100), 255)))


def test_truncated_picture_is_refused_in_words() -> None:
    with pytest.raises(DocumentError, match=r"cut\.png"):
        read_picture(Path("cut.png"), _bytes(_page())[:400])


def test_scan_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_pages, "available", lambda: False)
    with pytest.raises(DocumentError, match=r"gongkai\[ocr\]"):
        read_pdf(Path("scan.pdf"), _bytes(_page(), "PDF"))


@pytest.mark.reports
@pytest.mark.usefixtures("_ocr")
def test_printed_report_scanned_gives_the_figures_of_its_text() -> None:
    folder = os.environ.get("GONGKAI_REPORTS")
    if not folder:
        pytest.skip("GONGKAI_REPORTS is not set")
    from etl.documents.scans.recognise_text import scan
    from etl.documents.scans.render import rendered

    paths = sorted(Path(folder).glob("*.pdf"))
    if not paths:
        pytest.skip("no PDF among the reports")
    data = paths[0].read_bytes()
    printed = read_pdf(paths[0], data)
    page = max(printed.tables, key=lambda table: len(table.rows)).page or 1
    want = {text for t in printed.tables if t.page == page for row in t.rows for text in row if _is_amount(text)}
    found = scan(rendered(data, page - 1), page)
    from etl.documents.pdf.pages import scanned_page

    have = {text for table in scanned_page(found).tables for row in table.rows for text in row}
    assert want <= have


def _is_amount(text: str) -> bool:
    try:
        Decimal(text.replace(",", ""))
    except ArithmeticError:
        return False
    return "." in text
