"""Opens a PDF and parses its pages into sheets: glyphs, ruling lines, pictures. Knows nothing of tables."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from etl.documents.page.geometry import Area, Glyph, Rule, Sheet
from etl.documents.pdf import guard
from etl.documents.pdf.graphics import GraphicsState, hidden_layers, is_off, rgb, with_collection
from etl.documents.pdf.paper import Paper

MAX_GLYPHS = 60_000
MAX_SEGMENTS = 80_000
MAX_OBJECTS = 20_000
"""Bounds of a page: the densest form has some 8,000 characters and 2,000 ruling lines, a seal some 20,000 segments."""
_THIN = 3.0
"""A filled rectangle no thicker than this (points) is a ruling line."""
_PALE = 0.6
_FILLED, _STROKED, _BOTH, _NOT_DRAWN = 0, 1, 2, 3
"""How characters are drawn (text rendering mode), with 4 more where they clip too."""
_TRANSPARENT = 0.02
_SMALLEST = 0.8
"""Characters smaller than this (points) are seen by nobody."""
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
        self._resources = _Resources()
        self._hidden_layers = hidden_layers(self._document)

    def pages(self, limit: int) -> list[PDFPage]:
        """The pages, at most `limit` of them."""
        return list(islice(PDFPage.create_pages(self._document), limit))

    def sheet(self, page: PDFPage, number: int) -> Sheet:
        """Parse a page. Raises TooDenseError, IncompleteError."""
        device = _Device(self._resources, number, self._hidden_layers)
        _Interpreter(self._resources, device).process_page(page)
        return device.sheet


class _Resources(PDFResourceManager):
    """Fonts of a document."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        return super().get_font(objid, with_collection(spec))


class _Interpreter(PDFPageInterpreter):
    """Counts forms within forms, as nested ones can draw without end in a small file, and keeps what decides whether something is seen."""

    device: _Device

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        self.device.count_object()
        state, stack = self.device.state, self.device.states
        self.device.states = []
        found = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        layer = found.attrs.get("OC") if isinstance(found, PDFStream) else None
        self.device.begin_layer(layer)
        super().do_Do(xobjid_arg)
        self.device.end_layer()
        self.device.state, self.device.states = state, stack

    def do_q(self) -> None:
        super().do_q()
        self.device.states.append(self.device.state)

    def do_Q(self) -> None:  # noqa: N802
        super().do_Q()
        if self.device.states:
            self.device.state = self.device.states.pop()

    def do_gs(self, name: Any) -> None:
        known = resolve1(self.resources.get("ExtGState"))
        parameters = resolve1(known.get(literal_name(name))) if isinstance(known, dict) else None
        if isinstance(parameters, dict):
            self.device.state = self.device.state.with_parameters(parameters)

    def do_W(self) -> None:  # noqa: N802
        self.device.clip(self.curpath)

    def do_W_a(self) -> None:  # noqa: N802
        self.device.clip(self.curpath)

    def do_sh(self, name: object) -> None:
        self.device.shade()

    def do_BMC(self, tag: Any) -> None:  # noqa: N802
        self.device.begin_layer(None)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        layer = None
        if isinstance(tag, PSLiteral) and tag.name == "OC" and isinstance(props, PSLiteral):
            known = resolve1(self.resources.get("Properties"))
            layer = known.get(props.name) if isinstance(known, dict) else None
        self.device.begin_layer(layer)

    def do_EMC(self) -> None:  # noqa: N802
        self.device.end_layer()

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

    def __init__(self, resources: PDFResourceManager, number: int, hidden_layers: frozenset[int]) -> None:
        super().__init__(resources, pageno=number, laparams=None)
        self.state = GraphicsState()
        self.states: list[GraphicsState] = []
        self._paper = Paper()
        self._hidden_layers = hidden_layers
        self._layers: list[bool] = []  # of the marked contents that are open, which belong to a layer that is off
        self._number = number
        self._run = 0
        self._mode = _FILLED
        self._objects = self._glyphs = self._segments = 0
        self._figures: list[Area] = []
        self._left = self._top = 0.0

    def count_object(self) -> None:
        """Count a stored object that is drawn. Raises TooDenseError."""
        self._objects += 1
        if self._objects > MAX_OBJECTS:
            raise TooDenseError(f"more than {MAX_OBJECTS} drawn objects")

    def begin_layer(self, layer: object) -> None:
        """Begin marked content, of a layer or of none."""
        self._layers.append(layer is not None and is_off(layer, self._hidden_layers))

    def end_layer(self) -> None:
        """End it."""
        if self._layers:
            self._layers.pop()

    def clip(self, path: Sequence[Any]) -> None:
        """Draw within a path only, from now on."""
        points = [self._point(segment[-2:]) for segment in path if len(segment) > 2]
        if points:
            self.state = self.state.clipped(_bounds(points))

    def shade(self) -> None:
        """Fill what isn't clipped with a course of colours."""
        if not any(self._layers):
            self._paper.paint(self.state.within(Area(0, 0, self.sheet.width, self.sheet.height)), None, covers=False)

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
        if self._paper.covered:
            covered = set(map(id, self._paper.covered))
            self.sheet.glyphs = [glyph for glyph in self.sheet.glyphs if id(glyph) not in covered]
            self.sheet.unseen += [(glyph, "covered") for glyph in self._paper.covered]

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
        if area is None or any(self._layers):
            return
        lets_through = any(key in stream.attrs for key in ("SMask", "Mask", "SMaskInData", "ImageMask", "IM"))
        covers = self.state.is_opaque and not lets_through and _is_straight(self.ctm)
        self._paper.paint(self.state.within(area), None, covers=covers)
        if min(area.x1 - area.x0, area.bottom - area.top) <= _THIN:
            self._rectangle(area, stroked=False, light=False)
        else:
            self.sheet.pictures.append(area)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._run += 1
        self._mode = textstate.render
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
            self._place(item, text, matrix, graphicstate)
        return float(item.adv)

    def _place(self, item: LTChar, text: str, matrix: Any, graphicstate: Any) -> None:
        """Put a character on the sheet, among the unseen ones where nobody sees it."""
        x0, top = item.x0 - self._left, self._top - item.y1
        x1, bottom = item.x1 - self._left, self._top - item.y0
        angle = _angle(matrix)
        size = item.width if angle in (90, 270) else item.height
        pale = _lightness(graphicstate.ncolor, graphicstate.ncs) > _PALE
        glyph = Glyph(text, x0, top, x1, bottom, size, angle, self._run, pale)
        why = self._why_unseen(glyph, graphicstate)
        if why:
            self.sheet.unseen.append((glyph, why))
        else:
            self.sheet.glyphs.append(glyph)
            self._paper.print(glyph)

    def _why_unseen(self, glyph: Glyph, graphicstate: Any) -> str:
        """Why nobody sees a character, in words; "" where it is seen, unless something covers it later."""
        if not (-1 <= glyph.x <= self.sheet.width + 1 and -1 <= glyph.y <= self.sheet.height + 1):
            return "outside the page"
        mode = self._mode % 4
        is_filled, is_stroked = mode in (_FILLED, _BOTH), mode in (_STROKED, _BOTH)
        if mode == _NOT_DRAWN or any(self._layers):
            return "not drawn"
        if (not is_filled or self.state.fill < _TRANSPARENT) and (not is_stroked or self.state.stroke < _TRANSPARENT):
            return "transparent"
        if 0 < glyph.size < _SMALLEST:
            return "too small"
        colours = [rgb(graphicstate.ncolor, graphicstate.ncs)] if is_filled else []
        colours += [rgb(graphicstate.scolor, graphicstate.scs)] if is_stroked else []
        return "in the colour of its background" if self._paper.is_like_behind(glyph.x, glyph.y, colours) else ""

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        if not (stroke or fill) or any(self._layers):
            return
        self._segments += len(path)
        self.sheet.segments = self._segments
        if self._segments > MAX_SEGMENTS:
            self.sheet.is_overdrawn = True
            return
        colour = (gstate.scolor, gstate.scs) if stroke else (gstate.ncolor, gstate.ncs)
        light = _lightness(*colour) > 0.97
        parts = list(self._subpaths(path))
        self._paint(gstate, parts, stroke=stroke, fill=fill)
        for points, straight in parts:
            box = _rectangle(points) if straight else None
            if box is not None:
                self._rectangle(box, stroked=stroke, light=light)
            elif stroke:
                for (ax, ay), (bx, by) in pairwise(points):
                    self._stroke(ax, ay, bx, by, light)

    def _paint(
        self, gstate: Any, parts: Sequence[tuple[list[tuple[float, float]], bool]], *, stroke: bool, fill: bool
    ) -> None:
        """Note what a path paints over: a rectangle in its colour, any other shape and thick lines as something of unknown form."""
        if not parts:
            return
        if fill:
            # Parts of one path may be holes in each other, curves end anywhere: of such it is known only that something is there.
            box = _rectangle(parts[0][0]) if len(parts) == 1 and parts[0][1] else None
            is_box = box is not None and self.state.is_opaque
            bounds = _bounds([point for points, _ in parts for point in points])
            if min(bounds.x1 - bounds.x0, bounds.bottom - bounds.top) > _THIN:
                colour = rgb(gstate.ncolor, gstate.ncs) if is_box else None
                self._paper.paint(self.state.within(bounds), colour, covers=is_box)
        if stroke and (width := self._width_of_lines(gstate)) > _THIN:
            for points, _ in parts:
                area = _bounds(points)
                reach = width / 2
                self._paper.paint(
                    self.state.within(Area(area.x0 - reach, area.top - reach, area.x1 + reach, area.bottom + reach)),
                    None,
                    covers=False,
                )

    def _width_of_lines(self, gstate: Any) -> float:
        a, b, c, d = self.ctm[:4]
        return float(gstate.linewidth or 0) * math.sqrt(abs(a * d - b * c))

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


def _bounds(points: Sequence[tuple[float, float]]) -> Area:
    """The rectangle around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Area(min(xs), min(ys), max(xs), max(ys))


def _is_straight(matrix: Sequence[float]) -> bool:
    """Whether what is drawn under a matrix stands at right angles to the page."""
    a, b, c, d = matrix[:4]
    return (abs(b) < 1e-3 and abs(c) < 1e-3) or (abs(a) < 1e-3 and abs(d) < 1e-3)


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
