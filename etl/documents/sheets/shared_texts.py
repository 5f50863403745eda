"""The shared texts of an Excel workbook of 1997 to 2003: a table that is cut into records at any place, even within a text.

Instead of xlrd's `unpack_SST_table`, because that one refuses the whole workbook where the border of two records parts a rare
character, where the file states another number of texts than it holds, and where the table is cut off behind the texts in use.

Source: [MS-XLS] 2.4.265 (SST), 2.5.293 (XLUnicodeRichExtendedString).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

Runs = tuple[tuple[int, int], ...]
"""Where fonts change in a text: (first character, number of the font)."""
_HEAD = 8
"""Bytes of the two counts before the first text."""
_WIDE, _EXTENDED, _RICH = 1, 4, 8


def shared_texts(records: list[bytes]) -> Iterator[tuple[str, Runs]]:
    """The texts of the table, each with its runs, from the bodies of its records; ends where the table does."""
    table = _Table(records)
    try:
        while table.goes_on():
            yield table.text()
    except (struct.error, IndexError):
        return  # a cell that names a text behind the cut is reported where it stands


class _Table:
    """Reads over the borders of records."""

    def __init__(self, records: list[bytes]) -> None:
        self._records = records
        self._record = 0
        self._at = _HEAD

    def goes_on(self) -> bool:
        """Whether bytes follow; moves to the record that holds them."""
        while self._record < len(self._records) and self._at >= len(self._records[self._record]):
            self._record += 1
            self._at = 0
        return self._record < len(self._records)

    def text(self) -> tuple[str, Runs]:
        """The next text and its runs. Raises IndexError where the table is cut off."""
        length, flags = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] if flags & _RICH else 0
        extension = struct.unpack("<I", self._bytes(4))[0] if flags & _EXTENDED else 0
        wide = self._characters(length, flags)
        changes = tuple(struct.iter_unpack("<HH", self._bytes(4 * runs)))
        self._bytes(extension)
        return wide.decode("utf-16-le", "replace"), changes

    def _characters(self, length: int, flags: int) -> bytes:
        """So many characters of two bytes each; a text that goes on in the next record says anew how wide its characters are there."""
        found = bytearray()
        while length > 0:
            record = self._record
            if not self.goes_on():
                raise IndexError
            if self._record != record or (self._at == 0 and self._record > 0):
                flags = self._bytes(1)[0]
            width = 2 if flags & _WIDE else 1
            here = min(length, (len(self._records[self._record]) - self._at) // width)
            if here == 0:
                raise IndexError
            taken = self._bytes(here * width)
            found += taken if width == 2 else taken.decode("latin-1").encode("utf-16-le")
            length -= here
        return bytes(found)

    def _bytes(self, count: int) -> bytes:
        """The next bytes, over the borders of records."""
        found = bytearray()
        while len(found) < count:
            if not self.goes_on():
                raise IndexError
            taken = self._records[self._record][self._at : self._at + count - len(found)]
            self._at += len(taken)
            found += taken
        return bytes(found)
