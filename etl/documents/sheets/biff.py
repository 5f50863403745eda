"""Records of Excel workbooks before 2007: from the bytes of a workbook's stream to named records and texts.

Source: [MS-XLS], Excel Binary File Format, and its forerunner of Excel 5 and 95.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from decimal import Decimal
from enum import IntEnum

BIFF8 = 0x0600
"""Excel 97 to 2003. What is older keeps its texts in a code page of its country."""


class Record(IntEnum):
    """The records that are read."""

    FORMULA = 0x0006
    EOF = 0x000A
    DATEMODE = 0x0022
    FILEPASS = 0x002F
    CONTINUE = 0x003C
    WINDOW1 = 0x003D
    CODEPAGE = 0x0042
    COLINFO = 0x007D
    BOUNDSHEET = 0x0085
    MULRK = 0x00BD
    RSTRING = 0x00D6
    XF = 0x00E0
    MERGEDCELLS = 0x00E5
    SST = 0x00FC
    LABELSST = 0x00FD
    NUMBER = 0x0203
    LABEL = 0x0204
    BOOLERR = 0x0205
    STRING = 0x0207
    ROW = 0x0208
    RK = 0x027E
    FORMAT = 0x041E
    BOF = 0x0809


ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
"""What a cell shows for an error, by its code."""


def records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes, int]]:
    """(record, body, offset of the next record) from an offset on; a last record that is cut off is left out."""
    while offset + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, offset)
        offset += 4 + size
        if offset > len(stream):
            return
        yield record, stream[offset - size : offset], offset


def rk_number(value: int) -> Decimal:
    """A number packed into 32 bits: an integer or the upper part of a double, perhaps in hundredths."""
    if value & 2:
        signed = value >> 2
        number = Decimal(signed - (1 << 30) if signed >= 1 << 29 else signed)
    else:
        number = double(struct.pack("<II", 0, value & 0xFFFFFFFC))
    return number / 100 if value & 1 else number


def double(body: bytes) -> Decimal:
    """A stored double, exactly; number formats round it to the digits that Excel shows."""
    return Decimal(struct.unpack("<d", body)[0])


def code_page(number: int) -> str:
    """The encoding of a workbook before Excel 97; GB18030 where its code page isn't one of Python's."""
    name = {936: "gb18030", 10008: "gb18030", 1200: "utf-16-le", 65001: "utf-8"}.get(number, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "gb18030"
    return name


def text(body: bytes, encoding: str | None, *, short: bool = False) -> str:
    """A text with its length before it (one byte where `short`); `encoding` None: of Excel 97 and later."""
    length = body[0] if short else struct.unpack_from("<H", body)[0]
    start = 1 if short else 2
    if encoding is not None:
        return body[start : start + length].decode(encoding, "replace")
    if body[start] & 1:
        return body[start + 1 : start + 1 + 2 * length].decode("utf-16-le", "replace")
    return body[start + 1 : start + 1 + length].decode("latin-1")


class SharedTexts:
    """Reads the table of shared texts, which is cut into records at any place, even within a text."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._at = 8  # behind the two counts

    def read(self) -> list[str]:
        """All texts up to the end of the records."""
        texts = []
        try:
            while self._more():
                texts.append(self._text())
        except (struct.error, IndexError):
            pass  # the table is cut off: a cell that names a missing text is reported where it stands
        return texts

    def _more(self) -> bool:
        while self._piece < len(self._pieces) and self._at >= len(self._pieces[self._piece]):
            self._piece += 1
            self._at = 0
        return self._piece < len(self._pieces)

    def _bytes(self, count: int) -> bytes:
        """The next bytes, over the borders of records."""
        out = bytearray()
        while len(out) < count:
            if not self._more():
                raise IndexError
            taken = self._pieces[self._piece][self._at : self._at + count - len(out)]
            self._at += len(taken)
            out += taken
        return bytes(out)

    def _text(self) -> str:
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & 8 else 0
        extension = struct.unpack("<I", self._bytes(4))[0] if flags & 4 else 0
        characters: list[str] = []
        while length > 0:
            border = self._piece
            if not self._more():
                raise IndexError
            if self._piece != border or (self._at == 0 and self._piece > 0):
                # a text that goes on in the next record says anew how wide its characters are
                flags = self._bytes(1)[0]
            width = 2 if flags & 1 else 1
            here = min(length, (len(self._pieces[self._piece]) - self._at) // width)
            if here == 0:
                raise IndexError
            characters.append(self._bytes(here * width).decode("utf-16-le" if width == 2 else "latin-1", "replace"))
            length -= here
        self._bytes(4 * runs)
        self._bytes(extension)
        return "".join(characters)
