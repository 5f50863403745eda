"""A sheet of a workbook as lines and tables: forms that stand below each other on one sheet are parted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from etl.documents import limits
from etl.documents.builder import DocumentBuilder, check_size, trimmed
from etl.documents.model import Span
from etl.errors import DocumentError
from etl.words.vocabulary import read_vocabulary

_MAX_GAP = 20
"""Blank rows within one table; more than these part two."""
_FIGURE = re.compile(r"[-+\d.,%\s]+$")
_LOOK_AHEAD = 30
"""Lines between a title and the table under it."""
_SPACES = re.compile(r"\s+")
_MOST_MERGED = 10 * limits.MAX_CELLS
"""Cells under merged cells; those of a sound sheet don't overlap and can't be more than its cells."""
_HEAD_CELLS = 4
"""A line above a table has at most so many cells."""
_NAMED_CELLS = 8
"""How many cells a warning names."""


@dataclass(slots=True)
class Sheet:
    """A sheet as a workbook's reader leaves it. Rows and columns count from 0."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    without_value: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    struck_runs: int = 0
    columns_of_row: dict[int, list[int]] = field(default_factory=dict)
    spans_of_row: dict[int, list[Span]] = field(default_factory=dict)

    def put(self, row: int, column: int, text: str, file_name: str) -> None:
        """Set a cell's text. Raises DocumentError where the sheet grows beyond the bounds."""
        text = trimmed(text)
        if text:
            if (row, column) not in self.cells:
                self.columns_of_row.setdefault(row, []).append(column)
            self.cells[row, column] = text
            if len(self.cells) > limits.MAX_CELLS or len(self.columns_of_row) > limits.MAX_ROWS:
                raise DocumentError(
                    f"more than {limits.MAX_ROWS:,} rows or {limits.MAX_CELLS:,} cells",
                    place=f"{file_name}, sheet {self.name}",
                    next_step="check how the file was made, or take the sheet out",
                )

    def replace(self, row: int, column: int, text: str, file_name: str) -> None:
        """Set the text of a cell that was put before; a blank one takes it away. Raises as `put`."""
        if trimmed(text):
            self.put(row, column, text, file_name)
        elif self.cells.pop((row, column), None) is not None:
            self.columns_of_row[row].remove(column)


@dataclass(frozen=True, slots=True)
class _Row:
    """A visible row: its number on the sheet, its cells that hold text, and how far each reaches."""

    number: int
    cells: tuple[tuple[int, str], ...]
    reach: tuple[int, ...]

    @property
    def is_blank(self) -> bool:
        return not self.cells

    @property
    def is_single(self) -> bool:
        return len(self.cells) == 1

    @property
    def text(self) -> str:
        return _SPACES.sub("", self.cells[0][1])

    def is_header_like(self) -> bool:
        """Whether it could be the first row of a header: several texts and no figure."""
        return not self.is_single and not any(_FIGURE.match(text) for _, text in self.cells)

    def is_head(self) -> bool:
        """Whether it is a line above a table: one text, or nothing but agency, unit, form number and date."""
        if self.is_single:
            return True
        if not 0 < len(self.cells) <= _HEAD_CELLS:
            return False
        texts = [_SPACES.sub("", text) for _, text in self.cells]
        heads = [_matches("head", text) for text in texts]
        return any(heads) and all(head or _matches("title", text) for head, text in zip(heads, texts, strict=True))


def cell_name(row: int, column: int) -> str:
    """A cell's name on a sheet: (0, 27) → AB1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def add_sheet(builder: DocumentBuilder, sheet: Sheet) -> None:
    """Add a sheet's lines and tables to a document.

    A hidden sheet becomes one hidden table. Hidden rows and columns aren't printed: they are left out, and where they
    hold text the whole sheet follows once more as a hidden table. Raises DocumentError beyond the bounds.
    """
    _warn(builder, sheet)
    if not sheet.cells:
        return
    covered = _covered(sheet, builder.file_name)
    for span in sheet.spans:
        if (span.row, span.column) in sheet.cells:
            sheet.spans_of_row.setdefault(span.row, []).append(span)
    rows = sorted(sheet.columns_of_row)
    columns = sorted({column for _, column in sheet.cells})
    place = f"{builder.file_name}, sheet {sheet.name}"
    check_size(len(rows), len(columns), place)
    if sheet.hidden:
        builder.warn(f"sheet {sheet.name} is hidden: its table is kept and marked")
        _add_grid(builder, sheet, rows, set(), covered, hidden=True)
        return
    unseen = [key for key in sheet.cells if key[0] in sheet.hidden_rows or key[1] in sheet.hidden_columns]
    for pane in _panes(sheet):
        _add_visible(builder, pane, covered)
    if unseen:
        names = ", ".join(cell_name(*key) for key in sorted(unseen)[:_NAMED_CELLS])
        builder.warn(
            f"sheet {sheet.name}: {len(unseen)} cells in hidden rows or columns ({names}"
            f"{' …' if len(unseen) > _NAMED_CELLS else ''}) aren't printed: kept in a table marked hidden"
        )
        _add_grid(builder, sheet, rows, set(), covered, hidden=True)


def _add_visible(builder: DocumentBuilder, sheet: Sheet, covered: set[tuple[int, int]]) -> None:
    rows = _visible_rows(sheet, covered)
    i = 0
    while i < len(rows):
        # lines above the table; a header merged over all columns stands below the line with the unit
        above = _Row(0, (), ())
        while i < len(rows) and (rows[i].is_blank or rows[i].is_head()):
            if _is_merged_header(rows[i], above):
                break
            above = above if rows[i].is_blank else rows[i]
            for _, text in rows[i].cells:
                builder.paragraph(text)
            i += 1
        end = _end_of_table(rows, i)
        body = rows[i:end]
        notes: list[_Row] = []
        while body and (body[-1].is_blank or _is_note(body[-1])):
            notes.insert(0, body.pop())
        if body:
            numbers = list(range(body[0].number, body[-1].number + 1))
            kept = [number for number in numbers if number not in sheet.hidden_rows]
            _add_grid(builder, sheet, kept, sheet.hidden_columns, covered, hidden=False)
        for row in notes:
            for _, text in row.cells:
                builder.paragraph(text)
        i = end


def _panes(sheet: Sheet) -> list[Sheet]:
    """The sheet, parted where forms stand beside each other: titles in one row, a blank column between them, and nothing across it below."""
    titles = next(
        (
            (row, sorted(columns))
            for row, columns in sorted(sheet.columns_of_row.items())
            if len(columns) > 1 and all(_matches("title", _SPACES.sub("", sheet.cells[row, c])) for c in columns)
        ),
        None,
    )
    if titles is None:
        return [sheet]
    first, starts = titles
    filled = {c for row, c in sheet.cells if row >= first} | {
        c
        for span in sheet.spans
        if span.row >= first and span.columns <= limits.MAX_COLUMNS
        for c in range(span.column, span.column + span.columns)
    }
    gaps = [next((c for c in range(a + 1, b) if c not in filled), None) for a, b in pairwise(starts)]
    edges = [0, *(gap for gap in gaps if gap is not None), max(filled) + 1]
    if None in gaps:
        return [sheet]
    return [_pane(sheet, low, high, first) for low, high in pairwise(edges)]


def _pane(sheet: Sheet, low: int, high: int, titles: int) -> Sheet:
    """The cells of some columns; what stands above the row of the titles goes with the pane at the left."""

    def within(row: int, column: int) -> bool:
        return low <= column < high if row >= titles else not low

    cells = {key: text for key, text in sheet.cells.items() if within(*key)}
    spans = [span for span in sheet.spans if within(span.row, span.column)]
    pane = replace(sheet, cells=cells, spans=spans, columns_of_row={}, spans_of_row={})
    for row, column in cells:
        pane.columns_of_row.setdefault(row, []).append(column)
    for span in spans:
        if (span.row, span.column) in cells:
            pane.spans_of_row.setdefault(span.row, []).append(span)
    return pane


def _visible_rows(sheet: Sheet, covered: set[tuple[int, int]]) -> list[_Row]:
    reach = {(span.row, span.column): span.columns for span in sheet.spans}
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in sheet.cells.items():
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns and (row, column) not in covered:
            by_row.setdefault(row, []).append((column, text))
    rows: list[_Row] = []
    for number in sorted(by_row):
        # a long gap is shown by one blank row more than a table may hold, not by all of its rows
        gap = number - rows[-1].number - 1 if rows else 0
        rows += [_Row(number - gap + k, (), ()) for k in range(min(gap, _MAX_GAP + 1))]
        cells = tuple(sorted(by_row[number]))
        rows.append(_Row(number, cells, tuple(reach.get((number, column), 1) for column, _ in cells)))
    return rows


def _end_of_table(rows: list[_Row], start: int) -> int:
    """The row after the last one of the table that begins at `start`: before a gap and title, a title in its midst, or its
    header once more."""
    i = start
    width = 1
    while i < len(rows):
        row = rows[i]
        if row.is_blank:
            after = i
            while after < len(rows) and rows[after].is_blank:
                after += 1
            again = after < len(rows) and rows[after].cells == rows[start].cells  # the header of a further page
            if after - i > _MAX_GAP or again or (after < len(rows) and _begins_form(rows, after, width, gap=True)):
                return i
            i = after
            continue
        if i > start and row.is_head() and _begins_form(rows, i, width, gap=False):
            return i
        if i > start + 1 and row.cells == rows[start].cells and row.is_header_like():
            return i  # the header once more: the next page of the form
        width = max(width, row.cells[-1][0] + 1 - row.cells[0][0])
        i += 1
    return i


def _begins_form(rows: list[_Row], i: int, width: int, *, gap: bool) -> bool:
    """Whether the line at `i` stands above a form of its own rather than in the table before it."""
    row = rows[i]
    if not row.is_head():
        return False
    follows = i + 1
    heads = 0
    while follows < len(rows) and (rows[follows].is_blank or rows[follows].is_head()):
        if follows - i > _LOOK_AHEAD:
            break
        heads += not rows[follows].is_blank and _says_whose(rows[follows])
        follows += 1
    if gap and any(line.is_single and _matches("sentence", line.text) for line in rows[i:follows]):
        return True
    if follows - i > _LOOK_AHEAD:
        return False
    if follows == len(rows):
        return gap and not _in_first_column(rows, row)
    wide = row.is_single and row.reach[0] >= max(3, width // 2)
    title = row.is_single and _matches("title", row.text)
    if gap:
        return title or wide or not row.is_single or _matches("head", row.text)
    return title and (wide or heads > 0)


def _says_whose(row: _Row) -> bool:
    """Whether a line above a table names agency, unit, form number or date rather than the form."""
    return not row.is_single or _matches("head", row.text)


def _is_merged_header(row: _Row, above: _Row) -> bool:
    """Whether a line is the top of a table's header, merged over its columns, rather than a line above the table."""
    if not row.is_single or row.reach[0] < 3 or len(row.text) > 30:
        return False
    if any(_matches(kind, row.text) for kind in ("title", "head", "note", "sentence")):
        return False
    return any(_matches("unit", _SPACES.sub("", text)) for _, text in above.cells)


def _in_first_column(rows: list[_Row], row: _Row) -> bool:
    return row.cells[0][0] == min(other.cells[0][0] for other in rows if other.cells)


def _is_note(row: _Row) -> bool:
    if not row.is_single:
        return False
    return _matches("note", row.text) or (row.reach[0] >= 3 and len(row.text) > 30)


def _add_grid(
    builder: DocumentBuilder,
    sheet: Sheet,
    rows: list[int],
    left_out: set[int],
    covered: set[tuple[int, int]],
    *,
    hidden: bool,
) -> None:
    """Add the given rows as a table, as wide as their text and merged headers."""
    used = _used_columns(sheet, rows, left_out, covered)
    if not used:
        return
    columns = _with_narrow_gaps(used, left_out)
    check_size(len(rows), len(columns), f"{builder.file_name}, sheet {sheet.name}")
    grid = [
        ["" if (row, column) in covered else sheet.cells.get((row, column), "") for column in columns] for row in rows
    ]
    builder.table(
        grid,
        _spans_within(sheet, rows, columns),
        name=sheet.name,
        hidden=hidden,
        sheet_rows=rows,
        sheet_columns=columns,
    )


def _used_columns(sheet: Sheet, rows: list[int], left_out: set[int], covered: set[tuple[int, int]]) -> set[int]:
    """The columns in which the given rows show text, and those over which a merged header reaches."""
    texts: dict[int, int] = {}
    used: set[int] = set()
    for row in rows:
        for column in sheet.columns_of_row.get(row, ()):
            if column not in left_out and (row, column) not in covered:
                texts[row] = texts.get(row, 0) + 1
                used.add(column)
    if not used:
        return used
    for span in (span for row in rows for span in sheet.spans_of_row.get(row, ())):
        # a merged header may reach over columns that hold nothing else; a row merged alone says nothing of the width
        if texts.get(span.row, 0) > 1 and span.columns <= limits.MAX_COLUMNS:
            used.update(c for c in range(span.column, span.column + span.columns) if c not in left_out)
    return used


def _with_narrow_gaps(used: set[int], left_out: set[int]) -> list[int]:
    """The used columns in order, with the empty ones between them where those are few."""
    columns: list[int] = []
    for column in sorted(used):
        gap = column - columns[-1] - 1 if columns else 0
        if gap <= _MAX_GAP:
            columns += [c for c in range(column - gap, column) if c not in left_out]
        columns.append(column)
    return columns


def _spans_within(sheet: Sheet, rows: list[int], columns: list[int]) -> list[Span]:
    """The merged cells of the given rows and columns, by their places among these; rows and columns that are left out count for nothing."""
    place_of_row = {number: i for i, number in enumerate(rows)}
    place_of_column = {number: i for i, number in enumerate(columns)}
    merged = []
    for span in (span for row in rows for span in sheet.spans_of_row.get(row, ())):
        down = _places_in(place_of_row, span.row, min(span.row + span.rows, rows[-1] + 1))
        across = _places_in(place_of_column, span.column, min(span.column + span.columns, columns[-1] + 1))
        if len(down) * len(across) > 1:
            merged.append(Span(down[0], across[0], len(down), len(across)))
    return sorted(merged, key=lambda s: (s.row, s.column))


def _places_in(places: dict[int, int], start: int, end: int) -> list[int]:
    return [places[number] for number in range(start, end) if number in places]


def _covered(sheet: Sheet, file_name: str) -> set[tuple[int, int]]:
    """The cells with text that lie under a merged cell and aren't shown."""
    covered: set[tuple[int, int]] = set()
    work = 0
    for span in sheet.spans:
        work += min(span.rows * span.columns, len(sheet.cells))
        if work > _MOST_MERGED:
            raise DocumentError(
                "its merged cells overlap each other again and again: the sheet is damaged",
                place=f"{file_name}, sheet {sheet.name}",
                next_step="open it in an office program and unmerge the cells that hold no form",
            )
        if span.rows * span.columns <= len(sheet.cells):
            inside = (
                (r, c)
                for r in range(span.row, span.row + span.rows)
                for c in range(span.column, span.column + span.columns)
            )
            covered.update(key for key in inside if key in sheet.cells)
        else:
            covered.update(
                (r, c)
                for r, c in sheet.cells
                if span.row <= r < span.row + span.rows and span.column <= c < span.column + span.columns
            )
        covered.discard((span.row, span.column))
    return covered


def _warn(builder: DocumentBuilder, sheet: Sheet) -> None:
    for cells, what in (
        (sheet.without_value, "formulas without a stored value: open the file in an office program and save it"),
        (sheet.errors, "cells that show an error"),
        (sheet.struck, "struck out cells were left out"),
    ):
        if cells:
            names = ", ".join(cell_name(*cell) for cell in cells[:_NAMED_CELLS])
            more = " …" if len(cells) > _NAMED_CELLS else ""
            builder.warn(f"sheet {sheet.name}: {len(cells)} {what} ({names}{more})")
    if sheet.struck_runs:
        builder.warn(f"{sheet.struck_runs} pieces of struck out text were left out")


def _matches(kind: str, text: str) -> bool:
    return any(pattern.match(text) for pattern in _patterns()[kind])


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    source = read_vocabulary(Path(__file__).with_name("sheet_lines.yaml"))
    return {kind: [re.compile(pattern) for pattern in patterns] for kind, patterns in source.items()}
