"""Forms that print the year of a row's amounts beside its label: 年度 2022, 2023."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

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


def with_years(
    rows: Sequence[DraftRow], grid: Grid, header: Header, start: int, fiscal_year: int, marks: Marks
) -> None:
    """Give the amounts of rows that name the year before the report's to that year; those of older years are no figures of the report, and
    their cells stay not understood. The years themselves are no amounts. `header` may be that of the page before, `start` is the first row below."""
    years = year_columns(grid, header, range(start, len(grid.rows)))
    for row in rows if years else ():
        found = next((year for c in years if (year := YEAR.fullmatch(grid.rows[row.row][c].folded))), None)
        for cell in row.cells:
            if cell.column in years:
                marks.remark(grid.index, cell.row, cell.column, "text")
        row.cells = [cell for cell in row.cells if cell.column not in years]
        if found is None or int(found[1]) >= fiscal_year:
            continue
        if int(found[1]) < fiscal_year - 1:
            for cell in row.cells:
                marks.remark(grid.index, cell.row, cell.column, "not_understood")
            row.cells = []
        for cell in row.cells:
            if cell.value_column.basis == THIS_YEAR:
                cell.value_column = replace(cell.value_column, basis=PRIOR_YEAR, role="of_which", part_of="")
