"""Reader for comma-separated values, which accounting systems export: a sheet without formats and merged cells.

The standard library's `csv` parts the fields; what is told here is whether a text is such a file at all, since nothing marks it. Its `Sniffer`
takes any text with commas for one, the amounts of a report's sentences (1,234.50) included.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from etl.documents.builder import DocumentBuilder
from etl.documents.model import Document
from etl.documents.sheets.sheet import Sheet, add_sheet
from etl.documents.text_encoding import decode
from etl.errors import DocumentError

LEAST_FIELDS = 3
"""Fields of a row of a table; a line of text may have a comma."""
_LEAST_ROWS = 3
_SHARE_OF_ROWS = 0.5
"""How many of the lines that hold something are rows of a table, at least."""
_SHARE_OF_WIDTH = 0.5
"""How many of the rows have as many fields as most have, at least; a file of several forms has several widths."""
_LONGEST_CELL = 80
_SPACED = re.compile(r"\d[ \u3000]+\d")
"""Two numbers, which no field holds."""
_SENTENCE = re.compile("[。；]")


def is_csv(text: str) -> bool:
    """Whether a text is rows of fields with commas between them, the same number in most rows, and is no text with commas in it."""
    if "\t" in text or "|" in text or text.count(",") < _LEAST_ROWS * (LEAST_FIELDS - 1):
        return False
    try:
        rows = [row for row in _parted(text) if any(field.strip() for field in row)]
    except csv.Error:
        return False
    wide = [row for row in rows if len(row) >= LEAST_FIELDS]
    if len(wide) < max(_LEAST_ROWS, _SHARE_OF_ROWS * len(rows)):
        return False
    _, usual = Counter(len(row) for row in wide).most_common(1)[0]
    if usual < _SHARE_OF_WIDTH * len(wide):
        return False
    if any(_SPACED.search(field) for row in wide for field in row):
        return False
    is_even = (
        len({len(row) for row in rows}) == 1
    )  # an export with as many commas in each line, quoted sentences among its cells
    return is_even or not any(len(row[0]) > _LONGEST_CELL or _SENTENCE.search("".join(row)) for row in wide)


def read_csv(path: Path, data: bytes) -> Document:
    """Read a file of comma-separated values; `path` names it in messages. Raises DocumentError: not text, beyond the bounds, nothing in it."""
    text, _ = decode(data, path.name)
    sheet = Sheet("")
    try:
        for r, row in enumerate(_parted(text)):
            for c, field in enumerate(row):
                sheet.put(r, c, field, path.name)
    except csv.Error as error:
        raise DocumentError(
            f"its fields can't be parted ({error})",
            place=path.name,
            next_step="export it once more, or save it as .xlsx",
        ) from error
    builder = DocumentBuilder(path.name)
    add_sheet(builder, sheet)
    return builder.document("csv", data)


def _parted(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
