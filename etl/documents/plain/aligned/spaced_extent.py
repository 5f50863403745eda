"""Which lines make a table set by spaces: rows of two cells or more, and between them lines of wrapped names and headers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.documents.plain.aligned.spaced_cells import MONEY, Cell, cells_of

_BREAKS = re.compile(r"[。；]|^(?:备?注|说明|附注)\d*[:：]|表[)）]?$|第.{1,3}部分|^[-—–－\s]*\d{1,4}[-—–－\s]*$")
MAX_BLANK = 6
MARGIN = 8
SHORT = 12
MAX_ALONE = 40
MAX_INNER = 3
"""So many lines of one cell may stand between lines of several: names and headers broken over lines."""


def begins_table(lines: Sequence[str]) -> bool:
    """Whether the first of these lines can begin such a table: a row, or a short header (项目) above one."""
    if is_row(lines[0]):
        return True
    text = lines[0].strip()
    if len(text) > 6 or _BREAKS.search(text) or re.search(r"[\d：:，()（）]", text) or not lines[0].startswith("  "):
        return False
    following = [line for line in lines[1:8] if line.strip()][:2]
    return any(is_row(line) for line in following)


def is_row(line: str) -> bool:
    """Whether a line can be a row of such a table: two cells or more, and no sentence."""
    return len(cells_of(line)) >= 2 and not re.search(r"[。；]|…{2}|\.{4}|·{4}|^[-—–－\s]*\d{1,4}[-—–－\s]*$", line)


def table_end(lines: Sequence[str], start: int) -> int:
    """The line after the table that begins at line `start`; `start` itself where none does.

    A table has three rows or more, of which one prints an amount beside a label, or two have three cells or more (an empty form).
    """
    if not begins_table(lines[start:]):
        return start
    end = start
    inner = blank = alone = 0
    begins: set[int] = set()
    for i in range(start, len(lines)):
        text = lines[i].strip()
        if is_row(lines[i]):
            end, inner, blank, alone = i + 1, 0, 0, 0
            begins |= {cell.start for cell in cells_of(lines[i])}
        elif not text:
            blank += 1
            if blank > MAX_BLANK:
                break
        else:
            blank = 0
            in_column = _is_in_column(lines[i], begins)
            inner += not in_column and len(text) > SHORT
            alone += 1
            if inner > MAX_INNER or alone > MAX_ALONE or _BREAKS.search(text):
                break
            if in_column and inner == 0 and is_set_in(lines[i]):
                end = i + 1
    rows = [cells_of(line) for line in lines[start:end] if is_row(line)]
    amounts = sum(1 for row in rows if any(MONEY.fullmatch(cell.text) for cell in row))
    wide = sum(1 for row in rows if len(row) >= 3)
    return end if len(rows) >= 3 and (amounts >= 1 or wide >= 2) else start


def is_set_in(line: str) -> bool:
    """Whether a line of one cell stands far from the margin: a label in the right half of a form, no paragraph."""
    text = line.strip()
    return (
        len(line) - len(line.lstrip()) >= MARGIN and len(text) <= 30 and not _BREAKS.search(text) and "：" not in text
    )


def _is_in_column(line: str, begins: set[int]) -> bool:
    """Whether the one cell of a line stands where cells of the rows above begin: a label without amounts."""
    (cell,) = cells_of(line)[:1] or [Cell(0, 0, "")]
    return (
        any(abs(cell.start - at) <= 1 for at in begins) and len(cell.text) <= 30 and not re.search("[，：]", cell.text)
    )
