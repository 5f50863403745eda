"""A form over several tables: which table is the next page of the statement before it, and where its columns are there."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace

from etl.documents.cells import Grid
from etl.statements.catalogue_entries import StatementSpec
from etl.statements.columns import Plan
from etl.statements.draft import DraftRow
from etl.statements.header_paths import Header, column_kind
from etl.statements.surroundings import Heading
from etl.statements.vocabulary import is_total
from etl.statements.years_of_rows import RowYears


@dataclass(slots=True)
class StatementDraft:
    """A statement while its pages are being put together."""

    form: StatementSpec
    heading: Heading
    tables: list[Grid] = field(default_factory=list)
    rows: list[DraftRow] = field(default_factory=list)
    plan: Plan | None = None
    note: str = ""
    unit: str = ""
    units_of_pages: dict[int, str] = field(default_factory=dict)
    """The unit that a further page prints, by its table."""
    years: RowYears = field(default_factory=RowYears)


def continues(grid: Grid, heading: Heading, header: Header, form: StatementSpec | None, draft: StatementDraft) -> bool:
    """Whether a table is the next page of the open statement: (续), the same title again without a new total, or no title and the same header or none."""
    if draft.plan is None:
        return False
    previous = draft.tables[-1]
    if heading.bare:
        if heading.bare != draft.heading.bare or (form is not None and form.shape != draft.form.shape):
            return False
        return heading.continued or not _repeats_total(grid, header, draft)
    if any(re.search(r"[。；]|说明$|第.部分", line) and not re.match(r"^\s*(注|备注)", line) for line in heading.lines):
        return False
    if draft.form.shape == "three_public" and any("统计" in cell.folded for row in grid.rows[:2] for cell in row):
        return True
    if header.end > header.start:
        leaves = tuple(header.leaf(c) for c in range(grid.width))
        known = {leaf for leaf in draft.plan.signature() if leaf}
        same = sum(1 for leaf in leaves if leaf in known)
        named = sum(1 for leaf in leaves if leaf)
        return bool(named) and same >= 0.6 * named and abs(grid.width - previous.width) <= 2
    return abs(grid.width - previous.width) <= 2


def ends_in_header(draft: StatementDraft) -> bool:
    """Whether the page of the open statement ended behind its header, or within: its rows are on the next."""
    return (
        draft.plan is not None
        and not draft.rows
        and len(draft.tables) == 1
        and draft.plan.header.end == len(draft.tables[0].rows)
    )


def goes_on_in_header(grid: Grid, heading: Heading, header: Header, draft: StatementDraft) -> bool:
    """Whether a table is the next page of a statement whose page ended in its header: as wide, nothing printed above, the header not repeated."""
    if not ends_in_header(draft) or draft.plan is None or heading.bare or heading.lines or heading.rows:
        return False
    known = {leaf for leaf in draft.plan.signature() if leaf} | {
        word for path in draft.plan.header.paths for word in path
    }
    own = {word for path in header.paths for word in path}
    return grid.width == draft.tables[0].width and not own & known


def goes_on_without_header(grid: Grid, heading: Heading, header: Header, draft: StatementDraft) -> bool:
    """Whether what looks like a header is the first row of the next page: as wide as the page before, and none of its words heads a column."""
    if draft.plan is None or not draft.tables or heading.bare or heading.lines or header.end == header.start:
        return False
    counts = {column for block in draft.plan.blocks for column in block.line_numbers}
    first = grid.rows[header.start]
    if grid.width == draft.tables[-1].width and any(first[c].text.strip().isdigit() for c in counts if c < grid.width):
        return True  # its 行次 go on
    values = {value.index for block in draft.plan.blocks for value in block.values}
    rows = grid.rows[header.start : header.end]
    if grid.width == draft.tables[-1].width and not any(
        not row[c].is_blank for row in rows for c in values if c < grid.width
    ):
        return True  # labels only: a header names its amounts
    words = {cell.folded for row in rows for cell in row if not cell.is_blank}
    known = {word for path in draft.plan.header.paths for word in path}
    return grid.width == draft.tables[-1].width and not words & known and not any(column_kind(word) for word in words)


def _repeats_total(grid: Grid, header: Header, draft: StatementDraft) -> bool:
    """Whether the form has its total and the table a row of it, too; 合计 that heads a column is no row."""
    totals = [row for row in draft.rows if row.kind == "total"]
    here = any(is_total(cell.folded) for row in grid.rows[header.end :] for cell in row[:4])
    return bool(totals) and here


def fit_columns(plan: Plan, previous: Grid, grid: Grid) -> Plan:
    """The plan of the page before for a table of another width. A page without some of the blank columns of the page before (款 and 项
    beside whole codes), or with blank columns more, keeps the order of the others; which are left out, what the columns hold decides. Where
    nothing fits, what lies beyond the table's last column is left out.
    """
    if grid.width == previous.width:
        return plan
    if grid.width < previous.width:
        missing = previous.width - grid.width
        codes = {c for block in plan.blocks for c in (*block.codes, *block.code2, *block.code3)}
        blank = sorted(_blank(previous, plan.header.end), key=lambda c: (c not in codes, -c))
        for left_out in itertools.islice(itertools.combinations(blank, missing), _MOST_TRIED):
            kept = [c for c in range(previous.width) if c not in left_out]
            fitted = _moved(plan, {old: new for new, old in enumerate(kept)})
            if _holds(fitted, grid):
                return fitted
        return _moved(plan, {c: c for c in range(grid.width)})
    blank = _blank(grid, 0)
    for left_out in itertools.islice(itertools.combinations(blank, grid.width - previous.width), _MOST_TRIED):
        kept = [c for c in range(grid.width) if c not in left_out]
        fitted = _moved(plan, dict(enumerate(kept)))
        if _holds(fitted, grid):
            return fitted
    return plan


_MOST_TRIED = 200
"""Ways to leave out columns that are tried: pages differ by one or two columns."""
_LEVELS = frozenset("类款项")


def _blank(grid: Grid, start: int) -> list[int]:
    """The columns that hold nothing from a row on, but for the levels of a code (类, 款, 项) that stand there as a header."""
    return [
        c for c in range(grid.width) if all(row[c].folded in _LEVELS or not row[c].folded for row in grid.rows[start:])
    ]


def _holds(plan: Plan, grid: Grid) -> bool:
    """Whether a table holds what a plan expects of its columns: numbers where values are, no amounts among codes and names."""
    values = {value.index for block in plan.blocks for value in block.values}
    labels = {c for block in plan.blocks for c in (*block.codes, *block.code2, *block.code3, *block.names)}
    used = values | labels | {c for block in plan.blocks for c in (*block.line_numbers, *(i for i, _ in block.texts))}
    for row in grid.rows:
        for c, cell in enumerate(row):
            plain = cell.folded
            if not plain or cell.is_nothing:
                continue
            number = cell.number
            is_amount = number is not None and (number.decimals > 0 or number.grouped)
            if (c in values and number is None) or (c in labels and is_amount) or c not in used:
                return False
    return True


def _moved(plan: Plan, places: dict[int, int]) -> Plan:
    """A plan whose columns stand elsewhere: `places` gives the new place of each that is left."""

    def of(columns: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(places[c] for c in columns if c in places)

    blocks = tuple(
        replace(
            block,
            first=places.get(block.first, min((p for c, p in places.items() if c >= block.first), default=block.first)),
            codes=of(block.codes),
            code2=of(block.code2),
            code3=of(block.code3),
            other_codes=tuple((places[c], n) for c, n in block.other_codes if c in places),
            unit_code=places.get(block.unit_code) if block.unit_code is not None else None,
            names=of(block.names),
            texts=tuple((places[c], n) for c, n in block.texts if c in places),
            line_numbers=of(block.line_numbers),
            values=tuple(replace(v, index=places[v.index]) for v in block.values if v.index in places),
        )
        for block in plan.blocks
        if any(c >= block.first for c in places)
    )
    return Plan(blocks, plan.header)
