"""Forms that print the year of a row's amounts beside its label: 年度 2022, 2023."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from etl.documents.cells import Grid
from etl.statements.draft import DraftRow, Marks
from etl.statements.header_paths import Header
from etl.statements.vocabulary import step_pattern
from etl.words.measures import PRIOR_YEAR, THIS_YEAR

YEAR = step_pattern("years_of_rows.year")
"""A text that is a year: 2023, 2023年, 2023年度."""
_OF_YEARS = step_pattern("years_of_rows.of_years")


def year_columns(grid: Grid, header: Header, body: Iterable[int]) -> frozenset[int]:
    """The columns that print years alone (年度: 2023, 2024), each of which is that of its row's amounts; `body`: the rows below the header."""
    rows = [grid.rows[r] for r in body]
    columns = (c for c in range(grid.width) if _OF_YEARS.search(header.leaf(c)))
    printed = {c: [row[c].folded for row in rows if not row[c].is_nothing] for c in columns}
    return frozenset(c for c, texts in printed.items() if texts and all(YEAR.fullmatch(text) for text in texts))


def years_of_rows(grid: Grid, columns: Iterable[int], body: Iterable[int], above: str = "") -> dict[int, str]:
    """Row → the year of its amounts as printed, "" for none. Below a year blank cells are of that year (one cell may be merged over its rows), a
    dash is none. `above`: the year that the rows of the page before end with."""
    years: dict[int, str] = {}
    for r in body:
        cells = [grid.rows[r][c] for c in columns]
        own = next((cell.folded for cell in cells if not cell.is_nothing), "")
        if own:
            above = own
        years[r] = own or (above if all(cell.is_blank for cell in cells) else "")
    return years


@dataclass(slots=True)
class RowYears:
    """The years that the pages of one statement print beside its rows: the columns by table, the years by table and row."""

    columns: dict[int, frozenset[int]] = field(default_factory=dict)
    years: dict[tuple[int, int], str] = field(default_factory=dict)
    printed: set[tuple[int, int]] = field(default_factory=set)
    """The rows that print their year themselves."""
    last: str = ""

    def add(self, grid: Grid, header: Header, start: int) -> None:
        """Read the years of a page. `header` may be that of the page before, `start` is the first row below."""
        body = range(start, len(grid.rows))
        columns = year_columns(grid, header, body)
        before = next(reversed(self.columns.values()), frozenset())
        if not columns and before and all(c < grid.width and grid.rows[r][c].is_blank for c in before for r in body):
            columns = before  # the year of the page before goes on
        if not columns:
            return
        self.columns[grid.index] = columns
        for r, year in years_of_rows(grid, sorted(columns), body, self.last).items():
            self.years[grid.index, r] = year
            if any(not grid.rows[r][c].is_nothing for c in columns):
                self.printed.add((grid.index, r))
                self.last = year

    def of(self, row: DraftRow) -> int | None:
        """The year of a row's amounts, None where the form says none."""
        year = YEAR.fullmatch(self.years.get((row.table_index, row.row), ""))
        return int(year[1]) if year else None


def with_years(rows: Sequence[DraftRow], years: RowYears, fiscal_year: int, marks: Marks) -> None:
    """Give the amounts of rows that name the year before the report's to that year; those of other years are no figures of the report, and
    their cells stay not understood. The years themselves are no amounts. Where a total without year adds up rows of several years, a year is
    that of a project and says nothing of its row's amounts."""
    for row in rows if years.columns else ():
        columns = years.columns.get(row.table_index, frozenset())
        for cell in row.cells:
            if cell.column in columns:
                marks.remark(cell.table_index, cell.row, cell.column, "text")
        row.cells = [cell for cell in row.cells if cell.column not in columns]
    if not years.columns or _adds_up_across(rows, years, fiscal_year):
        return
    for row in rows:
        year = years.of(row)
        if year is None or year == fiscal_year:
            continue
        if year != fiscal_year - 1:
            for cell in row.cells:
                marks.remark(cell.table_index, cell.row, cell.column, "not_understood")
            row.cells = []
        for cell in row.cells:
            if cell.value_column.basis == THIS_YEAR:
                cell.value_column = replace(cell.value_column, basis=PRIOR_YEAR, role="of_which", part_of="")


_SLACK = Decimal("0.02")
"""Two units of the last digit at two decimals. It only chooses between readings; no figure is judged by it."""


def _adds_up_across(rows: Sequence[DraftRow], years: RowYears, fiscal_year: int) -> bool:
    """Whether a total that prints no year is the sum of rows of several years, and not of the report's year alone."""
    totals = [row for row in rows if row.kind == "total" and (row.table_index, row.row) not in years.printed]
    parts = [row for row in rows if row.kind != "total" and years.of(row) is not None]
    printed = [row for row in parts if (row.table_index, row.row) in years.printed]
    return any(
        _is_sum(total, some) and not _is_sum(total, [row for row in some if years.of(row) == fiscal_year])
        for total in totals
        for among in (parts, printed)
        for some in (among, _shortest_codes(among))
    )


def _shortest_codes(rows: list[DraftRow]) -> list[DraftRow]:
    """The rows that head those of longer codes."""
    least = min((len(row.code) for row in rows), default=0)
    return [row for row in rows if len(row.code) == least]


def _is_sum(total: DraftRow, parts: list[DraftRow]) -> bool:
    """Whether the first amount of a total is what the parts print in its column."""
    first = next((cell for cell in total.cells if cell.number.value), None)
    if first is None:
        return False
    same = (
        cell.number.value
        for row in parts
        for cell in row.cells
        if cell.value_column.meaning == first.value_column.meaning
    )
    return abs(first.number.value - sum(same, Decimal(0))) <= _SLACK
