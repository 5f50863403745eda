"""A mart as CSV: UTF-8 with its mark, so that spreadsheet programs read Chinese; numbers exact, nulls empty."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import TextIOBase
from typing import Any

from etl.safe_text import is_formula

ENCODING = "utf-8-sig"


def write_csv(stream: TextIOBase, headers: Sequence[str], rows: Iterable[Sequence[Any]], *, raw: bool = False) -> int:
    """Write a table; how many rows it has.

    A text that a spreadsheet program would run as a formula gets an apostrophe before it, unless `raw`. Numbers never do.
    """
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headers)
    count = 0
    for row in rows:
        writer.writerow([_text(value, raw=raw) for value in row])
        count += 1
    return count


def _text(value: Any, *, raw: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if not raw and is_formula(text) else text
