"""Rows that the page's end cuts: some lines of a name stand on one page, the others and the figures on the other."""

from __future__ import annotations

from dataclasses import replace

from etl.documents.broken_amounts import is_one, may_be_one
from etl.documents.pdf.figures import is_number
from etl.documents.pdf.ruled_tables import Found


def with_whole_row(before: Found, after: Found) -> tuple[Found, Found]:
    """The table that a page ends with, and the one that goes on with it on the next: the row that is cut stands whole where its figures do.

    A row without figures is a piece of another where all other rows of both have figures: where some have none, it can be the head of a group.
    """
    top = _header_again(before, after)
    if len(before.rows[0]) != len(after.rows[0]) or len(after.rows) <= top + 1 or len(before.rows) < 2:
        return before, after
    upper, lower = before.rows[-1], after.rows[top]
    if _has_figure(upper) and _has_figure(lower):
        whole_row = _with_cut_amounts(before, lower)
        return (before, after) if whole_row is None else (_with_last(before, whole_row), _without_row(after, top))
    piece, whole = (lower, upper) if _has_figure(upper) else (upper, lower)
    if not _has_figure(whole) or not _all_others_have_figures(before, after, top):
        return before, after
    joined = tuple("\n".join(filter(None, texts)) for texts in zip(upper, lower, strict=True))
    if not _is_rest(piece, whole) and not (
        _is_cut_code(upper[0], lower[0], (*before.rows[:-1], *after.rows[top + 1 :]))
        and (not any(piece[1:]) or _is_rest(("", *piece[1:]), whole))
    ):
        return before, after
    if piece is lower:
        return _with_last(before, joined), _without_row(after, top)
    return _without_row(before, len(before.rows) - 1), _with_row(after, top, joined)


def _header_again(before: Found, after: Found) -> int:
    """How many rows the next page begins with that are those of the table's head."""
    again = 0
    for one, other in zip(before.rows, after.rows, strict=False):
        if one != other:
            break
        again += 1
    return again


def _has_figure(row: tuple[str, ...]) -> bool:
    """Whether a row prints an amount: a number that isn't its code."""
    return any(is_number(text) for text in row[1:])


def _is_rest(piece: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a row holds nothing but words, below or above words of the other row."""
    filled = [c for c, text in enumerate(piece) if text]
    return bool(filled) and all(not is_number(piece[c]) and whole[c] and not is_number(whole[c]) for c in filled)


def _is_cut_code(upper: str, lower: str, others: tuple[tuple[str, ...], ...]) -> bool:
    """Whether both pieces are one code (208050 and 5): digits that are together as long as another row's code, the upper alone as long as none."""
    top, rest = ("".join(text.split()) for text in (upper, lower))
    lengths = {len(code) for row in others if (code := "".join(row[0].split())).isdecimal()}
    return top.isdecimal() and rest.isdecimal() and len(top + rest) in lengths and not {len(top), len(rest)} & lengths


def _all_others_have_figures(before: Found, after: Found, top: int) -> bool:
    """Whether all rows but the one that is cut have figures, apart from headers (what stands alone above the first row is none)
    and the last, which the next page may go on with."""
    first = next((r for r, row in enumerate(before.rows) if _has_figure(row)), None)
    if first is None or (first and sum(map(bool, before.rows[first - 1])) == 1):
        return False
    return all(map(_has_figure, (*before.rows[first:-1], *after.rows[top + 1 : -1])))


def _with_cut_amounts(before: Found, lower: tuple[str, ...]) -> tuple[str, ...] | None:
    """The last row with its rest on the next page, where that holds ends of amounts (41,118.1 and 5) and of names only; None where it is a row."""
    upper = before.rows[-1]
    joined: list[str] = []
    if lower[0]:
        return None
    for c, texts in enumerate(zip(upper, lower, strict=True)):
        if not all(texts) or not is_number(texts[0]):
            if texts[1] and (not texts[0] or is_number(texts[1])):
                return None
            joined.append("\n".join(filter(None, texts)))
        elif may_be_one(texts) and is_one(texts, [row[c] for row in before.rows[:-1]]):
            joined.append("".join(texts))
        else:
            return None
    return tuple(joined)


def _with_last(table: Found, texts: tuple[str, ...]) -> Found:
    return _with_row(table, len(table.rows) - 1, texts)


def _with_row(table: Found, row: int, texts: tuple[str, ...]) -> Found:
    return replace(table, rows=(*table.rows[:row], texts, *table.rows[row + 1 :]))


def _without_row(table: Found, row: int) -> Found:
    cells = tuple(
        replace(cell, row=cell.row - (cell.row > row), rows=cell.rows - (cell.row < row < cell.row + cell.rows))
        for cell in table.cells
        if cell.row != row or cell.rows > 1
    )
    return replace(table, rows=(*table.rows[:row], *table.rows[row + 1 :]), cells=cells)
