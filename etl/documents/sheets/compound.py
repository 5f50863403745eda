"""Compound files (OLE2), the container of .xls and .doc: the streams in it, by name, read by olefile.

Source: [MS-CFB], Compound File Binary File Format. olefile believes the sizes that a file states of itself; what a
hostile file could state is bounded here by the size of the file.
"""

from __future__ import annotations

import io
import struct

import olefile

from etl.errors import DocumentError

SIGNATURE: bytes = olefile.MAGIC
_HEADER_BYTES = 512
_NUMBERS_OF_HEADER = 109
"""Sectors of the allocation table that the header itself names."""
_TROUBLE = (OSError, struct.error, LookupError, ValueError, TypeError, ArithmeticError, AssertionError, RecursionError)
"""What olefile raises on damaged files."""


class CompoundFile:
    """The directory of a compound file. Raises DocumentError where it is damaged or cut off."""

    def __init__(self, data: bytes, place: str) -> None:
        self._place = place
        try:
            _check_header(data)
            self._file = _Bounded(io.BytesIO(data))
        except _TROUBLE as error:
            raise self._damaged(_reason(error)) from error

    def __contains__(self, name: str) -> bool:
        return bool(self._file.exists(name)) and self._file.get_type(name) == olefile.STGTY_STREAM

    def read(self, name: str) -> bytes:
        """The bytes of a stream. Raises DocumentError: no such stream, cut off."""
        if name not in self:
            raise self._damaged(f"no stream {name}")
        try:
            data: bytes = self._file.openstream(name).read()
        except _TROUBLE as error:
            raise self._damaged(f"stream {name}: {_reason(error)}") from error
        if len(data) < self._file.get_size(name):
            raise self._damaged(f"stream {name} is cut off")
        return data

    def refuse_damaged(self) -> None:
        """Raise DocumentError where its directory is at fault: what it lists is not what the file holds."""
        for _, fault in self._file.parsing_issues:
            raise self._damaged(str(fault))

    def _damaged(self, what: str) -> DocumentError:
        return DocumentError(
            f"the Office file is damaged or cut off ({what})", place=self._place, next_step="fetch the file again"
        )


def _reason(trouble: Exception) -> str:
    """What is wrong with a file, in words: olefile's own where it gives some."""
    return str(trouble) if isinstance(trouble, OSError | ValueError) else "its directory contradicts itself"


def _check_header(data: bytes) -> None:
    """Raise ValueError where the header is cut off or states an allocation table larger than the file needs."""
    if len(data) < _HEADER_BYTES:
        raise ValueError("its header is cut off")
    sector_shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if sector_shift not in (9, 12) or mini_shift != 6:
        raise ValueError("impossible sector size")
    numbers_of_sector = (1 << sector_shift) // 4
    stated, further_sectors = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 72)[0]
    if further_sectors and stated > (len(data) >> sector_shift) // numbers_of_sector + _NUMBERS_OF_HEADER:
        raise ValueError("its allocation table is larger than the file")


class _Bounded(olefile.OleFileIO):  # type: ignore[misc]
    """olefile, that follows no stream for longer than the file is and compares no stream with all others."""

    def _open(self, start: int, size: int = olefile.UNKNOWN_SIZE, force_FAT: bool = False) -> io.BytesIO:  # noqa: N803
        if size != olefile.UNKNOWN_SIZE and size > self._filesize:
            raise ValueError("a stream is larger than the file")
        stream: io.BytesIO = super()._open(start, size, force_FAT)
        return stream

    def _check_duplicate_stream(self, first_sect: int, minifat: bool = False) -> None:
        """Two streams at one place harm nothing, and the search for them takes the square of their number."""
