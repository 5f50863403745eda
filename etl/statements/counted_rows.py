"""Rows whose label ends with their unit, 车辆数合计（辆） in a form of money: the row and its parts count things, or are in that unit of money.
Rows of goods whose column 计量单位 says the unit of their quantity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from etl.statements.draft import DraftCell, DraftRow
from etl.statements.labels import split_ordinal
from etl.statements.vocabulary import step_pattern
from etl.words.folding import fold
from etl.words.units import YUAN

_UNIT = step_pattern("counted_rows.unit")
_MONEY_COLUMN = step_pattern("counted_rows.money_column")
_ENDS = {"total", "group_total", "subtotal"}


def with_units_of_labels(rows: Sequence[DraftRow]) -> None:
    """Give the numbers of such rows, and of the rows that are their parts, the unit that the label ends with; side by side blocks each by itself.

    A number with a unit of its own and a column that is headed with one keep theirs.
    """
    blocks: dict[tuple[str, int], list[DraftRow]] = defaultdict(list)
    for row in rows:
        blocks[row.side, row.block].append(row)
        if unit := fold(row.attributes.get("counting_unit", "")):
            row.cells = [_in_unit(cell, unit) if cell.value_column.role == "count" else cell for cell in row.cells]
    for block in blocks.values():
        for i, row in enumerate(block):
            if unit := unit_of_label(row.label):
                for part in (row, *_parts(block, i)):
                    part.cells = [_in_unit(cell, unit) for cell in part.cells]


def unit_of_label(label: str) -> str:
    """The unit in brackets at a label's end, folded (辆; 台,套), "" where none is.

    >>> unit_of_label("单价100万元（含）以上设备（台，套）"), unit_of_label("其他收入（含利息）")
    ('台,套', '')
    """
    match = _UNIT.search(fold(label))
    return match["unit"] if match else ""


def _in_unit(cell: DraftCell, unit: str) -> DraftCell:
    column = cell.value_column
    if cell.number.unit or column.unit or (unit not in YUAN and _MONEY_COLUMN.search(column.path)):
        return cell
    role = column.role if unit in YUAN else "percent" if unit == "%" else "count"
    return replace(cell, value_column=replace(column, unit=unit, role=role))


def _parts(block: Sequence[DraftRow], start: int) -> list[DraftRow]:
    """The rows below one that are its parts: with ordinals of a deeper kind, or without any, whole numbers that add up to it.

    A row whose label ends with a unit of its own ends them.
    """
    open_styles: list[str] = []
    for row in block[: start + 1]:
        style = split_ordinal(fold(row.label))[0]
        open_styles = (
            [*open_styles[: open_styles.index(style)], style] if style in open_styles else [*open_styles, style]
        )
    below: list[DraftRow] = []
    for row in block[start + 1 :]:
        own = split_ordinal(fold(row.label))[0]
        if unit_of_label(row.label) or row.kind in _ENDS or (own and own in open_styles):
            break
        below.append(row)
    return below if style else _that_add_up(block[start], below)


def _that_add_up(whole: DraftRow, below: Sequence[DraftRow]) -> list[DraftRow]:
    """The first rows of a run that are whole numbers and add up to the row above them; none where they don't."""
    amounts = [cell.number.value for cell in whole.cells[:1]]
    added = Decimal(0)
    for i, row in enumerate(below):
        values = [cell.number for cell in row.cells[:1]]
        if not amounts or any(number.decimals for number in values):
            return []
        added += sum((number.value for number in values), Decimal(0))
        if added == amounts[0]:
            return list(below[: i + 1])
    return []
