"""A table's cells are folded and parsed once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from etl.documents.cells import grid_of, read_cell
from etl.documents.model import Table
from etl.statements.columns import ValueColumn
from etl.statements.draft import draft_cell

TABLE = Table(
    0, 4, (("項 目", "金额（千元）"), ("合计①", "1, 234. 50"), ("结余", "—")), page=7, confidence=((0.9, 0.8),) * 3
)


def test_a_grid_has_the_shape_of_its_table_and_typed_cells() -> None:
    grid = grid_of(TABLE)
    assert [[cell.folded for cell in row] for row in grid.rows] == [
        ["项目", "金额(千元)"],
        ["合计", "1,234.50"],
        ["结余", "—"],
    ]
    assert [[cell.number and cell.number.value for cell in row] for row in grid.rows] == [
        [None, None],
        [None, Decimal("1234.50")],
        [None, None],
    ]
    assert [cell.is_nothing for cell in grid.rows[2]] == [False, True]
    assert (grid.index, grid.page, grid.width, grid.confidence(1, 1)) == (4, 7, 2, 0.8)


def test_the_same_text_is_parsed_once() -> None:
    assert read_cell("2,431.64") is read_cell("2,431.64")


def test_a_figure_in_the_making_has_its_place_and_what_was_dropped_from_it() -> None:
    cell = draft_cell(grid_of(TABLE), 1, 1, ValueColumn(1, "total", "金额", "金额"))
    assert (cell.table_index, cell.page, cell.row, cell.column, cell.number.value) == (4, 7, 1, 1, Decimal("1234.50"))
    assert [(r.rule, r.printed, r.taken) for r in cell.repairs] == [("spaces_in_number", "1, 234. 50", "1234.50")]


def test_a_cell_without_a_number_makes_no_figure() -> None:
    with pytest.raises(ValueError, match="table 4, row 3, column 2: '—' is no number"):
        draft_cell(grid_of(TABLE), 2, 1, ValueColumn(1, "total", "金额", "金额"))


def numbers(*rows: tuple[str, ...]) -> list[list[str]]:
    """The value of each cell of a table, "" where it is no number."""
    grid = grid_of(Table(0, 0, rows))
    return [[str(cell.number.value) if cell.number else "" for cell in row] for row in grid.rows]


def test_an_amount_broken_within_its_decimals_is_one() -> None:
    assert numbers(("1092.3\n0", "5.00"), ("974.92", "117.3\n8"), ("1,2\n30.00", "4.00")) == [
        ["1092.30", "5.00"],
        ["974.92", "117.38"],
        ["1230.00", "4.00"],
    ]
    assert numbers(("合计", "88.1\n0"), ("其中", "77.2\n5")) == [["", "88.10"], ["", "77.25"]]


def test_two_numbers_below_each_other_stay_two() -> None:
    assert numbers(("12.5\n3", "1.0"), ("7.5", "2.5"))[0] == ["", "1.0"]
    assert numbers(("12.50\n3", "1.00"), ("7.50", "2.50"))[0] == ["", "1.00"]
    assert numbers(("120\n45", "1.00"), ("7.50", "2.50"))[0] == ["", "1.00"]


def test_a_broken_amount_tells_that_something_was_dropped() -> None:
    grid = grid_of(Table(0, 0, (("88.1\n0",), ("7.25",))))
    cell = draft_cell(grid, 0, 0, ValueColumn(0, "total", "金额", "金额"))
    assert (cell.printed, [repair.rule for repair in cell.repairs]) == ("88.1\n0", ["spaces_in_number"])
