"""Reader for Excel workbooks before 2007 (.xls): what each cell shows, merged cells, hidden sheets.

Source: [MS-XLS], Excel Binary File Format. Read here rather than by a library: a figure's text as printed needs its
number format, and a damaged file must not be able to end the process.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from etl.documents.builder import DocumentBuilder
from etl.documents.model import Document, Span
from etl.documents.sheets import biff
from etl.documents.sheets.biff import Record
from etl.documents.sheets.compound import CompoundFile
from etl.documents.sheets.number_format import built_in_formats, shown
from etl.documents.sheets.sheet import Sheet, add_sheet
from etl.errors import DocumentError

_MAX_COLUMN = 256


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sheet in the workbook's list."""

    name: str
    offset: int
    hidden: bool
    is_worksheet: bool


@dataclass(slots=True)
class _Book:
    """What the sheets share. `encoding` is None for Excel 97 and later."""

    encoding: str | None
    entries: list[_Entry] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    formats: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    date1904: bool = False
    active: int = 0

    def shown(self, number: Decimal, style: int) -> str:
        """A number as a cell of this style shows it."""
        code = self.formats.get(self.styles[style], "General") if style < len(self.styles) else "General"
        return shown(number, code, date1904=self.date1904)


def read_xls(path: Path, data: bytes, *, embedded: bool = False) -> Document:
    """Read a workbook of Excel 5 to 2003; `path` names it in messages. One `embedded` in another file shows its active
    sheet only.

    Sheets come in their order; numbers as shown by their formats. Raises DocumentError: damaged, protected, beyond the
    bounds, nothing in it.
    """
    file = CompoundFile(data, path.name)
    stream = file.read("Workbook" if "Workbook" in file else "Book")
    builder = DocumentBuilder(path.name)
    try:
        book = _read_book(stream, path.name)
        for index, entry in enumerate(book.entries):
            if not entry.is_worksheet:
                builder.warn(f"sheet {entry.name} is no table (a chart or macros) and was left out")
                continue
            sheet = Sheet(entry.name, entry.hidden or (embedded and index != book.active))
            _Reader(book, sheet, path.name).read(stream, entry.offset)
            add_sheet(builder, sheet)
    except (struct.error, IndexError) as error:
        raise _damaged(path.name, f"a record is too short: {error}") from error
    return builder.document("xls", data)


def _read_book(stream: bytes, file_name: str) -> _Book:
    """The records before the sheets. Raises DocumentError: protected, or of a kind before Excel 5."""
    if len(stream) < 8 or struct.unpack_from("<H", stream)[0] != Record.BOF:
        raise _damaged(file_name, "its first record isn't that of a workbook")
    version = struct.unpack_from("<H", stream, 4)[0]
    book = _Book(encoding=None if version == biff.BIFF8 else "gb18030")
    book.formats.update(built_in_formats())
    shared: list[bytes] = []
    last = 0
    for record, body, _ in biff.records(stream, 0):
        match record:
            case Record.FILEPASS:
                raise DocumentError(
                    "protected by a password", place=file_name, next_step="remove the password and load the file again"
                )
            case Record.CODEPAGE if book.encoding is not None:
                book.encoding = biff.code_page(struct.unpack_from("<H", body)[0])
            case Record.DATEMODE:
                book.date1904 = body[:1] == b"\x01"
            case Record.WINDOW1:
                book.active = struct.unpack_from("<H", body, 10)[0]
            case Record.FORMAT:
                code = biff.text(body[2:], book.encoding, short=book.encoding is not None)
                book.formats[struct.unpack_from("<H", body)[0]] = code
            case Record.XF:
                book.styles.append(struct.unpack_from("<H", body, 2)[0])
            case Record.BOUNDSHEET:
                offset, visibility, kind = struct.unpack_from("<IBB", body)
                name = biff.text(body[6:], book.encoding, short=True)
                book.entries.append(_Entry(name, offset, visibility & 3 != 0, kind == 0))
            case Record.SST:
                shared = [body]
            case Record.CONTINUE if last in (Record.SST, Record.CONTINUE) and shared:
                shared.append(body)
            case Record.EOF:
                break
        last = record
    if shared:
        book.texts = biff.SharedTexts(shared).read()
    if not book.entries:
        raise _damaged(file_name, "it lists no sheet")
    return book


class _Reader:
    """Reads one sheet's records."""

    def __init__(self, book: _Book, sheet: Sheet, file_name: str) -> None:
        self._book = book
        self._sheet = sheet
        self._file_name = file_name
        self._formula: tuple[int, int] | None = None
        self._empty: list[tuple[int, int]] = []
        self._computed = False

    def read(self, stream: bytes, offset: int) -> None:
        """Read from the sheet's first record to its last. Raises DocumentError where it doesn't begin there."""
        depth = 0
        for record, body, _ in biff.records(stream, offset):
            if record == Record.BOF:
                depth += 1  # a chart in a sheet has records of its own
            elif depth == 0:
                break
            elif record == Record.EOF:
                depth -= 1
                if depth == 0:
                    # an empty text is a value too; but where all formulas are empty, none was ever computed
                    if not self._computed:
                        self._sheet.without_value = self._empty
                    return
            elif depth == 1:
                self._record(record, body)
        raise _damaged(self._file_name, f"sheet {self._sheet.name} has no beginning or no end")

    def _record(self, record: int, body: bytes) -> None:
        book = self._book
        match record:
            case Record.LABELSST:
                row, column, _, index = struct.unpack_from("<HHHI", body)
                if index >= len(book.texts):
                    raise _damaged(
                        self._file_name, f"sheet {self._sheet.name}, row {row + 1}: names a text that isn't there"
                    )
                self._put(row, column, book.texts[index])
            case Record.LABEL | Record.RSTRING:
                row, column = struct.unpack_from("<HH", body)
                self._put(row, column, biff.text(body[6:], book.encoding))
            case Record.NUMBER:
                row, column, style = struct.unpack_from("<HHH", body)
                self._put(row, column, book.shown(biff.double(body[6:14]), style))
            case Record.RK:
                row, column, style, packed = struct.unpack_from("<HHHI", body)
                self._put(row, column, book.shown(biff.rk_number(packed), style))
            case Record.MULRK:
                row, first = struct.unpack_from("<HH", body)
                for k in range((len(body) - 6) // 6):
                    style, packed = struct.unpack_from("<HI", body, 4 + 6 * k)
                    self._put(row, first + k, book.shown(biff.rk_number(packed), style))
            case Record.BOOLERR:
                row, column, _, value, is_error = struct.unpack_from("<HHHBB", body)
                self._truth_or_error(row, column, value, is_error=bool(is_error))
            case Record.FORMULA:
                self._formula_value(body)
            case Record.STRING if self._formula is not None:
                self._put(*self._formula, biff.text(body, book.encoding))
                self._formula = None
            case _:
                self._look(record, body)

    def _formula_value(self, body: bytes) -> None:
        """The stored value of a formula: a number, or a kind of value told by its first byte."""
        row, column, style = struct.unpack_from("<HHH", body)
        result = body[6:14]
        if result[6:8] != b"\xff\xff":
            self._put(row, column, self._book.shown(biff.double(result), style))
        elif result[0] == 0:
            self._formula = (row, column)  # the text follows in a record of its own
        elif result[0] in (1, 2):
            self._truth_or_error(row, column, result[2], is_error=result[0] == 2)
        else:
            self._empty.append((row, column))
            return
        self._computed = True

    def _look(self, record: int, body: bytes) -> None:
        """Merged cells, hidden rows and columns."""
        sheet = self._sheet
        if record == Record.MERGEDCELLS:
            for k in range(struct.unpack_from("<H", body)[0]):
                top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * k)
                if bottom >= top and right >= left:
                    sheet.spans.append(Span(top, left, bottom - top + 1, right - left + 1))
        elif record == Record.ROW:
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                sheet.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif record == Record.COLINFO and struct.unpack_from("<H", body, 8)[0] & 0x01:
            first, last = struct.unpack_from("<HH", body)
            sheet.hidden_columns.update(range(first, min(last + 1, _MAX_COLUMN)))

    def _truth_or_error(self, row: int, column: int, value: int, *, is_error: bool) -> None:
        if is_error:
            self._sheet.errors.append((row, column))
            self._put(row, column, biff.ERRORS.get(value, "#N/A"))
        else:
            self._put(row, column, "TRUE" if value else "FALSE")

    def _put(self, row: int, column: int, text: str) -> None:
        self._sheet.put(row, column, text, self._file_name)


def _damaged(file_name: str, what: str) -> DocumentError:
    return DocumentError(f"the workbook is damaged ({what})", place=file_name, next_step="fetch the file again")
