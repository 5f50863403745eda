"""Rows of forms with halves side by side: which words stand in which half, by the numbers of the lines (行次) or the ordinals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from etl.documents.plain.counted.words import ORDINAL, RefusedError, Row, number_of
from etl.words.numerals import value_of

_MOST_WAYS = 64

Ordinals = tuple[int, int]
"""The last 一、 and the last （一） of a half."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How far the halves of a form have come, for its next page: the header's names, the last line numbers, the last ordinals."""

    names: tuple[str, ...]
    lines: tuple[int, ...]
    ordinals: tuple[Ordinals, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """One way to read the rows so far: their cells, and how far the halves have come."""

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    ordinals: tuple[Ordinals, ...]


def side_by_side(blocks: Sequence[str], rows: Sequence[Row], known: Ends) -> tuple[str, list[list[str]], Ends]:
    """Rows of a form with halves side by side. A half prints all its figures in a row or none. Of several ways to read the rows, the one is
    taken whose lines add up to the totals of both halves."""
    states = [_State((), known.lines, known.ordinals)]
    for row in rows:
        states = [after for state in states for cells in _ways(blocks, row) if (after := _next(blocks, state, cells))]
        if not states:
            raise RefusedError(f"the words “{' '.join(row.words)[:40]}” don't fit its columns")
        if len(states) > _MOST_WAYS:
            break
    if len(states) > 1:
        states = [state for state in states if _totals_hold(blocks, state.rows)]
    if len(states) != 1:
        raise RefusedError("it isn't told in which of its halves some lines stand")
    (state,) = states
    return "".join(blocks), [list(row) for row in state.rows], Ends(known.names, state.lines, state.ordinals)


def _next(blocks: Sequence[str], state: _State, cells: Sequence[Sequence[str]]) -> _State | None:
    """The state after one more row; None where its line numbers or ordinals don't go on from those above, or figures have no label."""
    lines = list(state.lines)
    ordinals = list(state.ordinals)
    for b, (block, own) in enumerate(zip(blocks, cells, strict=True)):
        number = next((cell for kind, cell in zip(block, own, strict=True) if kind == "I"), "")
        has_figure = any(cell for kind, cell in zip(block, own, strict=True) if kind == "V")
        if "I" in block:
            if (number and lines[b] and int(number) != lines[b] + 1) or ((own[0] or has_figure) and not number):
                return None
        elif has_figure and not own[0]:
            return None
        if not _goes_on(ordinals[b], own[0]):
            return None
        lines[b] = int(number) if number else lines[b]
        ordinals[b] = _after(ordinals[b], own[0])
    return _State((*state.rows, tuple(cell for block in cells for cell in block)), tuple(lines), tuple(ordinals))


def _totals_hold(blocks: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether in each half the lines with a first ordinal (一、) add up to the first total, in each column of figures."""
    start = 0
    for block in blocks:
        figures = [start + k for k, kind in enumerate(block) if kind == "V"]
        total = next((r for r, row in enumerate(rows) if re.search("合计$|总计$", row[start])), None)
        if total is None:
            return False
        items = [row for row in rows[:total] if _ordinal(row[start])[1] and _ordinal(row[start])[0] == 0]
        for column in figures:
            apart = number_of(rows[total][column]) - sum((number_of(row[column]) for row in items), Decimal(0))
            if abs(apart) > Decimal("0.005") * (len(items) + 1):
                return False
        start += len(block)
    return True


def _ways(blocks: Sequence[str], row: Row) -> Iterator[list[list[str]]]:
    """The ways to share the words of a row out to the halves; a label that stands on lines of its own goes to one without a label."""
    for shares in product((False, True), repeat=2 * len(blocks)):
        shapes = [
            "".join(kind for kind in block if kind == "I" or (kind == "W" and named) or (kind == "V" and filled))
            for block, named, filled in zip(blocks, shares[::2], shares[1::2], strict=True)
        ]
        for numbered in product((True, False), repeat=len(blocks)):
            own = [
                shape if has or "I" not in shape else shape.replace("I", "")
                for shape, has in zip(shapes, numbered, strict=True)
            ]
            if any("I" not in shape and not has for shape, has in zip(shapes, numbered, strict=True)):
                continue
            plan = "".join(own)
            if len(plan) != len(row.words) or not all(
                kind == has or (kind == "V" and has == "I") for kind, has in zip(plan, row.kinds, strict=True)
            ):
                continue
            cells = _filled(blocks, own, row.words)
            free = [b for b, one in enumerate(cells) if not one[0]]
            if not row.label:
                yield cells
            for b in free if row.label else ():
                yield [[row.label, *one[1:]] if k == b else one for k, one in enumerate(cells)]
            if row.label and not free:
                for b, one in enumerate(cells):  # the rest of a label below its first line
                    if not ORDINAL.match(row.label):
                        yield [[one[0] + row.label, *one[1:]] if k == b else other for k, other in enumerate(cells)]


def _filled(blocks: Sequence[str], shapes: Sequence[str], words: Sequence[str]) -> list[list[str]]:
    left = list(words)
    cells = []
    for block, shape in zip(blocks, shapes, strict=True):
        own = []
        rest = list(shape)
        for kind in block:
            if rest and rest[0] == kind:
                rest.pop(0)
                own.append(left.pop(0))
            else:
                own.append("")
        cells.append(own)
    return cells


def _ordinal(label: str) -> tuple[int, int]:
    """二十六、… → (0, 26), （三）… → (1, 3); (0, 0) where a label has no ordinal."""
    match = ORDINAL.match(label)
    if match is None:
        return 0, 0
    return (0 if match[1] else 1), value_of(match[1] or match[2]) or 0


def _goes_on(last: Ordinals, label: str) -> bool:
    """Whether the ordinal of a label, if it has one, goes on from the last ones of its half."""
    level, number = _ordinal(label)
    if not number or not any(last):
        return True
    return number == last[level] + 1 or (number == 1 and (level == 1 or not last[0]))


def _after(last: Ordinals, label: str) -> Ordinals:
    level, number = _ordinal(label)
    if not number:
        return last
    return (number, 0) if level == 0 else (last[0], number)
