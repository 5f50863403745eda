"""What a page of a PDF draws, asked of pdfium through its C interface. Knows nothing of tables, and judges nothing.

Instead of pypdfium2's own classes (5.15), because they
- have no characters with their objects, and so no mode of drawing, no layer and no colour of one;
- cost an object and a check a call: a page has thousands of characters, and four questions are asked of each.

The library isn't safe for hostile files: `engine` calls it in a process of its own.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from ctypes import byref, c_double, c_float, c_int, c_size_t, c_uint, c_void_p
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import accumulate, chain, groupby, repeat
from operator import itemgetter
from typing import Any, NamedTuple

from etl.documents.page.drawn import Bar, Box, Colour, Drawn, Image, Item, Letter, Piece, Point, Run, Shading, Shape
from etl.documents.pdf import stand_in_font

MAX_LETTERS = 60_000
MAX_SEGMENTS = 80_000
MAX_FORMS = 20_000
"""Bounds of a page: the densest form has some 8,000 characters and 2,000 ruling lines, a seal some 20,000 segments."""
THIN = 3.0
"""A shape no thicker than this (points) covers nothing: it isn't asked what cuts it off."""
OFF_MARK = "GongkaiOff"
"""What `plain_copy` writes into a layer that is off."""
_UNITS, _FINE_DIGITS = 10_000, 6
"""pdfium keeps places in single precision, exact to some 0.0001 points: rounded, what stands at one place in the file does so here."""
_SLANT = 6.0
"""Text turned from a right angle by more than this (degrees) is slanted: a watermark or a stamp."""
_LOWEST, _USUAL = -0.5, -0.12
"""Descender of a font as a share of its size: no lower than the first; Chinese fonts have the second."""
_PRINTS = 4
"""So often a text may be printed over itself."""
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_CURVE, _MOVE = 1, 2
_CORNERS = 5
"""Points of a rectangle, the first of which is its last."""
_HYPHEN = 2
"""What pdfium gives for a hyphen at the end of a line."""
_SURROGATE, _PAIR = re.compile("[\ud800-\udfff]"), re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""Half of a character beyond U+FFFF in UTF-16, and both halves."""
_PASSWORD = 4
_NOT_ENCRYPTED = 3
_LETS_THROUGH = 0.02
"""A picture covers nothing if more than this share of its pixels lets something through; its edges always do."""


class LockedError(Exception):
    """The file doesn't open without a password."""


class TooDenseError(Exception):
    """A page holds more than any printed page."""


class UnreadableError(Exception):
    """pdfium can't read the file, or a page of it."""


class _Rect(ctypes.Structure):
    _fields_ = (("left", c_float), ("top", c_float), ("right", c_float), ("bottom", c_float))


_WRITE = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, ctypes.c_ulong)


class _Writer(ctypes.Structure):
    _fields_ = (("version", c_int), ("write", _WRITE))


class _Matrix(ctypes.Structure):
    _fields_ = (("a", c_float), ("b", c_float), ("c", c_float), ("d", c_float), ("e", c_float), ("f", c_float))


Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner` first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _rounded(place: float) -> float:
    """A place to 0.0001 points: a third of the time of `round`."""
    return math.floor(place * _UNITS + 0.5) / _UNITS


def _all_rounded(places: Iterable[float]) -> list[float]:
    """`_rounded` of many, in one go."""
    floor = math.floor
    return [floor(place * _UNITS + 0.5) / _UNITS for place in places]


def _applied(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(points: Sequence[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _within(one: Box | None, other: Box | None) -> Box | None:
    """What two clips leave."""
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _columns(kind: type[Any], rows: int, width: int) -> tuple[list[Any], list[range]]:
    """Room for what a function of the library writes of many objects, `width` values of each, and where it is to write them.

    Asked so by `map`, a question takes no step of the interpreter; its answers are read all at once.
    """
    found = [(kind * rows)() for _ in range(width)]
    size = ctypes.sizeof(kind)
    starts = map(ctypes.addressof, found)
    return found, [range(start, start + rows * size, size) for start in starts]


def _ask_all(ask: Callable[..., int], *arguments: Iterable[Any]) -> None:
    """Ask for what the library writes; its answer says nothing more."""
    deque(map(ask, *arguments), maxlen=0)


def _floats(ask: Callable[..., int], objects: Sequence[int], width: int) -> Iterator[tuple[float, ...]]:
    """What the library writes of each object as `width` numbers side by side: a matrix has six."""
    room = (c_float * (len(objects) * width))()
    start, size = ctypes.addressof(room), ctypes.sizeof(c_float) * width
    _ask_all(ask, objects, range(start, start + len(objects) * size, size))
    numbers = iter(room[:])
    return zip(*repeat(numbers, width), strict=True)


class _Library:
    """The functions of pdfium that are used here, each with plain arguments: pointers are numbers."""

    def __init__(self) -> None:
        import pypdfium2.raw  # starts the library

        self._raw = pypdfium2.raw
        stand_in_font.install(self._raw)
        p = c_void_p
        ask = self._function
        self.load = ask("FPDF_LoadMemDocument64", p, ctypes.c_char_p, c_size_t, ctypes.c_char_p)
        self.last_error = ask("FPDF_GetLastError", ctypes.c_ulong)
        self.save = ask("FPDF_SaveAsCopy", c_int, p, p, ctypes.c_ulong)
        self.count_pages = ask("FPDF_GetPageCount", c_int, p)
        self.load_page = ask("FPDF_LoadPage", p, p, c_int)
        self.close_page = ask("FPDF_ClosePage", None, p)
        self.page_box = ask("FPDF_GetPageBoundingBox", c_int, p, p)
        self.rotation = ask("FPDFPage_GetRotation", c_int, p)
        self.count_objects = ask("FPDFPage_CountObjects", c_int, p)
        self.object = ask("FPDFPage_GetObject", p, p, c_int)
        self.count_inner = ask("FPDFFormObj_CountObjects", c_int, p)
        self.inner = ask("FPDFFormObj_GetObject", p, p, ctypes.c_ulong)
        self.remove_object = ask("FPDFPage_RemoveObject", c_int, p, p)
        self.remove_inner = ask("FPDFFormObj_RemoveObject", c_int, p, p)
        self.kind = ask("FPDFPageObj_GetType", c_int, p)
        self.matrix = ask("FPDFPageObj_GetMatrix", c_int, p, p)
        self.fill = ask("FPDFPageObj_GetFillColor", c_int, p, p, p, p, p)
        self.stroke = ask("FPDFPageObj_GetStrokeColor", c_int, p, p, p, p, p)
        self.line_width = ask("FPDFPageObj_GetStrokeWidth", c_int, p, p)
        self.is_transparent = ask("FPDFPageObj_HasTransparency", c_int, p)
        self.bounds = ask("FPDFPageObj_GetBounds", c_int, p, p, p, p, p)
        self.clip = ask("FPDFPageObj_GetClipPath", p, p)
        self.count_clips = ask("FPDFClipPath_CountPaths", c_int, p)
        self.count_clip_segments = ask("FPDFClipPath_CountPathSegments", c_int, p, c_int)
        self.clip_segment = ask("FPDFClipPath_GetPathSegment", p, p, c_int, c_int)
        self.count_segments = ask("FPDFPath_CountSegments", c_int, p)
        self.segment = ask("FPDFPath_GetPathSegment", p, p, c_int)
        self.draw_mode = ask("FPDFPath_GetDrawMode", c_int, p, p, p)
        self.segment_point = ask("FPDFPathSegment_GetPoint", c_int, p, p, p)
        self.segment_kind = ask("FPDFPathSegment_GetType", c_int, p)
        self.segment_closes = ask("FPDFPathSegment_GetClose", c_int, p)
        self.count_marks = ask("FPDFPageObj_CountMarks", c_int, p)
        self.mark = ask("FPDFPageObj_GetMark", p, p, ctypes.c_ulong)
        self.remove_mark = ask("FPDFPageObj_RemoveMark", c_int, p, p)
        self.mark_number = ask("FPDFPageObjMark_GetParamIntValue", c_int, p, ctypes.c_char_p, p)
        self.mark_kind = ask("FPDFPageObjMark_GetParamValueType", c_int, p, ctypes.c_char_p)
        self.rendered_image = ask("FPDFImageObj_GetRenderedBitmap", p, p, p, p)
        self.bitmap_format = ask("FPDFBitmap_GetFormat", c_int, p)
        self.bitmap_width = ask("FPDFBitmap_GetWidth", c_int, p)
        self.bitmap_height = ask("FPDFBitmap_GetHeight", c_int, p)
        self.bitmap_stride = ask("FPDFBitmap_GetStride", c_int, p)
        self.bitmap_buffer = ask("FPDFBitmap_GetBuffer", p, p)
        self.bitmap_destroy = ask("FPDFBitmap_Destroy", None, p)
        self.text_mode = ask("FPDFTextObj_GetTextRenderMode", c_int, p)
        self.text_font = ask("FPDFTextObj_GetFont", p, p)
        self.font_name = ask("FPDFFont_GetBaseFontName", c_size_t, p, ctypes.c_char_p, c_size_t)
        self.font_descent = ask("FPDFFont_GetDescent", c_int, p, c_float, p)
        self.font_width = ask("FPDFFont_GetGlyphWidth", c_int, p, ctypes.c_uint32, c_float, p)
        self.text = ask("FPDFText_LoadPage", p, p)
        self.close_text = ask("FPDFText_ClosePage", None, p)
        self.count_chars = ask("FPDFText_CountChars", c_int, p)
        self.char_object = ask("FPDFText_GetTextObject", p, p, c_int)
        self.char_code = ask("FPDFText_GetUnicode", c_uint, p, c_int)
        self.char_is_unmapped = ask("FPDFText_HasUnicodeMapError", c_int, p, c_int)
        self.char_box = ask("FPDFText_GetLooseCharBox", c_int, p, c_int, p)
        self.char_origin = ask("FPDFText_GetCharOrigin", c_int, p, c_int, p, p)
        self.char_matrix = ask("FPDFText_GetMatrix", c_int, p, c_int, p)
        self.char_size = ask("FPDFText_GetFontSize", c_double, p, c_int)

    def _function(self, name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
        place = ctypes.cast(getattr(self._raw, name), c_void_p).value or 0
        # Without giving up the lock of the interpreter around each call: a page takes thousands, and no other thread waits for one.
        return ctypes.PYFUNCTYPE(result, *arguments)(place)


@cache
def library() -> _Library:
    """The library, found once."""
    return _Library()


class PdfiumDocument:
    """An open PDF. Its pages are asked one at a time, so that memory doesn't grow with their number."""

    def __init__(self, data: bytes, *, has_layers: bool = False, has_replacements: bool = True) -> None:
        """Open it with the empty user password. Raises LockedError, UnreadableError.

        `has_layers`: some are off, and marked. `has_replacements`: characters may be said to stand for others (ActualText).
        """
        self._lib = library()
        self._data = data  # pdfium reads it while the document is open
        self._has_layers, self._has_replacements = has_layers, has_replacements
        self._handle = self._lib.load(data, len(data), None)
        if not self._handle:
            if self._lib.last_error() == _PASSWORD:
                raise LockedError
            raise UnreadableError("no pages are found in it")
        self._fonts: dict[int, _Font] = {}

    def count(self) -> int:
        """How many pages it says to have."""
        return int(self._lib.count_pages(self._handle))

    def plain_copy(self) -> bytes:
        """The file as pdfium writes it out: not encrypted, no objects within streams. Raises UnreadableError."""
        parts: list[bytes] = []

        def write(_: object, place: int, size: int) -> int:
            parts.append(ctypes.string_at(place, size))
            return 1

        writer = _Writer(1, _WRITE(write))
        if not self._lib.save(self._handle, byref(writer), _NOT_ENCRYPTED):
            raise UnreadableError("it can't be written out")
        return b"".join(parts)

    def page(self, index: int) -> Drawn:
        """What page `index` (from 0) draws. Raises TooDenseError, UnreadableError."""
        handle = self._lib.load_page(self._handle, index)
        if not handle:
            raise UnreadableError("the page isn't there")
        try:
            page = _Page(self._lib, self._handle, handle, self._fonts, has_layers=self._has_layers)
            return page.drawn(has_replacements=self._has_replacements)
        finally:
            self._lib.close_page(handle)


_Shade = tuple[Colour | None, float]
"""A colour and its opacity; None for a pattern."""
_PATTERN: _Shade = (None, 1.0)
_Object = tuple[int, int, list[Any]]
"""An object of a page: its handle, its kind, and what it holds where it is a stored form.

No named tuples: a dense page has tens of thousands, which `zip` makes without a step of the interpreter."""


class _Around(NamedTuple):
    """What holds for all that a stored form draws: where it stands, what cuts it off, whether it is opaque, hidden."""

    matrix: Matrix = _IDENTITY
    clip: Box | None = None
    opaque: bool = True
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Font:
    """A font: its descent, and the width of each character asked for, as shares of its size."""

    handle: int
    name: str
    descent: float
    widths: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Characters:
    """The characters of a page's text, and where the pen stands before each in the page's own space; `text` is what the library is asked by."""

    text: int
    texts: list[str]
    xs: list[float]
    ys: list[float]


@dataclass(frozen=True, slots=True)
class _Setting:
    """How characters are set: the vectors of their size, across and upwards, its length, and the direction of their baseline.

    `is_level`: from left to right, on an upright page.
    """

    across: Point
    upwards: Point
    size: float
    angle: int
    is_level: bool


class _Path(NamedTuple):
    """A path, how it is drawn, and how many sides and curves it has."""

    handle: int
    filled: bool
    stroked: bool
    segments: int


class _Lettering(NamedTuple):
    """The characters of a text object: their letters, in the page's own space, and what they have in common."""

    letters: list[Letter]
    size: float
    angle: int
    font: str


class _Page:
    """One page while it is asked."""

    def __init__(self, lib: _Library, document: int, page: int, fonts: dict[int, _Font], *, has_layers: bool) -> None:
        self._lib, self._document, self._page, self._fonts = lib, document, page, fonts
        self._has_layers = has_layers
        self._rect, self._raw_matrix = _Rect(), _Matrix()
        self._at_rect, self._at_matrix = byref(self._rect), byref(self._raw_matrix)
        self._float_x, self._float_y = c_float(), c_float()
        self._at_x, self._at_y = byref(self._float_x), byref(self._float_y)
        self._double_x, self._double_y = c_double(), c_double()
        self._at_double_x, self._at_double_y = byref(self._double_x), byref(self._double_y)
        self._bounds = [c_float() for _ in range(4)]
        self._at_bounds = [byref(part) for part in self._bounds]
        self._corners = _columns(c_float, _CORNERS, 2)
        self._first, self._second = c_int(), c_int()
        self._at_first, self._at_second = byref(self._first), byref(self._second)
        self._base, self._width, self._height = self._shown()
        self._is_upright = lib.rotation(page) == 0
        self._settings: dict[tuple[float, ...], _Setting] = {}
        self._lettering: dict[int, _Lettering] = {}
        self._letters: list[Letter] = []  # all that were drawn so far, for what a picture covers
        self._forms = self._segments = 0
        self._is_overdrawn = False

    def drawn(self, *, has_replacements: bool) -> Drawn:
        """All that it draws."""
        objects = self._tree(self._page, self._lib.count_objects, self._lib.object)
        texts = list(self._texts(objects, 0))
        if has_replacements:
            self._drop_replacements(texts)
        self._lettering = self._read_letters(texts)
        items = list(self._items(objects, _Around(self._base)))
        return Drawn(self._width, self._height, items, self._is_overdrawn)

    def _shown(self) -> tuple[Matrix, float, float]:
        """The matrix from the page's own space to what a viewer shows (the crop box, turned), with its width and height."""
        self._lib.page_box(self._page, self._at_rect)
        box = self._rect
        x0, x1 = sorted(_rounded(x) for x in (box.left, box.right))
        y0, y1 = sorted(_rounded(y) for y in (box.bottom, box.top))
        match self._lib.rotation(self._page):
            case 1:
                return (0.0, 1.0, 1.0, 0.0, -y0, -x0), y1 - y0, x1 - x0
            case 2:
                return (-1.0, 0.0, 0.0, 1.0, x1, -y0), x1 - x0, y1 - y0
            case 3:
                return (0.0, -1.0, -1.0, 0.0, y1, x1), y1 - y0, x1 - x0
            case _:
                return (1.0, 0.0, 0.0, -1.0, -x0, y1), x1 - x0, y1 - y0

    def _tree(self, owner: int, count: Callable[..., int], get: Callable[..., int]) -> list[_Object]:
        """What stands on the page or in a stored form, as it is before anything is taken off."""
        lib = self._lib
        handles = [handle for handle in map(get, repeat(owner), range(count(owner))) if handle]
        kinds = list(map(lib.kind, handles))
        if _FORM not in kinds:
            return list(zip(handles, kinds, repeat([]), strict=False))
        found: list[_Object] = []
        for handle, kind in zip(handles, kinds, strict=True):
            inner: list[_Object] = []
            if kind == _FORM:
                self._forms += 1
                if self._forms > MAX_FORMS:
                    raise TooDenseError(f"more than {MAX_FORMS} drawn objects")
                inner = self._tree(handle, lib.count_inner, lib.inner)
            found.append((handle, kind, inner))
        return found

    # Characters

    def _texts(self, objects: Sequence[_Object], form: int) -> Iterator[tuple[int, int]]:
        """Each text object, after the stored form that it is part of (0 for none)."""
        for handle, kind, inner in objects:
            if kind == _TEXT:
                yield form, handle
            elif inner:
                yield from self._texts(inner, handle)

    def _read_letters(self, texts: Sequence[tuple[int, int]]) -> dict[int, _Lettering]:
        """The characters of each text object.

        pdfium gives none for an object that prints again what stands at its place. Which of them is seen isn't known yet: those that gave
        theirs are taken off the page, and it is asked again.
        """
        found = self._letters_there()
        for _ in range(_PRINTS):
            if all(one in found or not self._has_ink(one) for _, one in texts):
                break
            for form, one in texts:
                if one in found:
                    if form:
                        self._lib.remove_inner(form, one)
                    else:
                        self._lib.remove_object(self._page, one)
            more = {one: letters for one, letters in self._letters_there().items() if one not in found}
            if not more:
                break
            found.update(more)
        return found

    def _has_ink(self, one: int) -> bool:
        """Whether an object is more than spaces."""
        self._lib.bounds(one, *self._at_bounds)
        left, bottom, right, top = [part.value for part in self._bounds]
        return right > left or top > bottom

    def _letters_there(self) -> dict[int, _Lettering]:
        """The characters of the text objects that are on the page. What pdfium adds (spaces, ends of lines) belongs to none."""
        lib = self._lib
        text = lib.text(self._page)
        if not text:
            raise UnreadableError("its text can't be found")
        try:
            count = lib.count_chars(text)
            if count > MAX_LETTERS:
                raise TooDenseError(f"more than {MAX_LETTERS} characters")
            places = range(count)
            (xs, ys), written = _columns(c_double, count, 2)
            _ask_all(lib.char_origin, repeat(text), places, *written)
            characters = _Characters(text, self._characters(text, places), _all_rounded(xs), _all_rounded(ys))
            owners = list(map(lib.char_object, repeat(text), places))
            by_object: dict[int, list[int]] = {}
            for owner, together in groupby(places, owners.__getitem__):
                if owner:
                    by_object.setdefault(owner, []).extend(together)
            return self._lettering_of(characters, by_object)
        finally:
            lib.close_text(text)

    def _lettering_of(self, characters: _Characters, by_object: dict[int, list[int]]) -> dict[int, _Lettering]:
        """The characters of each text object: a table of some programs has an object a character, so all are asked at once what they have in common."""
        lib, settings, fonts = self._lib, self._settings, self._fonts
        firsts = [indexes[0] for indexes in by_object.values()]
        matrices = _floats(partial(lib.char_matrix, characters.text), firsts, 6)
        sizes = map(lib.char_size, repeat(characters.text), firsts)
        found: dict[int, _Lettering] = {}
        for (owner, indexes), matrix, size, handle in zip(
            by_object.items(), matrices, sizes, map(lib.text_font, by_object), strict=True
        ):
            key = (*matrix[:4], size)
            setting = settings.get(key) or settings.setdefault(key, self._setting(*key))
            font = fonts.get(handle or 0) or self._font(handle)
            letters = (
                self._level_letters(characters, indexes, font, setting)
                if setting.is_level
                else [self._letter(characters, index, font, setting) for index in indexes]
            )
            found[owner] = _Lettering(
                [letter for letter in letters if letter[0]], setting.size, setting.angle, font.name
            )
        return found

    def _setting(self, a: float, b: float, c: float, d: float, size: float) -> _Setting:
        """How characters of a size are set by a matrix."""
        size = _rounded(size)
        a, b, c, d = [round(part, _FINE_DIGITS) for part in (a, b, c, d)]
        across, upwards = (a * size, b * size), (c * size, d * size)
        base = self._base
        sign = -1 if size < 0 else 1
        x, y = across[0] * sign, across[1] * sign
        angle = _angle(x * base[0] + y * base[2], -(x * base[1] + y * base[3]))
        is_level = self._is_upright and across[1] == 0 == upwards[0] and across[0] > 0 and upwards[1] > 0
        return _Setting(across, upwards, math.hypot(*upwards), angle, is_level)

    def _letter(self, characters: _Characters, index: int, font: _Font, setting: _Setting) -> Letter:
        return characters.texts[index], *self._on_page(self._box(characters, index, font, setting))

    def _level_letters(
        self, characters: _Characters, indexes: Sequence[int], font: _Font, setting: _Setting
    ) -> list[Letter]:
        """`_letter` of text as most is, from left to right on an upright page: in one loop, as the time of reading is spent here."""
        texts, xs, ys, widths = characters.texts, characters.xs, characters.ys, font.widths
        _, _, _, _, right, height = self._base
        across, upwards = setting.across[0], setting.upwards[1]
        above, below = (font.descent + 1) * upwards, font.descent * upwards
        letters = []
        baseline, top, bottom = math.nan, 0.0, 0.0
        for index in indexes:
            character = texts[index]
            width = widths.get(character)
            if width is None:
                width = widths[character] = self._advance(font, character)
            if width <= 0:
                letters.append(self._letter(characters, index, font, setting))
                continue
            left = xs[index] + right
            if ys[index] != baseline:
                baseline = ys[index]
                line = height - baseline
                top, bottom = line - above, line - below
            letters.append((character, left, top, left + width * across, bottom))
        return letters

    def _box(self, characters: _Characters, index: int, font: _Font, setting: _Setting) -> Box:
        """The box of a character in the page's own space: as far as the pen moves, as high as the font."""
        lib = self._lib
        character = characters.texts[index]
        width = font.widths.get(character)
        if width is None:
            width = font.widths[character] = self._advance(font, character)
        if width <= 0:
            lib.char_box(characters.text, index, self._at_rect)
            rect = self._rect
            return rect.left, rect.bottom, rect.right, rect.top
        x, y = characters.xs[index], characters.ys[index]
        descent = font.descent
        ux, uy = setting.upwards
        low_x, low_y, high_x, high_y = (
            x + descent * ux,
            y + descent * uy,
            x + (descent + 1) * ux,
            y + (descent + 1) * uy,
        )
        ax, ay = width * setting.across[0], width * setting.across[1]
        if ay == 0 and ux == 0 and ax > 0 and uy > 0:
            return x, low_y, x + ax, high_y
        xs, ys = (low_x, low_x + ax, high_x, high_x + ax), (low_y, low_y + ay, high_y, high_y + ay)
        return min(xs), min(ys), max(xs), max(ys)

    def _advance(self, font: _Font, character: str) -> float:
        """How far the pen moves behind a character, as a share of the font's size; 0 if it isn't known, as beyond U+FFFF."""
        if (
            len(character) != 1
            or character > "\uffff"
            or not self._lib.font_width(font.handle, ord(character), 1.0, self._at_x)
        ):
            return 0.0
        return round(self._float_x.value, _FINE_DIGITS)

    def _characters(self, text: int, indexes: Sequence[int]) -> list[str]:
        """The characters at places of the text; "" behind one beyond U+FFFF, which stands at two places."""
        codes = map(self._lib.char_code, repeat(text), indexes)
        unmapped = list(map(self._lib.char_is_unmapped, repeat(text), indexes))
        if any(unmapped):
            found = [
                _without_value(code) if is_so else _character(code) for code, is_so in zip(codes, unmapped, strict=True)
            ]
        else:
            found = list(map(_character, codes))
        return _joined(found) if _SURROGATE.search("".join(found)) else found

    def _on_page(self, box: Box) -> Box:
        """A box as a viewer shows it."""
        x0, y0, x1, y1 = box
        if self._is_upright:
            _, _, _, _, e, f = self._base
            return x0 + e, f - y1, x1 + e, f - y0
        return _bounds([_applied(self._base, x0, y0), _applied(self._base, x1, y1)])

    def _font(self, handle: int | None) -> _Font:
        found = self._fonts.get(handle or 0)
        if found is None:
            name = ctypes.create_string_buffer(128)
            descent = 1.0
            if handle:
                self._lib.font_name(handle, name, 128)
                descent = self._float_x.value if self._lib.font_descent(handle, 1.0, self._at_x) else descent
            # A descender that no font has would put the text into the row above or below.
            descent = round(descent, _FINE_DIGITS) if _LOWEST <= descent <= 0 else _USUAL
            found = self._fonts[handle or 0] = _Font(handle or 0, name.value.decode("utf-8", "replace"), descent, {})
        return found

    # Objects

    def _items(self, objects: Sequence[_Object], around: _Around) -> Iterator[Item]:
        runs = self._runs([handle for handle, kind, _ in objects if kind == _TEXT], around)
        paths = self._paths([handle for handle, kind, _ in objects if kind == _PATH], around)
        for handle, kind, inner in objects:
            if kind == _TEXT:
                run = runs.get(handle)
                if run is not None:
                    self._letters += run.letters
                    yield run
            elif kind == _PATH:
                path = paths.get(handle)
                if path is not None and self._has_room(path.segments):
                    yield path
            elif kind == _IMAGE:
                yield self._image(handle, around)
            elif kind == _SHADING:
                yield Shading(self._clip(handle, around), around.hidden or self._is_off(handle))
            elif kind == _FORM:
                yield from self._items(inner, self._within_form(handle, around))

    def _within_form(self, one: int, around: _Around) -> _Around:
        return _Around(
            _times(self._own_matrix(one), around.matrix),
            self._clip(one, around),
            around.opaque and not self._lib.is_transparent(one),
            around.hidden or self._is_off(one),
        )

    def _runs(self, texts: Sequence[int], around: _Around) -> dict[int, Run]:
        """What the text objects print that have characters."""
        lib, lettering = self._lib, self._lettering
        printed = [one for one in texts if one in lettering]
        modes = list(map(lib.text_mode, printed))
        outlined = [one for one, mode in zip(printed, modes, strict=True) if mode % 4 in (1, 2)]
        strokes = dict(zip(outlined, self._colours(lib.stroke, outlined), strict=True))
        return {
            one: Run(
                *lettering[one],
                mode,
                *fill,
                *strokes.get(one, _PATTERN),
                around.hidden or (self._has_layers and self._is_off(one)),
                clip,
            )
            for one, mode, fill, clip in zip(
                printed, modes, self._colours(lib.fill, printed), self._clips(printed, around), strict=True
            )
        }

    def _has_room(self, segments: int) -> bool:
        """Whether a path of so many segments is among those that are kept of a page."""
        self._segments += segments
        self._is_overdrawn = self._is_overdrawn or self._segments > MAX_SEGMENTS
        return self._segments <= MAX_SEGMENTS

    def _paths(self, paths: Sequence[int], around: _Around) -> dict[int, Bar | Shape]:
        """The paths that are filled or stroked.

        Thin filled rectangles, which many a form draws in place of lines, are told by their bounds: their corners needn't be asked for.
        """
        lib = self._lib
        (filled, stroked), written = _columns(c_int, len(paths), 2)
        _ask_all(lib.draw_mode, paths, *written)
        asked = zip(paths, map(bool, filled), map(bool, stroked), map(lib.count_segments, paths), strict=True)
        drawn = [path for path in map(_Path._make, asked) if (path.filled or path.stroked) and path.segments > 1]
        # What is beyond the bound of a page isn't asked anything more.
        ends = accumulate(path.segments for path in drawn)
        kept = [path for path, end in zip(drawn, ends, strict=True) if end <= MAX_SEGMENTS]
        self._is_overdrawn = self._is_overdrawn or len(kept) < len(drawn)
        bars = self._bars([path for path in kept if path.filled and not path.stroked], around)
        return bars | self._shapes([path for path in kept if path.handle not in bars], around)

    def _bars(self, filled: Sequence[_Path], around: _Around) -> dict[int, Bar | Shape]:
        a, b, c, d, e, f = around.matrix
        boxes = [path.handle for path in filled if path.segments == _CORNERS]
        if b or c or not boxes:
            return {}
        lib = self._lib
        bounds, written = _columns(c_float, len(boxes), 4)
        _ask_all(lib.bounds, boxes, *written)
        lefts, bottoms, rights, tops = bounds
        x0s, x1s = _all_rounded(a * left + e for left in lefts), _all_rounded(a * right + e for right in rights)
        y0s, y1s = _all_rounded(d * top + f for top in tops), _all_rounded(d * bottom + f for bottom in bottoms)
        thin = {
            one: (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            for one, x0, y0, x1, y1 in zip(boxes, x0s, y0s, x1s, y1s, strict=True)
            if abs(x1 - x0) <= THIN or abs(y1 - y0) <= THIN
        }
        fills = self._colours(lib.fill, list(thin))
        return {
            one: Bar(box, _CORNERS, fill, around.hidden or self._is_off(one))
            for (one, box), (fill, _) in zip(thin.items(), fills, strict=True)
            if lib.segment_kind(lib.segment(one, 1)) != _CURVE
        }

    def _shapes(self, paths: Sequence[_Path], around: _Around) -> dict[int, Bar | Shape]:
        lib = self._lib
        filled, stroked = [one.handle for one in paths if one.filled], [one.handle for one in paths if one.stroked]
        fills = dict(zip(filled, self._colours(lib.fill, filled), strict=True))
        strokes = dict(zip(stroked, self._colours(lib.stroke, stroked), strict=True))
        widths = dict(zip(stroked, _floats(lib.line_width, stroked, 1), strict=True))
        own: Iterator[Any] = _floats(lib.matrix, [one.handle for one in paths], 6)
        matrices = [_times(matrix, around.matrix) for matrix in own]
        found: dict[int, Bar | Shape] = {}
        opaque, hidden, has_layers = around.opaque, around.hidden, self._has_layers
        for (one, is_filled, is_stroked, count), matrix, pieces in zip(
            paths, matrices, self._pieces(paths, matrices), strict=True
        ):
            if not pieces:
                continue
            x0, y0, x1, y1 = _bounds(
                pieces[0][0] if len(pieces) == 1 else [one for piece, _ in pieces for one in piece]
            )
            width = (
                widths[one][0] * math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) if is_stroked else 0.0
            )
            is_thick = x1 - x0 > THIN < y1 - y0 or width > THIN
            found[one] = Shape(
                pieces,
                count,
                is_filled,
                fills[one][0] if is_filled else None,
                is_stroked,
                strokes[one][0] if is_stroked else None,
                width,
                is_thick and opaque and not lib.is_transparent(one),
                self._clip(one, around) if is_thick else None,
                hidden or (has_layers and self._is_off(one)),
            )
        return found

    def _pieces(self, paths: Sequence[_Path], matrices: Sequence[Matrix]) -> Iterator[list[Piece]]:
        """The parts of each path, on the page."""
        lib = self._lib
        counts = [path.segments for path in paths]
        owners = chain.from_iterable(repeat(path.handle, path.segments) for path in paths)
        segments = list(map(lib.segment, owners, chain.from_iterable(map(range, counts))))
        columns, written = _columns(c_float, len(segments), 2)
        _ask_all(lib.segment_point, segments, *written)
        kinds, closes = list(map(lib.segment_kind, segments)), list(map(lib.segment_closes, segments))
        xs, ys = (column[:] for column in columns)
        points: list[Point] = []
        # Mostly one matrix holds for all paths of a page.
        for (a, b, c, d, e, f), together in groupby(zip(matrices, counts, strict=True), itemgetter(0)):
            here = slice(len(points), len(points) + sum(count for _, count in together))
            places = list(zip(xs[here], ys[here], strict=True))
            lefts, tops = [a * x + c * y + e for x, y in places], [b * x + d * y + f for x, y in places]
            points += zip(_all_rounded(lefts), _all_rounded(tops), strict=True)
        for count, end in zip(counts, accumulate(counts), strict=True):
            here = slice(end - count, end)
            yield _parts(points[here], kinds[here], closes[here])

    def _image(self, one: int, around: _Around) -> Image:
        matrix = _times(self._own_matrix(one), around.matrix)
        corners = [_applied(matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
        box = _bounds(corners)
        a, b, c, d = matrix[:4]
        is_straight = (abs(b) < 1e-3 and abs(c) < 1e-3) or (abs(a) < 1e-3 and abs(d) < 1e-3)
        covers = (
            is_straight and around.opaque and not self._lib.is_transparent(one) and self._meets_letters(box)
        ) and self._is_solid(one)
        return Image(box, covers, self._clip(one, around), around.hidden or self._is_off(one))

    def _meets_letters(self, box: Box) -> bool:
        left, top, right, bottom = box
        return any(x0 < right and left < x1 and y0 < bottom and top < y1 for _, x0, y0, x1, y1 in self._letters)

    def _is_solid(self, one: int) -> bool:
        """Whether a picture lets nothing through: asked of its pixels as they are shown, masks and all."""
        lib = self._lib
        bitmap = lib.rendered_image(self._document, self._page, one)
        if not bitmap:
            return False
        try:
            if lib.bitmap_format(bitmap) != 4:  # no BGRA: nothing is transparent
                return True
            width, height, stride = lib.bitmap_width(bitmap), lib.bitmap_height(bitmap), lib.bitmap_stride(bitmap)
            pixels = ctypes.string_at(lib.bitmap_buffer(bitmap), stride * height)
            alphas = b"".join(pixels[row * stride : row * stride + 4 * width][3::4] for row in range(height))
            edge = 2 * (width + height)
            return bool(len(alphas) - alphas.count(255) <= edge + _LETS_THROUGH * len(alphas))
        finally:
            lib.bitmap_destroy(bitmap)

    def _own_matrix(self, one: int) -> Matrix:
        self._lib.matrix(one, self._at_matrix)
        raw = self._raw_matrix
        return raw.a, raw.b, raw.c, raw.d, raw.e, raw.f

    def _colours(self, ask: Callable[..., int], objects: Sequence[int]) -> list[_Shade]:
        """The colour of each object (None if it is a pattern) and its opacity."""
        parts, written = _columns(c_uint, len(objects), 4)
        told = list(map(ask, objects, *written))
        shades = [_shade(*one) for one in zip(*parts, strict=True)]
        return shades if all(told) else [one if so else _PATTERN for one, so in zip(shades, told, strict=True)]

    def _clips(self, objects: Sequence[int], around: _Around) -> list[Box | None]:
        """`_clip` of each object: most are cut off by nothing."""
        lib = self._lib
        counts = map(lib.count_clips, map(lib.clip, objects))
        return [
            self._clip(one, around) if count > 0 else around.clip for one, count in zip(objects, counts, strict=True)
        ]

    def _clip(self, one: int, around: _Around) -> Box | None:
        """The rectangle outside of which an object isn't drawn; None for the whole page."""
        lib = self._lib
        handle = lib.clip(one)
        clip = around.clip
        for path in range(lib.count_clips(handle) if handle else 0):
            count = max(0, lib.count_clip_segments(handle, path))
            (xs, ys), written = self._corners if count <= _CORNERS else _columns(c_float, count, 2)
            _ask_all(lib.segment_point, map(lib.clip_segment, repeat(handle), repeat(path), range(count)), *written)
            corners = list(zip(xs[:count], ys[:count], strict=True))
            if corners:
                clip = _within(clip, _bounds([_applied(around.matrix, x, y) for x, y in corners]))
        return clip

    # Marks

    def _is_off(self, one: int) -> bool:
        """Whether an object stands on a layer that is off."""
        return self._has_layers and any(
            self._lib.mark_number(mark, OFF_MARK.encode(), self._at_first) for mark in self._marks(one)
        )

    def _marks(self, one: int) -> list[int]:
        return [self._lib.mark(one, index) for index in range(max(0, self._lib.count_marks(one)))]

    def _drop_replacements(self, texts: Sequence[tuple[int, int]]) -> None:
        """Forget what characters are said to stand for (ActualText): data is what is printed."""
        lib = self._lib
        objects = [one for _, one in texts]
        for one, count in zip(objects, map(lib.count_marks, objects), strict=True):
            for index in reversed(range(count)):
                mark = lib.mark(one, index)
                if lib.mark_kind(mark, b"ActualText"):
                    lib.remove_mark(one, mark)


def _parts(points: Sequence[Point], kinds: Sequence[int], closes: Sequence[int]) -> list[Piece]:
    """The parts of a path. A closed part ends where it began."""
    if kinds[0] == _MOVE and kinds.count(_MOVE) == 1 and _CURVE not in kinds and not any(closes[:-1]):
        whole = [*points, points[0]] if closes[-1] and points[-1] != points[0] else list(points)
        return [(whole, True)]
    pieces: list[Piece] = []
    part: list[Point] = []
    start: Point = (0.0, 0.0)
    straight = True
    bend = 0
    for here, kind, is_closing in zip(points, kinds, closes, strict=True):
        if kind == _MOVE:
            if len(part) > 1:
                pieces.append((part, straight))
            part, straight, bend, start = [here], True, 0, here
        elif kind == _CURVE:
            bend += 1
            if bend < 3:
                continue
            # A rounded corner: the straight parts of the frame before and after it count as lines.
            bend = 0
            pieces.append((part, False))
            part, straight = [here], False
        else:
            part.append(here)
        if is_closing and part[-1] != start:
            part.append(start)
    if len(part) > 1:
        pieces.append((part, straight))
    return pieces


@lru_cache(maxsize=1024)
def _shade(red: int, green: int, blue: int, alpha: int) -> _Shade:
    return (red / 255, green / 255, blue / 255), alpha / 255


@lru_cache(maxsize=8192)
def _character(code: int) -> str:
    """The character of a code, of a half of one too."""
    if code == _HYPHEN:
        return "-"
    return chr(code) if 0 < code < 0x110000 else _without_value(code)


def _without_value(code: int) -> str:
    """What stands for a character whose font has no Unicode value for it."""
    return f"(cid:{code})"


def _joined(characters: Sequence[str]) -> list[str]:
    """Characters whose halves, as pdfium gives those beyond U+FFFF, are one at the first's place; a half that stands alone has no value."""
    found = list(characters)
    for place, character in enumerate(characters):
        if not found[place] or not _SURROGATE.fullmatch(character):
            continue
        both = _PAIR.fullmatch("".join(characters[place : place + 2]))
        if both:
            found[place : place + 2] = [both.group().encode("utf-16", "surrogatepass").decode("utf-16"), ""]
        else:
            found[place] = _without_value(ord(character))
    return found


def _angle(x: float, y: float) -> int:
    """The direction of a baseline: 0, 90, 180, 270, or -1 where it is none of them."""
    if y == 0 and x > 0:
        return 0
    degrees = math.degrees(math.atan2(y, x)) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= _SLANT else -1
