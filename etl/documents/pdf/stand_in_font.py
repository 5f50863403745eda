"""A font for Chinese characters whose own font isn't in the file, on a machine that has none either.

pdfium leaves a text object out whose last character has no extent. Where a file doesn't hold its fonts (宋体, as office programs print it) and the
machine has no Chinese one, no character has, and what is printed alone, a digit or 元, would be lost without a word. So pdfium is told of a font
in which every character is a square. Fonts of the machine come first; how far the pen moves stands in the file.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

_EM, _TOP, _BOTTOM = 1000, 880, -120
_CHARSETS = frozenset({128, 129, 134, 136})
"""Japanese, Korean, simplified and traditional Chinese, as pdfium numbers them."""
_SIMPLIFIED = 134
_HANDLE = 1
"""What pdfium knows the font by: its own fonts are known by addresses."""
_NAME = b"Square\0"


def font_file() -> bytes:
    """The font as a TrueType file (ISO/IEC 14496-22): all of its characters are one square, as large as a Chinese character."""
    box = 0, _BOTTOM, _EM, _TOP
    # One outline of four corners; each is told as a step from the last, first all steps across, then all upwards.
    outline = struct.pack(">h4hHH4B", 1, *box, 3, 0, 1, 1, 1, 1)
    glyph = outline + struct.pack(">8hxx", 0, 0, _EM, 0, _BOTTOM, _TOP - _BOTTOM, 0, _BOTTOM - _TOP)
    # A map of format 13 gives one glyph to a whole range of characters.
    tables = {
        b"cmap": struct.pack(">HHHHLHHLLLLLL", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, ord(" "), 0x10FFFF, 1),
        b"glyf": glyph * 2,
        b"head": struct.pack(">LLLLHHqq4hHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, *box, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">LhhhHhhh8hH", 0x10000, _TOP, _BOTTOM, 0, _EM, 0, 0, _EM, 1, *[0] * 7, 1),
        b"hmtx": struct.pack(">Hhh", _EM, 0, 0),
        b"loca": struct.pack(">LLL", 0, len(glyph), 2 * len(glyph)),
        b"maxp": struct.pack(">L14H", 0x10000, 2, 4, 1, 0, 0, 2, *[0] * 8),
    }
    place = 12 + 16 * len(tables)
    entries, contents = b"", b""
    for tag, content in tables.items():
        entries += struct.pack(">4sLLL", tag, 0, place + len(contents), len(content))
        contents += content + bytes(-len(content) % 4)
    return struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, 48) + entries + contents


@cache
def install(raw: Any) -> object:
    """Tell the library of it, once a process; what is returned must be kept as long as the library is used.

    `raw` is the module pypdfium2.raw. Only what pdfium looks for on the machine is asked here, a font a time: no text is.
    """
    found = raw.FPDF_GetDefaultSystemFontInfo()
    if not found:
        return None
    system, at = found.contents, found
    file = font_file()

    def enumerate_fonts(_: object, mapper: object) -> None:
        system.EnumFonts(at, mapper)

    def map_font(
        _: object, weight: int, italic: int, charset: int, pitch: int, face: object, exact: object
    ) -> int | None:
        return system.MapFont(at, weight, italic, charset, pitch, face, exact) or (
            _HANDLE if charset in _CHARSETS else None
        )

    def get_font(_: object, face: object) -> int | None:
        handle: int | None = system.GetFont(at, face)
        return handle

    def get_font_data(_: object, font: int, table: int, buffer: Any, size: int) -> int:
        if font != _HANDLE:
            return int(system.GetFontData(at, font, table, buffer, size))
        # The whole file has no tag; of single tables pdfium asks whether it is a collection of fonts.
        return 0 if table else _handed_over(file, buffer, size)

    def get_face_name(_: object, font: int, buffer: Any, size: int) -> int:
        return _handed_over(_NAME, buffer, size) if font == _HANDLE else int(system.GetFaceName(at, font, buffer, size))

    def get_charset(_: object, font: int) -> int:
        return _SIMPLIFIED if font == _HANDLE else int(system.GetFontCharset(at, font))

    def delete_font(_: object, font: int) -> None:
        if font != _HANDLE:
            system.DeleteFont(at, font)

    asked = (enumerate_fonts, map_font, get_font, get_font_data, get_face_name, get_charset, delete_font)
    kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
    names = ("EnumFonts", "MapFont", "GetFont", "GetFontData", "GetFaceName", "GetFontCharset", "DeleteFont")
    told = raw.FPDF_SYSFONTINFO(
        1, kinds["Release"](0), *[kinds[name](ask) for name, ask in zip(names, asked, strict=True)]
    )
    raw.FPDF_SetSystemFontInfo(ctypes.byref(told))
    return told


def _handed_over(data: bytes, buffer: Any, size: int) -> int:
    """How long something is, written where there is room for it."""
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)
