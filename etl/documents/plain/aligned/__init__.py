"""Tables of converted text whose columns are set by spaces, as `pdftotext -layout` writes them: columns from the places of the cells.

Frozen: no published file of this kind has been met. New cases wait for one; what its sums don't prove gives no figures (`etl/statements/unproven.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from etl.documents.plain.aligned.spaced_cells import MONEY, cells_by_either_width, is_data, is_word
from etl.documents.plain.aligned.spaced_columns import rows_and_columns
from etl.documents.plain.aligned.spaced_extent import is_set_in, table_end
from etl.documents.plain.aligned.spaced_labels import join_wrapped_headers, with_whole_labels, without_split_labels

__all__ = ["Layout", "is_set_in", "read_aligned", "table_end"]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a table stand; which of them hold words, which amounts."""

    columns: tuple[tuple[int, int], ...]
    words: tuple[int, ...]
    amounts: tuple[int, ...]
    told_by: str = "spaces"

    def blocks(self) -> list[tuple[list[int], list[int]]]:
        """Columns of words with the amounts right of them: a form has one such block, or several side by side."""
        found: list[tuple[list[int], list[int]]] = []
        for i in range(len(self.columns)):
            if i in self.words:
                if not found or found[-1][1]:
                    found.append(([], []))
                found[-1][0].append(i)
            elif found:
                found[-1][1].append(i)
        return found


def read_aligned(lines: Sequence[str], before: Layout | None = None) -> tuple[list[list[str]], Layout]:
    """The rows of such a table, one a line, and its layout. `before` is that of the page before, which a page without header goes on with."""
    cells = cells_by_either_width(lines)
    rows, columns, alone = rows_and_columns(cells)
    rows, cells, alone = with_whole_labels(rows, cells, alone)
    join_wrapped_headers(rows, alone)
    goes_on = before is not None and bool(cells) and is_data(cells[0])
    if goes_on:
        rows, columns = without_split_labels(rows, columns)
    body = [row for row, line in zip(rows, cells, strict=True) if is_data(line)]
    amounts = tuple(i for i in range(len(columns)) if any(MONEY.fullmatch(row[i]) for row in body))
    words = tuple(i for i in range(len(columns)) if i not in amounts and any(is_word(row[i]) for row in body))
    layout = Layout(tuple(columns), words, amounts)
    places = _places_before(layout, before) if goes_on and before is not None else None
    if places is None or before is None:
        return rows, layout
    wide = [[""] * len(before.columns) for _ in rows]
    for row, cells_of_row in zip(wide, rows, strict=True):
        for i, text in enumerate(cells_of_row):
            row[places[i]] = text
    return wide, before


def _places_before(layout: Layout, before: Layout) -> list[int] | None:
    """For each column the column of the page before that it goes on, None where that can't be told.

    A page sets its columns by its own longest label, so that amounts stand further left or right; how far they stand apart stays.
    The first amount of a block is printed on every page.
    """
    here, there = layout.blocks(), before.blocks()
    if len(here) != len(there) or sum(len(a) + len(b) for a, b in here) != len(layout.columns):
        return None
    places: list[int] = []
    for (words, amounts), (words_before, amounts_before) in zip(here, there, strict=True):
        if len(words) != len(words_before) or len(amounts) > len(amounts_before):
            return None
        places += words_before
        shift = before.columns[amounts_before[0]][1] - layout.columns[amounts[0]][1] if amounts else 0
        for i in amounts:
            end = layout.columns[i][1] + shift
            near = min(amounts_before, key=lambda c: abs(before.columns[c][1] - end))
            if near in places or (len(amounts) < len(amounts_before) and abs(before.columns[near][1] - end) > 2):
                return None
            places.append(near)
    return places
