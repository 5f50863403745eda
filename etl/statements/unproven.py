"""Forms in text whose columns are set by spaces: their sums prove how they were read, or they give no figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from etl.statements.doubt import broken_sums, halves_agree, proven_share
from etl.statements.model import Statement, UnprovenForm
from etl.statements.pages import StatementDraft

PROVEN = Decimal("0.8")
"""A form with this share of its amounts in sums that hold was read right: a figure in another column would break one."""


def unproven_forms(drafts: Sequence[StatementDraft], statements: Sequence[Statement]) -> Iterator[UnprovenForm]:
    """Of drafts and the statements made of them those that stand, in part at least, in tables set by spaces, and that nothing proves.

    A form without amounts has nothing to prove.
    """
    for draft, statement in zip(drafts, statements, strict=True):
        if not any(grid.table.is_set_by_spaces for grid in draft.tables) or not any(
            one.amount_yuan for one in statement.figures
        ):
            continue
        why = _doubt(draft, statement)
        if why:
            yield UnprovenForm(statement.form, statement.title, statement.table_indexes, len(statement.figures), why)


def _doubt(draft: StatementDraft, statement: Statement) -> str:
    """Why a form isn't proven, in words; "" where it is. Sums tell nothing of a header that was read wrong: a title and two halves do."""
    if not draft.heading.title:
        return "no title is found above it"
    broken = len(broken_sums(statement, every=True))
    if broken:
        return f"{broken} of its sums don't hold"
    if proven_share(statement) < PROVEN:
        return "no sum proves that they are read right"
    if draft.form.fact == "balance" and not draft.form.side and not halves_agree(statement):
        return "its two halves don't show the same total"
    return ""
