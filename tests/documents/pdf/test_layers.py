"""Text on a layer that is off when the file is opened is seen by nobody; text laid over or under the picture of a page is that of a scanning program."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from etl.documents.model import Document
from etl.documents.pdf import read_pdf
from etl.documents.scans import picture_pages
from tests.documents.pdf.maker import FONT, Sheets

AMOUNT = "99999.99"


def raw(content: str, *, properties: str, default: str, extra: str = "", resources: str = "") -> bytes:
    """A PDF of one page with two layers, 8 and 9, written by hand; `extra` holds further objects from 10 on."""
    stream = f"BT /F1 12 Tf 60 700 Td (Total12.00) Tj ET\n{content}"
    objects = [
        f"1 0 obj <</Type /Catalog /Pages 2 0 R /OCProperties <</OCGs [8 0 R 9 0 R] /D <<{default}>>>>>> endobj",
        "2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj",
        "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        f"/Resources <</Font <</F1 5 0 R>> /Properties <<{properties}>> {resources}>>>> endobj",
        f"4 0 obj <</Length {len(stream)}>> stream\n{stream}\nendstream endobj",
        "5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>> endobj",
        "8 0 obj <</Type /OCG /Name (draft)>> endobj",
        "9 0 obj <</Type /OCG /Name (print)>> endobj",
        extra,
    ]
    return ("%PDF-1.5\n" + "\n".join(objects) + "\ntrailer <</Root 1 0 R /Size 20>>\n%%EOF\n").encode("latin-1")


def text(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


MARKED = f"/OC /L BDC BT /F1 12 Tf 60 600 Td ({AMOUNT}) Tj ET EMC"
STORED = "/X Do"
FORM = f"BT /F1 12 Tf 60 600 Td ({AMOUNT}) Tj ET"
STORED_FORM = (
    f"10 0 obj <</Type /XObject /Subtype /Form /BBox [0 0 595 842] /OC 8 0 R /Resources <</Font <</F1 5 0 R>>>> /Length {len(FORM)}>> "
    f"stream\n{FORM}\nendstream endobj"
)
GROUP = "10 0 obj <</Type /OCMD /OCGs [8 0 R 9 0 R]>> endobj"


@pytest.mark.parametrize(
    "data",
    [
        raw(MARKED, properties="/L 8 0 R", default="/OFF [8 0 R]"),
        raw(MARKED, properties="/L 8 0 R", default="/BaseState /OFF /ON [9 0 R]"),
        raw(MARKED, properties="/L 10 0 R", default="/OFF [8 0 R 9 0 R]", extra=GROUP),
        raw(STORED, properties="", default="/OFF [8 0 R]", extra=STORED_FORM, resources="/XObject <</X 10 0 R>>"),
        raw(f"/Span BMC {MARKED} EMC", properties="/L 8 0 R", default="/OFF [8 0 R]"),
    ],
)
def test_text_on_a_layer_that_is_off_is_no_data_and_is_told(data: bytes) -> None:
    document = read_pdf(Path("report.pdf"), data)
    assert text(document) == "Total12.00"
    assert [one for one in document.warnings if "invisible" in one and AMOUNT in one]


@pytest.mark.parametrize(
    "data",
    [
        raw(MARKED, properties="/L 9 0 R", default="/OFF [8 0 R]"),
        raw(MARKED, properties="/L 9 0 R", default="/BaseState /OFF /ON [9 0 R]"),
        raw(MARKED, properties="/L 10 0 R", default="/OFF [8 0 R]", extra=GROUP),
        raw(STORED, properties="", default="/OFF [9 0 R]", extra=STORED_FORM, resources="/XObject <</X 10 0 R>>"),
        raw(f"{MARKED.replace(AMOUNT, '7')} {FORM}", properties="/L 8 0 R", default="/OFF [8 0 R]"),
    ],
)
def test_text_on_a_layer_that_is_on_is_read(data: bytes) -> None:
    assert AMOUNT in text(read_pdf(Path("report.pdf"), data))


@pytest.mark.parametrize("order", ["over", "under"])
def test_without_ocr_a_scan_is_read_from_the_text_laid_over_or_under_it(
    order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_pages, "available", lambda: False)
    sheets = Sheets()

    def picture() -> None:
        sheets.canvas.drawImage(
            ImageReader(Image.new("RGB", (60, 84), (255, 255, 255))), 0, 0, sheets.width, sheets.height
        )

    if order == "over":
        picture()
    line = sheets.canvas.beginText(60, 700)
    line.setFont(FONT, 12)
    line.setTextRenderMode(3 if order == "over" else 0)
    line.textOut(f"本年支出合计{AMOUNT}万元")
    sheets.canvas.drawText(line)
    if order == "under":
        picture()
    document = sheets.read()
    assert AMOUNT in text(document)
    assert any("scanning program" in one for one in document.warnings)
    assert not any("invisible" in one for one in document.warnings)
