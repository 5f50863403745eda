"""Compound files (OLE2), the container of .xls and .doc: the streams in it, by name.

Source: [MS-CFB], Compound File Binary File Format.
"""

from __future__ import annotations

import struct

from etl.errors import DocumentError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFE
_HEADER_FAT_ENTRIES = 109
_MAX_STREAMS = 10_000


class CompoundFile:
    """The directory of a compound file. Raises DocumentError where it is damaged or cut off."""

    def __init__(self, data: bytes, place: str) -> None:
        self._data = data
        self._place = place
        try:
            self._read_header()
        except (struct.error, IndexError) as error:
            raise self._damaged("its header is cut off") from error

    def _read_header(self) -> None:
        data = self._data
        sector_shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if sector_shift not in (9, 12) or mini_shift != 6:
            raise self._damaged("impossible sector size")
        self._sector_size = 1 << sector_shift
        directory, self._mini_cutoff = struct.unpack_from("<I4xI", data, 48)
        mini_fat, _, difat, _ = struct.unpack_from("<IIII", data, 60)
        self._fat = self._read_fat(difat)
        entries = self._chain(directory)
        self._streams: dict[str, tuple[int, int]] = {}
        root_start = root_size = 0
        for offset in range(0, min(len(entries), _MAX_STREAMS * 128) - 127, 128):
            name_bytes, kind = struct.unpack_from("<H", entries, offset + 64)[0], entries[offset + 66]
            name = entries[offset : offset + max(0, min(name_bytes, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<IQ", entries, offset + 116)
            if sector_shift == 9:
                size &= 0xFFFFFFFF  # version 3 leaves the upper half undefined
            if kind == 5:
                root_start, root_size = start, size
            elif kind == 2:
                # the first of a name is the outermost: embedded objects repeat the names of their own streams
                self._streams.setdefault(name, (start, size))
        self._mini_stream = self._chain(root_start)[:root_size] if root_size else b""
        mini_fat_bytes = self._chain(mini_fat) if mini_fat < _END_OF_CHAIN - 1 else b""
        self._mini_fat = struct.unpack(f"<{len(mini_fat_bytes) // 4}I", mini_fat_bytes[: len(mini_fat_bytes) // 4 * 4])

    def __contains__(self, name: str) -> bool:
        return name in self._streams

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all streams."""
        return tuple(self._streams)

    def read(self, name: str) -> bytes:
        """The bytes of a stream. Raises DocumentError: no such stream, cut off."""
        if name not in self._streams:
            raise self._damaged(f"no stream {name}")
        start, size = self._streams[name]
        if size > len(self._data):
            raise self._damaged(f"stream {name} is cut off")
        if size >= self._mini_cutoff:
            return self._chain(start)[:size]
        parts = []
        sector, seen = start, 0
        while sector < _END_OF_CHAIN - 1 and seen * 64 < size:
            if sector >= len(self._mini_fat):
                raise self._damaged(f"stream {name} is cut off")
            parts.append(self._mini_stream[sector * 64 : sector * 64 + 64])
            sector = self._mini_fat[sector]
            seen += 1
        return b"".join(parts)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector_size
        return self._data[start : start + self._sector_size]

    def _read_fat(self, difat: int) -> tuple[int, ...]:
        sectors = [s for s in struct.unpack_from(f"<{_HEADER_FAT_ENTRIES}I", self._data, 76) if s < _END_OF_CHAIN - 1]
        most = len(self._data) // self._sector_size + 1
        for _ in range(most):
            if difat >= _END_OF_CHAIN - 1:
                break
            block = self._sector(difat)
            if len(block) < self._sector_size:
                raise self._damaged("its allocation table is cut off")
            numbers = struct.unpack(f"<{len(block) // 4}I", block)
            sectors += [s for s in numbers[:-1] if s < _END_OF_CHAIN - 1]
            difat = numbers[-1]
        table = b"".join(self._sector(number) for number in sectors[:most])
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        # a chain can't have more sectors than the file: a longer one runs in a circle
        for _ in range(len(self._data) // self._sector_size + 1):
            if sector >= _END_OF_CHAIN - 1:
                return b"".join(parts)
            if sector >= len(self._fat):
                raise self._damaged("a chain of sectors leads out of the file")
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        raise self._damaged("a chain of sectors runs in a circle")

    def _damaged(self, what: str) -> DocumentError:
        return DocumentError(
            f"the Office file is damaged or cut off ({what})", place=self._place, next_step="fetch the file again"
        )
