"""Reader for Excel workbooks before 2007 (.xls): what each cell shows, merged cells, hidden sheets.

xlrd decodes the records; a figure's text as printed comes from its number format, which xlrd names and doesn't apply.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import xlrd

from etl.documents.builder import DocumentBuilder
from etl.documents.model import Document, Span
from etl.documents.sheets import biff
from etl.documents.sheets.compound import CompoundFile
from etl.documents.sheets.number_format import built_in_formats, shown
from etl.documents.sheets.sheet import Sheet, add_sheet
from etl.errors import DocumentError


def read_xls(path: Path, data: bytes, *, embedded: bool = False) -> Document:
    """Read a workbook of Excel 5 to 2003; `path` names it in messages. One `embedded` in another file shows its active
    sheet only.

    Sheets come in their order; numbers as shown by their formats. Raises DocumentError: damaged, protected, beyond the
    bounds, nothing in it.
    """
    file = CompoundFile(data, path.name)
    book = _open(file.read("Workbook" if "Workbook" in file else "Book"), path.name)
    reader = _Reader(book, path.name)
    builder = DocumentBuilder(path.name)
    for number, (name, kind) in enumerate(zip(book.sheet_names(), book.kinds, strict=True)):
        if kind != 0:
            builder.warn(f"sheet {name} is no table (a chart or macros) and was left out")
            continue
        sheet = reader.read(number, name)
        sheet.hidden = sheet.hidden or (embedded and number != book.active)
        add_sheet(builder, sheet)
    return builder.document("xls", data)


def _open(stream: bytes, file_name: str) -> biff.Workbook:
    """The records before the sheets. Raises DocumentError: protected, damaged, or of a kind before Excel 5."""
    if not stream.startswith(biff.BOF):
        raise _damaged(file_name, "its first record isn't that of a workbook")
    try:
        book = biff.Workbook(stream)
    except biff.ProtectedError as error:
        raise DocumentError(
            "protected by a password", place=file_name, next_step="remove the password and load the file again"
        ) from error
    except biff.TROUBLE as error:
        raise _damaged(file_name, f"its list of sheets, texts and formats: {biff.reason(error)}") from error
    if not book.kinds:
        raise _damaged(file_name, "it lists no sheet")
    return book


class _Reader:
    """Reads the sheets of a workbook."""

    def __init__(self, book: biff.Workbook, file_name: str) -> None:
        self._book = book
        self._file_name = file_name
        codes = {**built_in_formats(), **book.format_codes()}
        self._struck = book.struck_styles()
        self._formats = [codes.get(style.format_key, "General") for style in book.xf_list]

    def read(self, number: int, name: str) -> Sheet:
        """Read a sheet. Raises DocumentError: damaged, beyond the bounds."""
        self._sheet = Sheet(name)
        self._last_row = 0
        self._rich: dict[tuple[int, int], tuple[str, int]] = {}
        self._empty: list[tuple[int, int]] = []
        self._computed = False
        try:
            theirs = self._book.read_sheet(number, self._put)
        except biff.TROUBLE as error:
            raise _damaged(
                self._file_name, f"sheet {name}, at row {self._last_row + 1} or after it: {biff.reason(error)}"
            ) from error
        self._take_layout(theirs)
        # an empty text is a value too; but where all formulas are empty, none was ever computed
        if not self._computed:
            self._sheet.without_value = self._empty
        return self._sheet

    def _put(self, row: int, column: int, kind: int | None, value: Any, style: int) -> None:
        """Take a cell from xlrd: a number where it has no kind."""
        book, sheet = self._book, self._sheet
        self._last_row = row
        if book.record == biff.FORMULA and value == "":
            self._empty.append((row, column))
            return
        if book.record in (biff.FORMULA, biff.STRING):
            self._computed = True
        match kind:
            case None:
                code = self._formats[style] if style < len(self._formats) else "General"
                text = shown(Decimal(value), code, date1904=book.datemode == 1)
            case xlrd.XL_CELL_BOOLEAN:
                text = "TRUE" if value else "FALSE"
            case xlrd.XL_CELL_ERROR:
                text = xlrd.error_text_from_code.get(value, "#N/A")
                sheet.errors.append((row, column))
            case _:
                text = value
        if book.record == biff.RSTRING:
            self._rich[row, column] = text, style
        else:
            text = self._without_struck(row, column, text, style)
        sheet.put(row, column, text, self._file_name)

    def _without_struck(self, row: int, column: int, text: str, style: int) -> str:
        """A cell's text without what is struck out, which is counted."""
        sheet = self._sheet
        is_struck = style < len(self._struck) and self._struck[style]
        if isinstance(text, biff.RunText):
            sheet.struck_runs += text.struck_in_struck if is_struck else text.struck
            return text.in_struck if is_struck else text
        if is_struck and text.strip():
            sheet.struck.append((row, column))
            return ""
        return text

    def _take_layout(self, theirs: Any) -> None:
        """Merged cells, hidden rows and columns, and the runs of texts before Excel 97, which xlrd tells last."""
        sheet = self._sheet
        for (row, column), (told, style) in self._rich.items():
            runs = tuple(theirs.rich_text_runlist_map.get((row, column), ()))
            text = self._book.in_runs(told, runs)
            sheet.replace(row, column, self._without_struck(row, column, text, style), self._file_name)
        for top, bottom, left, right in theirs.merged_cells:
            if bottom > top and right > left:
                sheet.spans.append(Span(top, left, bottom - top, right - left))
        sheet.hidden_rows = {row for row, info in theirs.rowinfo_map.items() if info.hidden}
        sheet.hidden_columns = {column for column, info in theirs.colinfo_map.items() if info.hidden}
        sheet.hidden = theirs.visibility & 3 != 0


def _damaged(file_name: str, what: str) -> DocumentError:
    return DocumentError(f"the workbook is damaged ({what})", place=file_name, next_step="fetch the file again")
