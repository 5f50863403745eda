"""Readers: a file of any published format → Document."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

from etl.documents import limits
from etl.documents.archive import read_folder, read_zip
from etl.documents.collecting import rarely_collected
from etl.documents.detect import Kind, detect
from etl.documents.model import Document
from etl.errors import DocumentError, UnreachableError

_READERS = {
    Kind.TEXT: ("etl.documents.plain.reader", "read_text"),
    Kind.PDF: ("etl.documents.pdf", "read_pdf"),
    Kind.OFD: ("etl.documents.ofd", "read_ofd"),
    Kind.IMAGE: ("etl.documents.picture", "read_picture"),
    Kind.DOCX: ("etl.documents.word.docx", "read_docx"),
    Kind.DOC: ("etl.documents.word.converted", "read_doc"),
    Kind.XLSX: ("etl.documents.sheets.xlsx", "read_xlsx"),
    Kind.XLS: ("etl.documents.sheets.xls", "read_xls"),
    Kind.ODS: ("etl.documents.sheets.ods", "read_ods"),
    Kind.XML_SHEET: ("etl.documents.sheets.xml_sheet", "read_xml_sheet"),
    Kind.CSV: ("etl.documents.sheets.csv_sheet", "read_csv"),
    Kind.HTML: ("etl.documents.web.html", "read_html"),
    Kind.MHTML: ("etl.documents.web.html", "read_mhtml"),
}
"""Kind → module and function `(path, data) -> Document`; a module is loaded when its kind is first met."""


@rarely_collected()
def read_document(path: Path) -> Document:
    """Read a file, or a folder of the parts of one report; the format is told from the content.

    Raises DocumentError, with the file's name, what is wrong and what to do: no such file, empty, damaged, protected,
    beyond the bounds of `limits`, a format no reader exists for, or nothing in it.
    """
    try:
        if path.is_dir():
            os.scandir(path).close()  # one that may not be listed isn't empty
            return read_folder(path, _read_kind)
        size = path.stat().st_size
        if not path.is_file():  # a pipe or device may never end
            raise DocumentError("no ordinary file", place=str(path), next_step="give a file or a folder")
        if size > limits.MAX_FILE_BYTES:
            raise DocumentError(
                f"{size / 1e6:,.0f} MB; a file may have at most {limits.MAX_FILE_BYTES / 1e6:.0f} MB",
                place=path.name,
                next_step="split it, or save it with smaller pictures",
            )
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DocumentError("no such file or folder", place=str(path), next_step="check the path") from error
    except (OSError, ValueError) as error:  # ValueError: a zero character in the path
        raise UnreachableError(
            f"can't be opened ({getattr(error, 'strerror', None) or error})",
            place=str(path),
            next_step="check the path and its rights",
        ) from error
    return _read_kind(path, data, detect(data, path.name))


def _read_kind(path: Path, data: bytes, kind: Kind) -> Document:
    """Read content of a known kind; `path` gives its name."""
    if kind == Kind.ZIP:
        return read_zip(path, data, _read_kind)
    module, function = _READERS[kind]
    reader = cast(Callable[[Path, bytes], Document], getattr(importlib.import_module(module), function))
    try:
        return reader(path, data)
    except (RecursionError, MemoryError) as error:
        raise DocumentError(
            "nested too deep or too large to be read", place=path.name, next_step="check how the file was made"
        ) from error
