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
from etl.words.numbers import parse_number

LEAST_FIELDS = 3
"""Fields of a row of a table; a line of text may have a comma."""
_LEAST_ROWS = 3
_SHARE_OF_ROWS = 0.5
"""How many of the lines that hold something are rows of a table, at least."""
_SHARE_OF_WIDTH = 0.5
"""How many of the rows have as many fields as most have, at least; a file of several forms has several widths."""
_LONGEST_CELL = 80
_DELIMITERS = (",", ";")
"""Semicolons part the fields where a comma is the decimal mark of the computer's settings."""
_SHORTEST = 2
"""Fields, and rows, of the smallest table: a header above one row, a name beside one amount."""
_SPACED = re.compile(r"\d[ \u3000]+\d")
"""Two numbers, which no field holds."""
_SENTENCE = re.compile("[。；]")
_WORD = re.compile(r"[^\W\d_]")
_CUT_THOUSANDS = re.compile(r"\d$")


def is_csv(text: str) -> bool:
    """Whether a text is rows of fields with commas (or semicolons) between them, the same number in most rows, and is no text with commas in it."""
    return _delimiter(text) is not None


def _delimiter(text: str) -> str | None:
    """What parts the fields of a text; None where it is no such file."""
    if "\t" in text or "|" in text:
        return None
    return next((mark for mark in _DELIMITERS if mark in text and _is_parted_by(mark, text)), None)


def _is_parted_by(mark: str, text: str) -> bool:
    try:
        rows = [row for row in _parted(text, mark) if any(field.strip() for field in row)]
    except csv.Error:
        return False
    return _are_fields([row for row in rows if len(row) >= LEAST_FIELDS], rows, _LEAST_ROWS) or _is_small(rows)


def _are_fields(wide: list[list[str]], rows: list[list[str]], least: int) -> bool:
    """Whether the wide ones of the rows are those of a table: enough, of few widths, with no sentence and no two numbers in a field."""
    if len(wide) < max(least, _SHARE_OF_ROWS * len(rows)):
        return False
    _, usual = Counter(len(row) for row in wide).most_common(1)[0]
    if usual < _SHARE_OF_WIDTH * len(wide):
        return False
    filled = [row for row in wide if any(field.strip() for field in row[1:])]  # the others are notes of a sentence
    if any(_SPACED.search(field) for row in wide for field in row):
        return False
    is_even = (
        len({len(row) for row in rows}) == 1
    )  # an export with as many commas in each line, quoted sentences among its cells
    return is_even or not any(len(row[0]) > _LONGEST_CELL or _SENTENCE.search("".join(row)) for row in filled)


def _is_small(rows: list[list[str]]) -> bool:
    """Whether the rows, below lines of a title, are a table of two columns, or of one row below its header: each row begins with a word, the
    last has a number."""
    wide = [row for row in rows if len(row) >= _SHORTEST and any(field.strip() for field in row[1:])]
    amounts = [row for row in wide if any(parse_number(field) for field in row[1:])]
    return (
        len({len(row) for row in wide}) == 1
        and wide[-1:] == amounts[-1:] != []
        and len(wide) > len(amounts)
        and all(_WORD.search(row[0]) and not _CUT_THOUSANDS.search(row[0]) for row in wide)
        and _are_fields(wide, rows[rows.index(wide[0]) :], _SHORTEST)
    )


def read_csv(path: Path, data: bytes) -> Document:
    """Read a file of comma-separated values; `path` names it in messages. Raises DocumentError: not text, beyond the bounds, nothing in it."""
    text, _ = decode(data, path.name)
    sheet = Sheet("")
    try:
        for r, row in enumerate(_parted(text, _delimiter(text) or _DELIMITERS[0])):
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


def _parted(text: str, mark: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=mark, strict=True))
