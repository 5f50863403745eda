"""A page is drawn as it was read: boxes lie on their cells, however the page is turned or cropped, in scans too."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4

from etl.documents.model import Box
from etl.documents.pdf import read_pdf
from etl.errors import DocumentError
from etl.evidence.marked_page import DPI, marked_page
from tests.documents.pdf.maker import FORM, Sheets


def inked(png: bytes, box: Box, zoom: float) -> bool:
    """Whether there is ink inside a box, its ruling lines and the frame of the mark left out."""
    image = Image.open(io.BytesIO(png)).convert("L")
    inside = tuple(
        round(edge) for edge in (box.left * zoom + 5, box.top * zoom + 5, box.right * zoom - 5, box.bottom * zoom - 5)
    )
    return image.crop(inside).getextrema()[0] < 100  # type: ignore[arg-type, operator]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_boxes_are_where_the_page_shows_their_cells(turned: int, cropped: bool) -> None:
    width, height = A4
    # reportlab takes the size of a page as displayed, and what is drawn on it as printed
    sheets = Sheets((width, height) if turned in (0, 180) else (height, width))
    if cropped:
        sheets.canvas.setCropBox((30, sheets.height - 300, 500, sheets.height - 50))
    sheets.canvas.setPageRotation(turned)
    sheets.rules()
    sheets.words()
    data = sheets.data()
    table = read_pdf(Path("report.pdf"), data).tables[0]
    assert table.boxes is not None
    page = marked_page(data, "pdf", 1, None, place="report.pdf")
    seen = []
    for row, boxes in zip(table.rows, table.boxes, strict=True):
        for text, box in zip(row, boxes, strict=True):
            assert box is not None
            assert inked(page, box, DPI / 72) == bool(text), text
            seen.append(text)
    assert sorted(seen) == sorted(text for row in FORM for text in row)


def test_page_of_an_image_file_is_drawn_as_it_was_read() -> None:
    pages = [Image.new("L", (1654, 2339), "white") for _ in range(2)]
    pages[1].paste(0, (400, 600, 420, 620))
    output = io.BytesIO()
    pages[0].save(output, "TIFF", save_all=True, append_images=pages[1:], dpi=(200, 200))
    points = 72 / 200
    box = Box(390 * points, 590 * points, 430 * points, 630 * points)
    assert inked(marked_page(output.getvalue(), "image", 2, box, place="scan.tif"), box, 1 / points)
    assert not inked(marked_page(output.getvalue(), "image", 1, box, place="scan.tif"), box, 1 / points)


def test_page_that_is_not_there_is_an_error_with_the_file() -> None:
    sheets = Sheets()
    sheets.text(100, 100, "收入决算表")
    with pytest.raises(DocumentError, match=r"report\.pdf: no page 2"):
        marked_page(sheets.data(), "pdf", 2, None, place="report.pdf")
    with pytest.raises(DocumentError, match=r"report\.pdf: page 1 can't be drawn"):
        marked_page(b"no PDF", "pdf", 1, None, place="report.pdf")
