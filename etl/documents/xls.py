"""Reader for workbooks of Excel 97 to 2003 (.xls) and for binary ones (.xlsb): values by python-calamine."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path

import python_calamine

from etl.documents import limits
from etl.documents.builder import DocumentBuilder
from etl.documents.compound import CompoundFile
from etl.documents.model import Document, Span
from etl.documents.number_format import is_date, shown
from etl.documents.sheet import Sheet, add_sheet
from etl.documents.xls_styles import BookStyles, SheetStyles, read_styles
from etl.errors import DocumentError

_Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 (workbooks know no zones)
_EPOCH_1904 = datetime.datetime(1904, 1, 1)  # noqa: DTZ001


def read_xls(path: Path, data: bytes) -> Document:
    """Read a workbook of Excel 97 to 2003; `path` names it in messages.

    Numbers are shown by their formats; in files before Excel 97 as plain numbers, with a warning.
    Raises DocumentError: damaged, protected, beyond the bounds, nothing in it.
    """
    file = CompoundFile(data, path.name)
    styles = read_styles(file.read("Workbook"), path.name) if "Workbook" in file else None
    return _read(path, data, "xls", styles)


def read_xlsb(path: Path, data: bytes) -> Document:
    """Read a binary workbook; numbers are plain. Raises DocumentError as `read_xls`."""
    return _read(path, data, "xlsb", None)


def _read(path: Path, data: bytes, format_name: str, styles: BookStyles | None) -> Document:
    builder = DocumentBuilder(path.name)
    if styles is None:
        builder.warn("number formats can't be read from this kind of workbook: numbers are given as stored")
    else:
        _check_bounds(styles, path.name)
    date1904 = styles is not None and styles.date1904
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            for index, metadata in enumerate(book.sheets_metadata):
                if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    builder.warn(f"sheet {metadata.name} is no table and was left out")
                    continue
                hidden = metadata.visible != python_calamine.SheetVisibleEnum.Visible
                look = styles.sheets[index] if styles and index < len(styles.sheets) else SheetStyles()
                source = book.get_sheet_by_index(index)
                sheet = Sheet(metadata.name, hidden, hidden_rows=look.hidden_rows, hidden_columns=look.hidden_columns)
                for (row, column), (last_row, last_column) in source.merged_cell_ranges or ():
                    if last_row >= row and last_column >= column:
                        sheet.spans.append(Span(row, column, last_row - row + 1, last_column - column + 1))
                top, left = source.start or (0, 0)
                for r, values in enumerate(source.iter_rows(), start=top):
                    for c, value in enumerate(values, start=left):
                        if value != "":
                            code = look.format_of.get((r, c), "General")
                            sheet.put(r, c, _text(value, code, date1904), path.name)
                add_sheet(builder, sheet)
    except python_calamine.PasswordError as error:
        raise DocumentError(
            "protected by a password", place=path.name, next_step="remove the password and load the file again"
        ) from error
    except (python_calamine.CalamineError, ValueError, OSError, OverflowError) as error:
        raise _damaged(path, error) from error
    except BaseException as error:
        # a panic inside the library is no Exception; whatever else arrives here isn't ours to stop
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(path, error) from error
    return builder.document(format_name, data)


def _check_bounds(styles: BookStyles, file_name: str) -> None:
    """Refuse what the library would make a grid of, before it does."""
    for number, sheet in enumerate(styles.sheets, start=1):
        if sheet.rows * sheet.columns > 8 * limits.MAX_CELLS:
            raise DocumentError(
                f"sheet {number} reaches over {sheet.rows:,} rows and {sheet.columns:,} columns",
                place=file_name,
                next_step="check how the file was made, or delete what holds no form",
            )


def _text(value: _Value, code: str, date1904: bool) -> str:
    """A value as the workbook shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return shown(repr(value), code, date1904=date1904)
    if isinstance(value, datetime.datetime):
        days = value - (_EPOCH_1904 if date1904 else _EPOCH)
    elif isinstance(value, datetime.date):
        days = datetime.datetime(value.year, value.month, value.day) - (_EPOCH_1904 if date1904 else _EPOCH)  # noqa: DTZ001
    elif isinstance(value, datetime.time):
        days = datetime.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    else:
        days = value
    serial = Decimal(days.days) + Decimal(days.seconds) / 86400
    return shown(serial, code if is_date(code) else "yyyy-mm-dd", date1904=date1904)


def _damaged(path: Path, error: BaseException) -> DocumentError:
    return DocumentError(f"the workbook is damaged ({error})", place=path.name, next_step="fetch the file again")
