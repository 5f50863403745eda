"""A table's cells, each folded and parsed once: the grid from which forms and performance tables are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from etl.documents.broken_amounts import is_one, may_be_one
from etl.documents.model import Span, Table
from etl.words.folding import fold
from etl.words.numbers import Number, is_nothing, looks_numeric, parse_number


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell prints: its text as printed, in the spelling for comparing (`etl.words.folding.fold`), and the number that it is, if any.

    `is_nothing`: it prints no amount (blank, a dash, 无).
    """

    text: str
    folded: str
    number: Number | None
    is_nothing: bool

    @property
    def is_blank(self) -> bool:
        """Whether the cell prints nothing at all."""
        return not self.text.strip()

    @property
    def looks_numeric(self) -> bool:
        """Whether the cell is a number, or digits and signs that a conversion made of one."""
        return looks_numeric(self.text)


@lru_cache(
    maxsize=65536
)  # blank cells, dashes, zeros, codes and names come again and again, and several steps read one table
def read_cell(text: str) -> Cell:
    """Fold and parse the text of a cell.

    >>> cell = read_cell(" 1,234.50 万元①")
    >>> cell.folded, cell.number.value, cell.number.unit
    ('1,234.50万元①', Decimal('1234.50'), '万元')
    """
    return Cell(text, fold(text), parse_number(text), is_nothing(text))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with typed cells: `rows` has the shape of the table's; a cell's place is its row and column, counted from 0."""

    table: Table
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def index(self) -> int:
        """The table's number in the document."""
        return self.table.index

    @property
    def page(self) -> int | None:
        """The table's page, None where the format has none."""
        return self.table.page

    @property
    def spans(self) -> tuple[Span, ...]:
        """The table's merged cells."""
        return self.table.spans

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return self.table.width

    def confidence(self, row: int, column: int) -> float | None:
        """How sure OCR is of a cell (0 to 1); None for any other source."""
        return self.table.confidence[row][column] if self.table.confidence else None


def grid_of(table: Table) -> Grid:
    """The typed grid of a table. A number that its cell breaks within its digits is one number, and told to be `spaced`."""
    rows = [[read_cell(text) for text in row] for row in table.rows]
    broken = [(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if _may_be_broken(cell)]
    for r, c in broken:
        if is_one(rows[r][c].text.split(), _printed_beside(rows, c, broken)):
            whole = parse_number(rows[r][c].folded)
            rows[r][c] = replace(rows[r][c], number=whole and replace(whole, spaced=True))
    return Grid(table, tuple(tuple(row) for row in rows))


def _printed_beside(rows: list[list[Cell]], column: int, broken: list[tuple[int, int]]) -> list[str]:
    """The numbers that tell how many decimals a broken one has: those of its column, else of its table, else the broken ones, if they are
    several, put together."""
    whole = [row[column].folded for row in rows if row[column].number is not None]
    whole = whole or [cell.folded for row in rows for cell in row if cell.number is not None and cell.number.decimals]
    return whole or ([rows[r][c].folded for r, c in broken] if len(broken) > 1 else [])


def _may_be_broken(cell: Cell) -> bool:
    return "\n" in cell.text and cell.number is None and may_be_one(cell.text.split())
