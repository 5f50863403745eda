"""Draws small PDFs for the tests of the reader: text and lines where a test wants them, in points from the top left."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from etl.documents.model import Document
from etl.documents.pdf import read_pdf

FONT = "STSong-Light"
LEFT, TOP = 60.0, 120.0
WIDTHS = (70.0, 160.0, 90.0, 90.0)
ROW = 20.0
FORM = (
    ("科目编码", "科目名称", "合计", "财政拨款"),
    ("208", "社会保障和就业支出", "80.50", "79.00"),
    ("20805", "行政事业单位养老支出", "1.50", ""),
)


class Sheets:
    """A PDF that is being drawn."""

    def __init__(self, size: tuple[float, float] = A4, **options: object) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.buffer = io.BytesIO()
        self.width, self.height = size
        self.canvas = Canvas(self.buffer, pagesize=size, invariant=1, **options)

    def text(self, x: float, top: float, text: str, size: float = 9) -> None:
        """A piece of text whose line begins `top` points below the upper edge."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.height - top - size * 0.88, text)

    def right(self, x: float, top: float, text: str, size: float = 9) -> None:
        """Text that ends at x."""
        self.text(x - pdfmetrics.stringWidth(text, FONT, size), top, text, size)

    def across(self, top: float, x0: float, x1: float) -> None:
        """A horizontal line."""
        self.canvas.line(x0, self.height - top, x1, self.height - top)

    def down(self, x: float, top: float, bottom: float) -> None:
        """A vertical line."""
        self.canvas.line(x, self.height - top, x, self.height - bottom)

    def box(self, x0: float, top: float, x1: float, bottom: float, *, fill: bool = False, stroke: bool = True) -> None:
        """A rectangle."""
        self.canvas.rect(x0, self.height - bottom, x1 - x0, bottom - top, fill=int(fill), stroke=int(stroke))

    def words(
        self,
        rows: Sequence[Sequence[str]] = FORM,
        *,
        left: float = LEFT,
        top: float = TOP,
        widths: Sequence[float] = WIDTHS,
        row: float = ROW,
    ) -> None:
        """The text of a form: names on the left of their cells, numbers on the right. "\\n" breaks a line in a cell."""
        for r, texts in enumerate(rows):
            x = left
            for text, width in zip(texts, widths, strict=True):
                for k, line in enumerate(text.split("\n")):
                    y = top + r * row + 5 + k * 10
                    if line[:1].isdigit() and "." in line:
                        self.right(x + width - 4, y, line)
                    elif line:
                        self.text(x + 4, y, line)
                x += width

    def rules(
        self,
        rows: int = len(FORM),
        *,
        left: float = LEFT,
        top: float = TOP,
        widths: Sequence[float] = WIDTHS,
        row: float = ROW,
        without: Collection[str] = (),
        line: Callable[..., None] | None = None,
    ) -> None:
        """The lines of a form; `without` any of left, right, top, bottom, columns, rows."""
        right, bottom = left + sum(widths), top + rows * row
        edges = [left + sum(widths[:i]) for i in range(len(widths) + 1)]
        draw_across, draw_down = self.across, self.down
        for i in range(rows + 1):
            name = "top" if i == 0 else "bottom" if i == rows else "rows"
            if name not in without:
                draw_across(top + i * row, left, right)
        for i, x in enumerate(edges):
            name = "left" if i == 0 else "right" if i == len(widths) else "columns"
            if name not in without:
                draw_down(x, top, bottom)

    def page(self) -> None:
        """Begin a new page."""
        self.canvas.showPage()

    def data(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self.buffer.getvalue()

    def read(self) -> Document:
        """The file as read."""
        return read_pdf(Path("report.pdf"), self.data())


def compact(document: Document, index: int = 0) -> list[list[str]]:
    """The text of a table."""
    return [list(row) for row in document.tables[index].rows]


def rows(form: Sequence[Sequence[str]] = FORM) -> list[list[str]]:
    """A form as lists."""
    return [list(row) for row in form]
