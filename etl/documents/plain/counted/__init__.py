"""Tables of text whose cells are one space apart, as copying from a PDF viewer gives them: columns by counting the words of a row.

No position is left in such text, and cells without text leave no trace. A table is read where counting leaves no choice: its rows have as many
figures as its header has names, or lines of a form with halves side by side follow the numbers of their lines (行次) or their ordinals. Anything
else is refused with the reason; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.documents.model import Span
from etl.documents.plain.counted.extent import extent_of
from etl.documents.plain.counted.halves import Ends, side_by_side
from etl.documents.plain.counted.header import header_of
from etl.documents.plain.counted.rows import by_count, repeated, rows_of, three_by_three, triples
from etl.documents.plain.counted.words import RefusedError, Row, words_of

__all__ = ["Counted", "Ends", "read_counted"]

_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Counted:
    """A table read by counting: how many lines it took, its rows and merged header cells; or `refused`, why it can't be read."""

    lines: int
    rows: tuple[tuple[str, ...], ...] = ()
    spans: tuple[Span, ...] = ()
    refused: str = ""
    ends: Ends | None = None


def read_counted(lines: Sequence[str], before: Ends | None = None) -> Counted | None:
    """The table that begins with the first of these lines; None where none begins there. `before`: how far the table before came."""
    found = extent_of(lines[:_MOST_LINES])
    if found is None:
        return None
    header, body, taken = found
    try:
        rows = rows_of(body)
        if all("W" not in row.kinds and not row.label for row in rows):
            raise RefusedError("its rows have no names")
        kinds, table, ends = _blocks_or_columns(header, rows, before)
        head, spans = header_of(header, kinds, table)
    except RefusedError as reason:
        return Counted(taken, refused=str(reason))
    return Counted(taken, tuple(map(tuple, [*head, *table])), tuple(spans), ends=ends)


def _blocks_or_columns(
    header: Sequence[str], rows: list[Row], before: Ends | None
) -> tuple[str, list[list[str]], Ends | None]:
    """The kind of each column (C code, W label, I line number, V figure), the rows in them, and how far the halves come."""
    leaf = max((words_of(line) for line in header), key=len)
    count = triples(leaf)
    if count:
        return "CWV" * count, [three_by_three(row, count) for row in rows], None
    halves = repeated(leaf)
    if not halves:
        return *by_count(rows), None
    new = Ends(tuple(leaf), (0,) * len(halves), ((0, 0),) * len(halves))
    known = before if before is not None and before.names == tuple(leaf) else new
    return side_by_side(halves, rows, known)
