"""From the objects of an OFD page to what it draws: the same items as the engine of PDF gives."""

from __future__ import annotations

import io
import math
import posixpath
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from etl.documents.ofd.parts import Page, Parts, Resources, joined, size_of
from etl.documents.ofd.values import POINTS, Matrix, applied, matrix, number, numbers, offsets, path, times
from etl.documents.package import attribute, local
from etl.documents.page.drawn import Box, Colour, Drawn, Image, Item, Letter, Piece, Point, Run, Shape
from etl.errors import DocumentError

MAX_LETTERS = 60_000
MAX_SEGMENTS = 80_000
MAX_OBJECTS = 40_000
MAX_DEPTH = 12
"""Bounds of a page, and of blocks and composed objects within each other."""
_DESCENT = 0.12
"""By what share of its size a character reaches below its baseline, as Chinese fonts have it: the file doesn't say."""
_NARROW = 0.5
"""The width of Latin characters and digits as a share of their size, where the next one stands no nearer."""
_LINE_WIDTH = 0.353
_OPAQUE = 0.99
_SLANT = 6.0
_ORDER = {"Background": 0, "Body": 1, "Foreground": 2}
_BLACK: Colour = (0.0, 0.0, 0.0)
_MEANINGLESS = frozenset("¤\ufffd")
"""What programs write in place of a character of which they know no more than its number in the font."""


class TooDenseError(Exception):
    """A page holds more than any printed page."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for all objects of a layer, template or composed object: where they stand, whether they are seen, how opaque they are."""

    matrix: Matrix
    hidden: bool = False
    opacity: float = 1.0
    parameters: str = ""


def drawn(parts: Parts, page: Page) -> Drawn:
    """What a page draws, its templates included. Raises DocumentError where a part is missing or damaged, TooDenseError."""
    return _Reader(parts, page).drawn()


class _Reader:
    """Goes through the objects of one page, in the order of drawing."""

    def __init__(self, parts: Parts, page: Page) -> None:
        self._parts, self._page = parts, page
        self._resources: Resources = page.resources
        self._letters: list[Letter] = []
        self._objects = self._segments = 0
        self._is_overdrawn = False

    def drawn(self) -> Drawn:
        root = self._parts.xml(self._page.part)
        width, height = size_of(root, self._page.size)
        own = [one for one in root if local(one) == "PageRes"]
        for one in own:
            self._parts.add_resources(joined(posixpath.dirname(self._page.part), one.text or ""), self._resources)
        around = _Around((POINTS, 0.0, 0.0, POINTS, 0.0, 0.0))
        items = list(self._page_items(root, around))
        return Drawn(width * POINTS, height * POINTS, items, self._is_overdrawn)

    def _page_items(self, root: etree._Element, around: _Around) -> Iterator[Item]:
        templates = [one for one in root if local(one) == "Template"]
        for one in templates:
            if attribute(one, "ZOrder") != "Foreground":
                yield from self._template(one, around)
        yield from self._layers(root, around)
        for one in templates:
            if attribute(one, "ZOrder") == "Foreground":
                yield from self._template(one, around)

    def _template(self, one: etree._Element, around: _Around) -> Iterator[Item]:
        part = self._page.templates.get(attribute(one, "TemplateID") or "")
        if part is None:
            raise DocumentError("a template is missing", place=self._page.part, next_step="fetch the file again")
        yield from self._layers(self._parts.xml(part), around)

    def _layers(self, root: etree._Element, around: _Around) -> Iterator[Item]:
        layers = [layer for content in root if local(content) == "Content" for layer in content]
        for layer in sorted(layers, key=lambda one: _ORDER.get(attribute(one, "Type") or "Body", 1)):
            inner = replace(around, parameters=attribute(layer, "DrawParam") or "")
            yield from self._block(layer, inner, 0)

    def _block(self, block: etree._Element, around: _Around, depth: int) -> Iterator[Item]:
        if depth > MAX_DEPTH:
            raise TooDenseError(f"objects nested deeper than {MAX_DEPTH}")
        for one in block:
            self._objects += 1
            if self._objects > MAX_OBJECTS:
                raise TooDenseError(f"more than {MAX_OBJECTS} drawn objects")
            kind = local(one)
            if kind == "TextObject":
                yield from self._text(one, self._within(one, around))
            elif kind == "PathObject":
                yield from self._path(one, self._within(one, around))
            elif kind == "ImageObject":
                yield self._image(one, self._within(one, around))
            elif kind == "CompositeObject":
                unit = self._resources.elements.get(attribute(one, "ResourceID") or "")
                for content in unit if unit is not None else ():
                    if local(content) == "Content":
                        yield from self._block(content, self._within(one, around), depth + 1)
            elif kind in ("PageBlock", "Layer"):
                yield from self._block(one, around, depth + 1)

    def _within(self, one: etree._Element, around: _Around) -> _Around:
        """What holds within an object: its own transformation, then its place, then what is around it."""
        boundary = numbers(attribute(one, "Boundary"))
        place = (1.0, 0.0, 0.0, 1.0, boundary[0], boundary[1]) if len(boundary) == 4 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        own = times(matrix(attribute(one, "CTM")), place)
        return _Around(
            times(own, around.matrix),
            around.hidden or (attribute(one, "Visible") or "").lower() in ("false", "0"),
            around.opacity * number(attribute(one, "Alpha"), 255.0) / 255,
            attribute(one, "DrawParam") or around.parameters,
        )

    # Text

    def _text(self, one: etree._Element, around: _Around) -> Iterator[Run]:
        size = number(attribute(one, "Size"))
        turn = number(attribute(one, "CharDirection"))
        stretch = number(attribute(one, "HScale"), 1.0) or 1.0
        m = around.matrix
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        upright: Matrix = (cos, sin, -sin, cos, 0.0, 0.0)
        letters = [(text, *_box(m, upright, x, y, width, size)) for text, x, y, width in _places(one, size, stretch)]
        if not letters:
            return
        self._letters += letters
        if len(self._letters) > MAX_LETTERS:
            raise TooDenseError(f"more than {MAX_LETTERS} characters")
        a, b, c, d = times(upright, m)[:4]
        fill, fill_opacity = self._colour(one, "FillColor", around, _BLACK)
        stroke, stroke_opacity = self._colour(one, "StrokeColor", around, _BLACK)
        is_filled, is_stroked = _says(one, "Fill", True), _says(one, "Stroke", False)
        font = self._resources.elements.get(attribute(one, "Font") or "")
        yield Run(
            letters,
            size * math.hypot(c, d),
            _angle(a, b),
            (attribute(font, "FontName") or "") if font is not None else "",
            {(True, False): 0, (False, True): 1, (True, True): 2}.get((is_filled, is_stroked), 3),
            fill,
            fill_opacity,
            stroke,
            stroke_opacity,
            around.hidden,
        )

    # Paths and pictures

    def _path(self, one: etree._Element, around: _Around) -> Iterator[Shape]:
        is_filled, is_stroked = _says(one, "Fill", False), _says(one, "Stroke", True)
        data = next((child.text for child in one if local(child) == "AbbreviatedData"), None)
        pieces, segments = _pieces(data, around.matrix)
        self._segments += segments
        if self._segments > MAX_SEGMENTS:
            self._is_overdrawn = True
            return
        if not pieces or not (is_filled or is_stroked):
            return
        fill, opacity = self._colour(one, "FillColor", around, None)
        a, b, c, d = around.matrix[:4]
        width = number(attribute(one, "LineWidth") or self._parameter(around.parameters, "LineWidth"), _LINE_WIDTH)
        yield Shape(
            pieces,
            segments,
            is_filled,
            fill,
            is_stroked,
            self._colour(one, "StrokeColor", around, _BLACK)[0],
            width * math.sqrt(abs(a * d - b * c)) if is_stroked else 0.0,
            opacity >= _OPAQUE and fill is not None,
            None,
            around.hidden,
        )

    def _image(self, one: etree._Element, around: _Around) -> Image:
        boundary = numbers(attribute(one, "Boundary"))
        width, height = (1.0, 1.0) if attribute(one, "CTM") or len(boundary) < 4 else (boundary[2], boundary[3])
        box = _bounds([applied(around.matrix, x, y) for x in (0.0, width) for y in (0.0, height)])
        covers = around.opacity >= _OPAQUE and not around.hidden and self._meets_letters(box) and self._is_solid(one)
        return Image(box, covers, None, around.hidden)

    def _meets_letters(self, box: Box) -> bool:
        left, top, right, bottom = box
        return any(x0 < right and left < x1 and y0 < bottom and top < y1 for _, x0, y0, x1, y1 in self._letters)

    def _is_solid(self, one: etree._Element) -> bool:
        """Whether a picture lets nothing through; False where that can't be told."""
        if attribute(one, "ImageMask"):
            return False
        from PIL import Image as Pictures

        identifier = attribute(one, "ResourceID") or ""
        media = self._resources.elements.get(identifier)
        file = next((child.text for child in media if local(child) == "MediaFile"), "") if media is not None else ""
        try:
            data = self._parts.read(joined(self._resources.folders.get(identifier, ""), file or ""))
            with Pictures.open(io.BytesIO(data)) as picture:
                return picture.mode in ("1", "L", "RGB", "CMYK") and "transparency" not in picture.info
        except (DocumentError, OSError, ValueError):
            return False

    # Colours

    def _colour(
        self, one: etree._Element, name: str, around: _Around, default: Colour | None
    ) -> tuple[Colour | None, float]:
        """A colour (None if it is a pattern) and its opacity; `default` where none is stated."""
        found = next((child for child in one if local(child) == name), None)
        if found is None:
            found = self._stated(around.parameters, name)
        if found is None:
            return default, around.opacity
        opacity = around.opacity * number(attribute(found, "Alpha"), 255.0) / 255
        parts = numbers(attribute(found, "Value"))
        if not parts:
            return (None if len(found) else default), opacity
        space = self._resources.elements.get(attribute(found, "ColorSpace") or "")
        bits = number(attribute(space, "BitsPerComponent"), 8.0) if space is not None else 8.0
        return _rgb([part / (2**bits - 1) for part in parts]), opacity

    def _stated(self, identifier: str, name: str) -> etree._Element | None:
        """What a set of drawing parameters, or the one that it goes on from, states."""
        for _ in range(MAX_DEPTH):
            found = self._resources.elements.get(identifier)
            if found is None:
                return None
            stated = next((child for child in found if local(child) == name), None)
            if stated is not None:
                return stated
            identifier = attribute(found, "Relative") or ""
        return None

    def _parameter(self, identifier: str, name: str) -> str | None:
        for _ in range(MAX_DEPTH):
            found = self._resources.elements.get(identifier)
            if found is None:
                return None
            if attribute(found, name):
                return attribute(found, name)
            identifier = attribute(found, "Relative") or ""
        return None


def _places(one: etree._Element, size: float, stretch: float) -> Iterator[tuple[str, float, float, float]]:
    """The characters of a text object: each with where its baseline begins and how far the pen moves, in the object's own space."""
    glyphs = _glyphs(one)
    x = y = 0.0
    position = 0
    for code in one:
        if local(code) != "TextCode":
            continue
        x, y = number(attribute(code, "X"), x), number(attribute(code, "Y"), y)
        text = code.text or ""
        across, down = offsets(attribute(code, "DeltaX")), offsets(attribute(code, "DeltaY"))
        for index, character in enumerate(text):
            natural = size * stretch * (1.0 if unicodedata.east_asian_width(character) in "WFA" else _NARROW)
            step_x = _step(across, index, natural if not down else 0.0)
            step_y = _step(down, index, 0.0)
            width = min(natural, step_x) if step_x > 0 and index + 1 < len(text) else natural
            yield _meaning(character, glyphs.get(position)), x, y, width
            x, y, position = x + step_x, y + step_y, position + 1


def _step(steps: Sequence[float], index: int, default: float) -> float:
    """How far the next character stands: as stated, else as the last that is stated."""
    if not steps:
        return default
    return steps[min(index, len(steps) - 1)]


def _glyphs(one: etree._Element) -> dict[int, int]:
    """The numbers in the font of characters, by their position in the text, where one stands for one."""
    found: dict[int, int] = {}
    for change in one:
        if local(change) != "CGTransform":
            continue
        start = int(number(attribute(change, "CodePosition")))
        listed = numbers(next((child.text for child in change if local(child) == "Glyphs"), None))
        if int(number(attribute(change, "CodeCount"), 1)) in (1, len(listed)):
            found.update((start + index, int(glyph)) for index, glyph in enumerate(listed))
    return found


def _meaning(character: str, glyph: int | None) -> str:
    """A character; where the file knows only its number in the font, that."""
    unknown = character in _MEANINGLESS or unicodedata.category(character) in ("Cc", "Co", "Cn")
    return f"(cid:{glyph})" if unknown and glyph is not None else character


def _box(m: Matrix, upright: Matrix, x: float, y: float, width: float, size: float) -> Box:
    """The box of a character on the page, in points."""
    corners = [
        (0.0, (_DESCENT - 1) * size),
        (width, (_DESCENT - 1) * size),
        (0.0, _DESCENT * size),
        (width, _DESCENT * size),
    ]
    if upright[1]:
        corners = [applied(upright, *corner) for corner in corners]
    return _bounds([applied(m, x + dx, y + dy) for dx, dy in corners])


def _pieces(data: str | None, m: Matrix) -> tuple[list[Piece], int]:
    """The parts of a path on the page, and how many sides and curves there are."""
    pieces: list[Piece] = []
    points: list[Point] = []
    start: Point = (0.0, 0.0)
    straight = True
    segments = 0
    for operator, operands in path(data):
        segments += 1
        if segments > MAX_SEGMENTS:
            break
        if operator in "SM":
            if len(points) > 1:
                pieces.append((points, straight))
            points, straight = [applied(m, *operands)], True
            start = points[0]
        elif not points:
            continue
        elif operator == "C":
            if points[-1] != start:
                points.append(start)
        elif operator == "L":
            points.append(applied(m, *operands))
        else:
            pieces.append((points, False))
            points, straight = [applied(m, *operands[-2:])], False
    if len(points) > 1:
        pieces.append((points, straight))
    return pieces, segments


def _bounds(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _angle(a: float, b: float) -> int:
    """The direction of a baseline, of which `a`, `b` points downwards: 0, 90, 180, 270, or -1 where it is none of them."""
    degrees = math.degrees(math.atan2(-b, a)) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= _SLANT else -1


def _says(one: etree._Element, name: str, default: bool) -> bool:
    stated = (attribute(one, name) or "").lower()
    return stated in ("true", "1") if stated else default


def _rgb(parts: Sequence[float]) -> Colour | None:
    match parts:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
        case _:
            return None
