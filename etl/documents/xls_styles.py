"""What the library for .xls doesn't tell: number formats of cells, hidden rows and columns, formulas without values.

Source: [MS-XLS], Excel Binary File Format (BIFF8).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from etl.documents.number_format import built_in_formats
from etl.errors import DocumentError

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _DATEMODE = 0x0809, 0x000A, 0x002F, 0x0085, 0x0022
_FORMAT, _XF, _ROW, _COLINFO = 0x041E, 0x00E0, 0x0208, 0x007D
_MULRK, _NUMBER, _RK, _FORMULA = 0x00BD, 0x0203, 0x027E, 0x0006
_BIFF8 = 0x0600
_MAX_COLUMN = 256
_CELLS = frozenset({_NUMBER, _RK, _FORMULA, 0x00FD, 0x0204, 0x00D6, 0x0205, 0x0201})
"""Records of one cell, each beginning with row, column, style: number, formula, text, boolean, blank."""


@dataclass(slots=True)
class SheetStyles:
    """The part of a sheet's content that isn't values. Rows and columns count from 0."""

    format_of: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = 0


@dataclass(slots=True)
class BookStyles:
    """The styles of a workbook's sheets, in the order of the sheets."""

    sheets: list[SheetStyles] = field(default_factory=list)
    date1904: bool = False


def read_styles(stream: bytes, place: str) -> BookStyles | None:
    """The styles in a workbook's stream; None for files before Excel 97.

    Raises DocumentError: protected by a password, or damaged.
    """
    if len(stream) < 8 or struct.unpack_from("<HHH", stream, 0)[::2] != (_BOF, _BIFF8):
        return None
    book = BookStyles()
    formats: dict[int, str] = {}
    styles: list[int] = []
    offsets: list[int] = []
    try:
        for record, body in _records(stream, 0):
            if record == _FILEPASS:
                raise DocumentError(
                    "protected by a password", place=place, next_step="remove the password and load the file again"
                )
            if record == _FORMAT:
                formats[struct.unpack_from("<H", body)[0]] = _unicode(body[2:])
            elif record == _XF:
                styles.append(struct.unpack_from("<H", body, 2)[0])
            elif record == _DATEMODE:
                book.date1904 = body[:1] == b"\x01"
            elif record == _BOUNDSHEET:
                offsets.append(struct.unpack_from("<I", body)[0])
            elif record == _EOF:
                break
        codes = built_in_formats() | formats
        shown = [codes.get(number, "General") for number in styles]
        book.sheets = [_sheet(stream, offset, shown) for offset in offsets]
    except (struct.error, IndexError) as error:
        raise DocumentError(
            f"the workbook is damaged ({error})", place=place, next_step="fetch the file again"
        ) from error
    return book


def _sheet(stream: bytes, offset: int, shown: list[str]) -> SheetStyles:
    sheet = SheetStyles()
    depth = 0
    for record, body in _records(stream, offset):
        if record == _BOF:
            depth += 1  # charts in a sheet have records of their own
        elif record == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth > 1:
            continue
        elif record in _CELLS:
            row, column, style = struct.unpack_from("<HHH", body)
            _cell(sheet, row, column, style, shown)
        elif record == _MULRK:
            row, first = struct.unpack_from("<HH", body)
            for k in range((len(body) - 6) // 6):
                _cell(sheet, row, first + k, struct.unpack_from("<H", body, 4 + 6 * k)[0], shown)
        elif record == _ROW:
            row = struct.unpack_from("<H", body)[0]
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                sheet.hidden_rows.add(row)
        elif record == _COLINFO:
            first, last = struct.unpack_from("<HH", body)
            if struct.unpack_from("<H", body, 8)[0] & 0x01:
                sheet.hidden_columns.update(range(first, min(last + 1, _MAX_COLUMN)))
    return sheet


def _cell(sheet: SheetStyles, row: int, column: int, style: int, shown: list[str]) -> None:
    sheet.rows = max(sheet.rows, row + 1)
    sheet.columns = max(sheet.columns, column + 1)
    if style < len(shown) and shown[style] != "General":
        sheet.format_of[row, column] = shown[style]


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    while offset + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, offset)
        yield record, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _unicode(body: bytes) -> str:
    """A string with a 16-bit length and a byte that says whether its characters take one byte or two."""
    length, flags = struct.unpack_from("<HB", body)
    if flags & 1:
        return body[3 : 3 + 2 * length].decode("utf-16-le", "replace")
    return body[3 : 3 + length].decode("latin-1")
