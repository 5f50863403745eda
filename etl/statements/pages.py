"""A form over several tables: which table is the next page of the statement before it, and where its columns are there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from etl.documents.model import Table
from etl.statements.columns import Plan
from etl.statements.draft import DraftRow
from etl.statements.forms import FormSpec
from etl.statements.headers import Header, column_kind
from etl.statements.numbers import fold
from etl.statements.titles import Heading
from etl.statements.vocabulary import is_total


@dataclass(slots=True)
class StatementDraft:
    """A statement while its pages are being put together."""

    form: FormSpec
    heading: Heading
    tables: list[Table] = field(default_factory=list)
    rows: list[DraftRow] = field(default_factory=list)
    plan: Plan | None = None
    note: str = ""
    unit: str = ""


def continues(table: Table, heading: Heading, header: Header, form: FormSpec | None, draft: StatementDraft) -> bool:
    """Whether a table is the next page of the open statement: (续), the same title again without a new total, or no title and the same header or none."""
    if draft.plan is None:
        return False
    previous = draft.tables[-1]
    if heading.bare:
        if heading.bare != draft.heading.bare or (form is not None and form.shape != draft.form.shape):
            return False
        return heading.continued or not _repeats_total(table, draft)
    if any(re.search(r"[。；]|说明$|第.部分", line) and not re.match(r"^\s*(注|备注)", line) for line in heading.lines):
        return False
    if draft.form.shape == "three_public" and any("统计" in fold(cell) for row in table.rows[:2] for cell in row):
        return True
    if header.end > header.start:
        leaves = tuple(header.leaf(c) for c in range(table.width))
        known = {leaf for leaf in draft.plan.signature() if leaf}
        same = sum(1 for leaf in leaves if leaf in known)
        named = sum(1 for leaf in leaves if leaf)
        return bool(named) and same >= 0.6 * named and abs(table.width - previous.width) <= 2
    return abs(table.width - previous.width) <= 2


def goes_on_without_header(table: Table, heading: Heading, header: Header, draft: StatementDraft) -> bool:
    """Whether what looks like a header is the first row of the next page: as wide as the page before, and none of its words heads a column."""
    if draft.plan is None or not draft.tables or heading.bare or heading.lines or header.end == header.start:
        return False
    counts = {column for block in draft.plan.blocks for column in block.line_numbers}
    first = table.rows[header.start]
    if table.width == draft.tables[-1].width and any(first[c].strip().isdigit() for c in counts if c < table.width):
        return True  # its 行次 go on
    values = {value.index for block in draft.plan.blocks for value in block.values}
    rows = table.rows[header.start : header.end]
    if table.width == draft.tables[-1].width and not any(
        row[c].strip() for row in rows for c in values if c < table.width
    ):
        return True  # labels only: a header names its amounts
    words = {fold(cell) for row in rows for cell in row if cell.strip()}
    known = {word for path in draft.plan.header.paths for word in path}
    return table.width == draft.tables[-1].width and not words & known and not any(column_kind(word) for word in words)


def _repeats_total(table: Table, draft: StatementDraft) -> bool:
    totals = [row for row in draft.rows if row.kind == "total"]
    here = any(is_total(fold(cell)) for row in table.rows for cell in row[:4])
    return bool(totals) and here


def fit_width(plan: Plan, width: int) -> Plan:
    """The plan of the page before for a table with fewer columns: what lies beyond its last column is left out."""
    blocks = tuple(
        replace(
            block,
            codes=tuple(c for c in block.codes if c < width),
            code2=tuple(c for c in block.code2 if c < width),
            code3=tuple(c for c in block.code3 if c < width),
            other_codes=tuple((c, n) for c, n in block.other_codes if c < width),
            unit_code=block.unit_code if block.unit_code is not None and block.unit_code < width else None,
            names=tuple(c for c in block.names if c < width),
            texts=tuple((c, n) for c, n in block.texts if c < width),
            line_numbers=tuple(c for c in block.line_numbers if c < width),
            values=tuple(v for v in block.values if v.index < width),
        )
        for block in plan.blocks
        if block.first < width
    )
    return Plan(blocks, plan.header)
