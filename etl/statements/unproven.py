"""Forms in text whose columns are set by spaces: their sums prove how they were read, or they give no figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from etl.statements.doubt import broken_sums, halves_agree, proven_share
from etl.statements.model import Statement, UnprovenForm
from etl.statements.pages import StatementDraft

PROVEN = Decimal("0.8")
"""A form with this share of its amounts in sums that hold was read right: a figure in another column would break one."""
_FIRST_ROWS = 3
"""So many rows of a table may be what stands above its header."""


def unproven_forms(drafts: Sequence[StatementDraft], statements: Sequence[Statement]) -> Iterator[UnprovenForm]:
    """Of drafts and the statements made of them those that stand, in part at least, in tables set by spaces, and that nothing proves.

    A form without numbers, or of zeros, has nothing to prove.
    """
    for draft, statement in zip(drafts, statements, strict=True):
        is_spaced = any(grid.table.is_set_by_spaces for grid in draft.tables)
        if not is_spaced or not any(figure.value for figure in statement.figures):
            continue
        why = _doubt(draft, statement)
        if why:
            yield UnprovenForm(statement.form, statement.title, statement.table_indexes, len(statement.figures), why)


def _doubt(draft: StatementDraft, statement: Statement) -> str:
    """Why a form isn't proven, in words; "" where it is. Sums tell nothing of a header that was read wrong, nor of the
    unit: a title, a unit and two halves do."""
    if not draft.heading.title:
        return "no title is found above it"
    is_money = any(figure.value and figure.role not in ("count", "percent") for figure in statement.figures)
    if is_money and (not draft.heading.unit or _is_broken_unit(draft)):
        return "no unit of money is found above it"
    broken = len(broken_sums(statement, every=True))
    if broken:
        return f"{broken} of its sums don't hold"
    if proven_share(statement) < PROVEN:
        return "no sum proves that they are read right"
    if draft.form.fact == "balance" and not draft.form.side and not halves_agree(statement):
        return "its two halves don't show the same total"
    return ""


def _is_broken_unit(draft: StatementDraft) -> bool:
    """Whether the unit stands in a cell by itself: the end of a wider one (万元) that was broken over two lines."""
    table = draft.tables[0].table
    return any(cell.strip() == draft.heading.unit for row in table.rows[:_FIRST_ROWS] for cell in row)
