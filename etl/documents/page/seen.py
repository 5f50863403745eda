"""From what a page draws to what a reader sees of it: the glyphs, ruling lines and pictures of a sheet, and the characters that nobody sees."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from etl.documents.page.drawn import Bar, Box, Colour, Drawn, Image, Letter, Point, Run, Shading, Shape
from etl.documents.page.geometry import Area, Glyph, Rule, Sheet
from etl.documents.page.paper import Paper

_NEAR = 0.6
"""Points by which corners may miss a rectangle."""
_THIN = 3.0
"""A filled rectangle no thicker than this (points) is a ruling line."""
_PALE, _LIGHT = 0.6, 0.97
"""Characters that are lighter may be a watermark; lines that are lighter are white."""
_FILLED, _STROKED, _BOTH, _NOT_DRAWN = 0, 1, 2, 3
_TRANSPARENT = 0.02
_LEGIBLE = 0.25
"""Of a line that is cut lengthwise so much is seen, as a share of its height, where it can be made out."""
_SMALLEST = 0.8
"""Characters smaller than this (points) are seen by nobody."""


def sheet_of(drawn: Drawn, number: int) -> Sheet:
    """Page `number` of a document, as it is seen."""
    return _Reader(drawn, number).sheet


class _Reader:
    """Goes through what is drawn, in its order."""

    def __init__(self, drawn: Drawn, number: int) -> None:
        self.sheet = Sheet(number, drawn.width, drawn.height)
        self._paper = Paper()
        self._runs = 0
        for item in drawn.items:
            if isinstance(item, Run):
                self._print(item)
            elif isinstance(item, Bar):
                self._bar(item)
            elif isinstance(item, Shape):
                self._shape(item)
            elif isinstance(item, Image):
                self._image(item)
            elif not item.hidden:
                self._paper.paint(_within(item, Area(0, 0, drawn.width, drawn.height)), None, covers=False)
        self.sheet.is_overdrawn = drawn.is_overdrawn
        self._leave_out_covered()

    def _leave_out_covered(self) -> None:
        if self._paper.covered:
            covered = set(map(id, self._paper.covered))
            self.sheet.glyphs = [glyph for glyph in self.sheet.glyphs if id(glyph) not in covered]
            self.sheet.unseen += [(glyph, "covered") for glyph in self._paper.covered]

    # Characters

    def _print(self, run: Run) -> None:
        """Put the characters of a run on the sheet, among the unseen ones where nobody sees them."""
        self._runs += 1
        size, angle, number = run.size, run.angle, self._runs
        pale = _lightness(run.fill) > _PALE
        why_all = _why_unseen(run)
        colours = _colours(run)
        may_vanish = self._paper.has_all(colours)
        width, height = self.sheet.width + 1, self.sheet.height + 1
        printed = [letter for letter in run.letters if letter[0] and not letter[0].isspace()]
        if not why_all and not may_vanish and _is_whole(printed, run.clip, self.sheet):
            self._see(
                [Glyph(text, x0, top, x1, bottom, size, angle, number, pale) for text, x0, top, x1, bottom in printed]
            )
            return
        seen: list[Glyph] = []
        for text, x0, top, x1, bottom in printed:
            glyph = Glyph(text, x0, top, x1, bottom, size, angle, number, pale)
            why = why_all
            if not (-1 <= (x0 + x1) / 2 <= width and -1 <= (top + bottom) / 2 <= height):
                why = "outside the page"
            elif not why and _is_cut_off(run, glyph):
                why = "cut off"
            elif may_vanish and not why and self._paper.is_like_behind(glyph.x, glyph.y, colours):
                why = "in the colour of its background"
            if why:
                self.sheet.unseen.append((glyph, why))
            else:
                seen.append(glyph)
        self._see(seen)

    def _see(self, glyphs: Sequence[Glyph]) -> None:
        self.sheet.glyphs += glyphs
        self._paper.print(glyphs)

    # Shapes and pictures

    def _bar(self, bar: Bar) -> None:
        if not bar.hidden:
            self.sheet.segments += bar.segments
            self._line(bar.box, _lightness(bar.fill) > _LIGHT)

    def _shape(self, shape: Shape) -> None:
        if shape.hidden:
            return
        self.sheet.segments += shape.segments
        boxes = [_rectangle(points) if is_straight else None for points, is_straight in shape.pieces]
        self._paint(shape, boxes[0] if len(boxes) == 1 else None)
        light = _lightness(shape.stroke if shape.stroked else shape.fill) > _LIGHT
        for (points, _), box in zip(shape.pieces, boxes, strict=True):
            if box is not None:
                self._rectangle(box, stroked=shape.stroked, light=light)
            elif shape.stroked:
                for one, other in pairwise(points):
                    self._stroke(one, other, light)

    def _paint(self, shape: Shape, box: Area | None) -> None:
        """Note what a path paints over: a rectangle (`box`) in its colour, any other shape and thick lines as something of unknown form."""
        if shape.filled:
            # Parts of one path may be holes in each other, curves end anywhere: of such it is known only that something is there.
            bounds = box or _bounds([point for points, _ in shape.pieces for point in points])
            if min(bounds.x1 - bounds.x0, bounds.bottom - bounds.top) > _THIN:
                is_box = box is not None and shape.opaque
                self._paper.paint(_within(shape, bounds), shape.fill if is_box else None, covers=is_box)
        if shape.stroked and shape.line_width > _THIN:
            reach = shape.line_width / 2
            for points, _ in shape.pieces:
                area = _bounds(points)
                around = Area(area.x0 - reach, area.top - reach, area.x1 + reach, area.bottom + reach)
                self._paper.paint(_within(shape, around), None, covers=False)

    def _image(self, image: Image) -> None:
        if image.hidden:
            return
        area = Area(*image.box)
        self._paper.paint(_within(image, area), None, covers=image.covers)
        if min(area.x1 - area.x0, area.bottom - area.top) <= _THIN:
            self._rectangle(area, stroked=False, light=False)
        else:
            self.sheet.pictures.append(area)

    def _stroke(self, one: Point, other: Point, light: bool) -> None:
        (ax, ay), (bx, by) = one, other
        if abs(ay - by) <= 1.0 and abs(ax - bx) > abs(ay - by):
            self.sheet.rules.append(Rule(True, (ay + by) / 2, min(ax, bx), max(ax, bx), light))
        elif abs(ax - bx) <= 1.0 and abs(ay - by) > abs(ax - bx):
            self.sheet.rules.append(Rule(False, (ax + bx) / 2, min(ay, by), max(ay, by), light))

    def _line(self, box: Box, light: bool) -> None:
        """A thin rectangle as the ruling line in its middle; a square dot may be a piece of a line of either direction."""
        x0, top, x1, bottom = box
        width, height = x1 - x0, bottom - top
        if width >= height:
            self.sheet.rules.append(Rule(True, (top + bottom) / 2, x0, x1, light))
        if height >= width:
            self.sheet.rules.append(Rule(False, (x0 + x1) / 2, top, bottom, light))

    def _rectangle(self, box: Area, *, stroked: bool, light: bool) -> None:
        """A rectangle as ruling lines: a thin one is a line, a stroked one four, a coloured fill four weak ones."""
        width, height = box.x1 - box.x0, box.bottom - box.top
        rules = self.sheet.rules
        if width <= _THIN or height <= _THIN:
            self._line((box.x0, box.top, box.x1, box.bottom), light)
            return
        if light and not stroked:
            return
        weak = light or not stroked
        rules.append(Rule(True, box.top, box.x0, box.x1, weak))
        rules.append(Rule(True, box.bottom, box.x0, box.x1, weak))
        rules.append(Rule(False, box.x0, box.top, box.bottom, weak))
        rules.append(Rule(False, box.x1, box.top, box.bottom, weak))


def _why_unseen(run: Run) -> str:
    """Why nobody sees a run, wherever it stands, in words; "" where it may be seen."""
    mode = run.mode % 4
    is_filled, is_stroked = mode in (_FILLED, _BOTH), mode in (_STROKED, _BOTH)
    if mode == _NOT_DRAWN or run.hidden:
        return "not drawn"
    if (not is_filled or run.fill_opacity < _TRANSPARENT) and (not is_stroked or run.stroke_opacity < _TRANSPARENT):
        return "transparent"
    return "too small" if 0 < run.size < _SMALLEST else ""


def _is_whole(letters: Sequence[Letter], clip: Box | None, sheet: Sheet) -> bool:
    """Whether all characters stand on the page and within what is drawn of them, as almost all do: asked of all at once."""
    if not letters:
        return True
    _, lefts, tops, rights, bottoms = zip(*letters, strict=True)
    left, top, right, bottom = clip or (0.0, 0.0, sheet.width, sheet.height)
    return bool(
        max(left, 0.0) <= min(lefts)
        and max(top, 0.0) <= min(tops)
        and max(rights) <= min(right, sheet.width)
        and max(bottoms) <= min(bottom, sheet.height)
    )


def _is_cut_off(run: Run, glyph: Glyph) -> bool:
    """Whether a character stands on a line of text above or below what is drawn of it: of a box of text that goes on on the next page.

    A line's end that is cut off within its cell is no other text: what is left of it would be read for less than it says.
    """
    if run.clip is None or run.angle < 0:
        return False
    left, top, right, bottom = run.clip
    if run.angle in (0, 180):
        shown, size = min(bottom, glyph.bottom) - max(top, glyph.top), glyph.bottom - glyph.top
    else:
        shown, size = min(right, glyph.x1) - max(left, glyph.x0), glyph.x1 - glyph.x0
    return shown < _LEGIBLE * size


def _colours(run: Run) -> list[Colour | None]:
    """The colours in which a run is drawn."""
    mode = run.mode % 4
    return ([run.fill] if mode in (_FILLED, _BOTH) else []) + ([run.stroke] if mode in (_STROKED, _BOTH) else [])


def _within(item: Shape | Image | Shading, area: Area) -> Area:
    """The part of an area that isn't cut off."""
    clip: Box | None = item.clip
    if clip is None:
        return area
    return Area(max(area.x0, clip[0]), max(area.top, clip[1]), min(area.x1, clip[2]), min(area.bottom, clip[3]))


def _bounds(points: Sequence[Point]) -> Area:
    """The rectangle around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Area(min(xs), min(ys), max(xs), max(ys))


def _rectangle(points: Sequence[Point]) -> Area | None:
    """The rectangle that a closed path of four straight sides draws, None if it is another shape."""
    corners = points[:-1] if len(points) == 5 and _near(points[0], points[4]) else points
    if len(corners) != 4:
        return None
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    if (ax == dx and bx == cx and ay == by and cy == dy) or (ax == bx and cx == dx and ay == dy and by == cy):
        return Area(min(ax, cx), min(ay, cy), max(ax, cx), max(ay, cy))
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    # A side of a cell's border ends aslant where another meets it: by its thickness.
    thickness = min(x1 - x0, bottom - top)
    near = max(_NEAR, thickness + _NEAR / 2) if thickness <= _THIN else _NEAR
    if all(min(abs(x - x0), abs(x - x1)) < near and min(abs(y - top), abs(y - bottom)) < near for x, y in corners):
        return Area(x0, top, x1, bottom)
    return None


def _near(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) < _NEAR and abs(one[1] - other[1]) < _NEAR


def _lightness(colour: Colour | None) -> float:
    """How light a colour is, from 0 (black) to 1 (white); a pattern counts as black."""
    return min(colour) if colour else 0.0
