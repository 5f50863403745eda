"""What the child that reads a file hands over is what it found: every kind of what a page draws, and every way not to read it."""

from __future__ import annotations

import pytest
from PIL import Image as Picture
from reportlab.lib.utils import ImageReader

from etl.documents.page.drawn import Bar, Drawn, Image, Item, Run, Shading, Shape
from etl.documents.pdf.engine import Limits, Pages
from etl.documents.pdf.pdfium import PdfiumDocument
from tests.documents.pdf.maker import LEFT, TOP, Sheets


def page_of_all_kinds() -> bytes:
    sheets = Sheets()
    canvas = sheets.canvas
    canvas.linearGradient(300, 100, 400, 100, ("#ffffff", "#cccccc"))
    canvas.drawImage(ImageReader(Picture.new("RGB", (8, 8))), LEFT, 200, 40, 40)
    canvas.setFillColorRGB(0.2, 0.4, 0.6)
    sheets.box(LEFT, TOP + 60, LEFT + 200, TOP + 60.6, fill=True, stroke=False)
    sheets.box(LEFT, TOP + 80, LEFT + 200, TOP + 120, fill=True)
    canvas.circle(300, 300, 20)
    sheets.words()
    return sheets.data()


def kinds(items: list[Item]) -> list[type]:
    return [type(item) for item in items]


def test_page_is_handed_over_as_it_was_drawn() -> None:
    data = page_of_all_kinds()
    drawn = PdfiumDocument(data).page(0)
    assert set(kinds(drawn.items)) == {Run, Shape, Bar, Image, Shading}
    with Pages(data, Limits(20.0, 20.0, 10)) as pages:
        (handed_over,) = pages
    assert isinstance(handed_over, Drawn)
    assert handed_over == drawn
    assert kinds(handed_over.items) == kinds(drawn.items)


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b""])
def test_file_that_is_none_is_told_with_its_reason(data: bytes) -> None:
    with Pages(data, Limits(20.0, 20.0, 10)) as pages:
        assert list(pages) == []
        assert "no pages are found" in pages.opened.reason  # type: ignore[union-attr]
