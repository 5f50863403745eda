"""Rows while they are being put together: mutable, private to the statements step."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.documents.cells import Grid
from etl.statements.columns import ValueColumn
from etl.statements.model import Repair
from etl.words.measures import Meaning, of_year
from etl.words.numbers import Number


@dataclass(slots=True)
class DraftCell:
    """A numeric cell on its way to a figure."""

    table_index: int
    page: int | None
    row: int
    column: int
    value_column: ValueColumn
    printed: str
    number: Number
    repairs: list[Repair] = field(default_factory=list)
    confidence: float | None = None
    row_label: str = ""  # the printed label where the logical row has another: 合计 of a form whose rows are expenses


def draft_cell(grid: Grid, row: int, column: int, value_column: ValueColumn, row_label: str = "") -> DraftCell:
    """The cell at a place of a table, which is a number, as a figure in the making; that spaces were dropped from it is on record."""
    cell = grid.rows[row][column]
    if cell.number is None:
        raise ValueError(f"table {grid.index}, row {row + 1}, column {column + 1}: {cell.text!r} is no number")
    spaced = [Repair("spaces_in_number", cell.text.strip(), str(cell.number.value))] if cell.number.spaced else []
    sure = grid.confidence(row, column)
    page = grid.table.page_of(column)
    return DraftCell(grid.index, page, row, column, value_column, cell.text, cell.number, spaced, sure, row_label)


@dataclass(slots=True)
class DraftRow:
    """A logical row on its way to a StatementRow, which says what the fields mean."""

    table_index: int
    page: int | None
    row: int
    side: str
    code: str
    label: str  # as published: no spaces, width folded
    kind: str = "item"
    code2: str = ""
    line: str = ""
    flow: str = "current"
    fund: str = ""
    parent: DraftRow | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    cells: list[DraftCell] = field(default_factory=list)
    blanks: tuple[str, ...] = ()
    children: list[DraftRow] = field(default_factory=list)
    row_no: int = -1
    block: int = 0  # position of its block among those side by side

    def value(self, meaning: Meaning | str) -> Number | None:
        """The row's number in the column of a meaning, by the measure alone this year's; None where it prints none."""
        wanted = of_year(meaning) if isinstance(meaning, str) else meaning
        return next((cell.number for cell in self.cells if cell.value_column.meaning == wanted), None)

    def meanings(self) -> set[Meaning]:
        """What the columns are of in which the row prints a number."""
        return {cell.value_column.meaning for cell in self.cells}


@dataclass(slots=True)
class Marks:
    """What each cell of the document's tables was used for, so that nothing is lost: position → reason."""

    used: dict[tuple[int, int, int], str] = field(default_factory=dict)
    slid_codes: dict[tuple[int, int, int], str] = field(default_factory=dict)
    """The codes in cells of values, until each is put back where it belongs (`slid_code`)."""

    def mark(self, table_index: int, row: int, column: int, reason: str) -> None:
        """Note what a cell was used for; the first note stays."""
        self.used.setdefault((table_index, row, column), reason)

    def remark(self, table_index: int, row: int, column: int, reason: str) -> None:
        """Note what a cell was used for, over an earlier note."""
        self.used[table_index, row, column] = reason
        self.slid_codes.pop((table_index, row, column), None)

    def slide(self, table_index: int, row: int, column: int, code: str) -> None:
        """Note that a cell of values holds the code of the block right of it."""
        self.remark(table_index, row, column, "slid_code")
        self.slid_codes[table_index, row, column] = code
