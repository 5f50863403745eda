"""Opens a PDF and parses its pages into sheets: glyphs, ruling lines, pictures. Knows nothing of tables."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from etl.documents.page.geometry import Area, Glyph, Rule, Sheet
from etl.documents.pdf import guard

MAX_GLYPHS = 60_000
MAX_SEGMENTS = 80_000
MAX_OBJECTS = 20_000
"""Bounds of a page: the densest form has some 8,000 characters and 2,000 ruling lines, a seal some 20,000 segments."""
_THIN = 3.0
"""A filled rectangle no thicker than this (points) is a ruling line."""
_PALE = 0.6
_INVISIBLE = 3
"""The text rendering mode of the hidden text that scanning programs lay over a picture."""
_LOWEST, _USUAL = -0.5, -0.12
"""Descender of a font as a share of its size: no lower than the first; Chinese fonts have the second."""
_SLANT = 6.0
"""Text turned from a right angle by more than this (degrees) is slanted: a watermark or a stamp."""


class TooDenseError(Exception):
    """A page holds more than any printed page."""


class IncompleteError(Exception):
    """Something drawn on a page can't be unpacked whole: figures would be missing."""


class Pdf:
    """An open PDF. Its pages are parsed one at a time, so that memory doesn't grow with their number."""

    def __init__(self, data: bytes) -> None:
        """Open it with the empty user password. What a damaged file raises is the parser's affair."""
        self._document = PDFDocument(PDFParser(io.BytesIO(data)), password="")
        self._resources = PDFResourceManager()

    def pages(self, limit: int) -> list[PDFPage]:
        """The pages, at most `limit` of them."""
        return list(islice(PDFPage.create_pages(self._document), limit))

    def sheet(self, page: PDFPage, number: int) -> Sheet:
        """Parse a page. Raises TooDenseError, IncompleteError."""
        device = _Device(self._resources, number)
        _Interpreter(self._resources, device).process_page(page)
        return device.sheet


class _Interpreter(PDFPageInterpreter):
    """Counts forms within forms: nested ones can draw without end in a small file."""

    device: _Device

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        self.device.count_object()
        super().do_Do(xobjid_arg)

    def execute(self, streams: Sequence[object]) -> None:
        before = guard.damaged
        for stream in streams:
            if isinstance(found := resolve1(stream), PDFStream):
                found.get_data()
        if guard.damaged > before:
            raise IncompleteError("a part of it can't be unpacked whole")
        super().execute(streams)


class _Device(PDFLayoutAnalyzer):
    """Collects what is drawn on a page."""

    sheet: Sheet

    def __init__(self, resources: PDFResourceManager, number: int) -> None:
        super().__init__(resources, pageno=number, laparams=None)
        self._number = number
        self._run = 0
        self._is_hidden = False
        self._objects = self._glyphs = self._segments = 0
        self._figures: list[Area] = []
        self._left = self._top = 0.0

    def count_object(self) -> None:
        """Count a stored object that is drawn. Raises TooDenseError."""
        self._objects += 1
        if self._objects > MAX_OBJECTS:
            raise TooDenseError(f"more than {MAX_OBJECTS} drawn objects")

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        c0, d0, c1, d1 = apply_matrix_rect(ctm, page.cropbox)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        c0, c1 = max(min(c0, c1), x0), min(max(c0, c1), x1)
        d0, d1 = max(min(d0, d1), y0), min(max(d0, d1), y1)
        if c1 - c0 < 10 or d1 - d0 < 10:
            c0, c1, d0, d1 = x0, x1, y0, y1
        # The page that a viewer shows is the crop box; its upper left corner is the origin.
        self._left, self._top = c0, d1
        self.sheet = Sheet(self._number, c1 - c0, d1 - d0)

    def end_page(self, page: PDFPage) -> None:
        return

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        x, y, width, height = bbox
        corners = [
            apply_matrix_pt(self.ctm, apply_matrix_pt(matrix, point))
            for point in ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
        ]
        self._figures.append(self._area(corners))

    def end_figure(self, name: str) -> None:
        self._figures.pop()

    def render_image(self, name: str, stream: Any) -> None:
        area = self._figures[-1] if self._figures else None
        if area is None:
            return
        if min(area.x1 - area.x0, area.bottom - area.top) <= _THIN:
            self._rectangle(area, stroked=False, light=False)
        else:
            self.sheet.pictures.append(area)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._run += 1
        self._is_hidden = textstate.render == _INVISIBLE
        font = textstate.font
        if not (_LOWEST <= font.get_descent() <= 0) and not isinstance(font, PDFType3Font):
            # A descender that no font has would put the text into the row above or below.
            font.descent = _USUAL / (font.vscale or 1)
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = f"(cid:{cid})"
        item = LTChar(
            matrix, font, fontsize, scaling, rise, text, font.char_width(cid), font.char_disp(cid), ncs, graphicstate
        )
        self._glyphs += 1
        if self._glyphs > MAX_GLYPHS:
            raise TooDenseError(f"more than {MAX_GLYPHS} characters")
        if text and not text.isspace():
            sheet = self.sheet
            sheet.hidden += self._is_hidden
            x0, top = item.x0 - self._left, self._top - item.y1
            x1, bottom = item.x1 - self._left, self._top - item.y0
            if -1 <= (x0 + x1) / 2 <= sheet.width + 1 and -1 <= (top + bottom) / 2 <= sheet.height + 1:
                angle = _angle(matrix)
                size = item.width if angle in (90, 270) else item.height
                sheet.glyphs.append(
                    Glyph(
                        text,
                        x0,
                        top,
                        x1,
                        bottom,
                        size,
                        angle,
                        self._run,
                        _lightness(graphicstate.ncolor, graphicstate.ncs) > _PALE,
                    )
                )
        return float(item.adv)

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        if not (stroke or fill):
            return
        self._segments += len(path)
        self.sheet.segments = self._segments
        if self._segments > MAX_SEGMENTS:
            self.sheet.is_overdrawn = True
            return
        colour = (gstate.scolor, gstate.scs) if stroke else (gstate.ncolor, gstate.ncs)
        light = _lightness(*colour) > 0.97
        for points, straight in self._subpaths(path):
            box = _rectangle(points) if straight else None
            if box is not None:
                self._rectangle(box, stroked=stroke, light=light)
            elif stroke:
                for (ax, ay), (bx, by) in pairwise(points):
                    self._stroke(ax, ay, bx, by, light)

    def _subpaths(self, path: Sequence[Any]) -> Iterator[tuple[list[tuple[float, float]], bool]]:
        """The parts of a path as points on the sheet, and whether all its segments are straight."""
        points: list[tuple[float, float]] = []
        straight = True
        for segment in path:
            operator, operands = segment[0], segment[1:]
            if operator == "m":
                if len(points) > 1:
                    yield points, straight
                points, straight = [self._point(operands)], True
            elif operator == "h":
                if points:
                    points.append(points[0])
            elif operator == "l":
                points.append(self._point(operands))
            elif points:
                # A rounded corner: the straight parts of the frame before and after it count as lines.
                yield points, False
                points, straight = [self._point(operands[-2:])], False
        if len(points) > 1:
            yield points, straight

    def _point(self, operands: Sequence[Any]) -> tuple[float, float]:
        x, y = apply_matrix_pt(self.ctm, (float(operands[0]), float(operands[1])))
        return x - self._left, self._top - y

    def _area(self, corners: Sequence[tuple[float, float]]) -> Area:
        xs = [x - self._left for x, _ in corners]
        ys = [self._top - y for _, y in corners]
        return Area(min(xs), min(ys), max(xs), max(ys))

    def _stroke(self, ax: float, ay: float, bx: float, by: float, light: bool) -> None:
        if abs(ay - by) <= 1.0 and abs(ax - bx) > abs(ay - by):
            self.sheet.rules.append(Rule(True, (ay + by) / 2, min(ax, bx), max(ax, bx), light))
        elif abs(ax - bx) <= 1.0 and abs(ay - by) > abs(ax - bx):
            self.sheet.rules.append(Rule(False, (ax + bx) / 2, min(ay, by), max(ay, by), light))

    def _rectangle(self, box: Area, *, stroked: bool, light: bool) -> None:
        """A rectangle as ruling lines: a thin one is a line, a stroked one four, a coloured fill four weak ones."""
        width, height = box.x1 - box.x0, box.bottom - box.top
        rules = self.sheet.rules
        if width <= _THIN or height <= _THIN:
            if width >= height:
                rules.append(Rule(True, (box.top + box.bottom) / 2, box.x0, box.x1, light))
            if height >= width:
                rules.append(Rule(False, (box.x0 + box.x1) / 2, box.top, box.bottom, light))
            return
        if light and not stroked:
            return
        weak = light or not stroked
        rules.append(Rule(True, box.top, box.x0, box.x1, weak))
        rules.append(Rule(True, box.bottom, box.x0, box.x1, weak))
        rules.append(Rule(False, box.x0, box.top, box.bottom, weak))
        rules.append(Rule(False, box.x1, box.top, box.bottom, weak))


def _rectangle(points: Sequence[tuple[float, float]]) -> Area | None:
    """The rectangle that a closed path of four straight sides draws, None if it is another shape."""
    corners = points[:-1] if len(points) == 5 and _near(points[0], points[4]) else points
    if len(corners) != 4:
        return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if all(min(abs(x - x0), abs(x - x1)) < 0.6 and min(abs(y - top), abs(y - bottom)) < 0.6 for x, y in corners):
        return Area(x0, top, x1, bottom)
    return None


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) < 0.6 and abs(one[1] - other[1]) < 0.6


def _angle(matrix: Sequence[float]) -> int:
    """The direction of the baseline: 0, 90, 180, 270, or -1 where it is none of them."""
    a, b = matrix[0], matrix[1]
    if b == 0 and a > 0:
        return 0
    degrees = math.degrees(math.atan2(b, a)) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= _SLANT else -1


def _lightness(colour: Any, space: Any) -> float:
    """How light a colour is, from 0 (black) to 1 (white); a pattern and a spot colour count as black."""
    if getattr(space, "name", "") in ("Separation", "DeviceN", "Pattern", "Indexed"):
        return 0.0
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return 0.0
    match [float(part) for part in parts]:
        case [grey]:
            return grey
        case [red, green, blue]:
            return min(red, green, blue)
        case [cyan, magenta, yellow, black]:
            return (1 - max(cyan, magenta, yellow)) * (1 - black)
        case _:
            return 0.0
