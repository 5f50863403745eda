"""Tables whose columns no line and no mark parts: the sums of their form prove how they were read, or it is told that they don't."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from etl.documents.model import Document, Table
from etl.statements.doubt import broken_sums, proven_share
from etl.statements.model import Interpretation, Statement

_PROVEN = Decimal("0.8")
"""A form with this share of its amounts in sums that hold was read right: a figure in another column would break one."""
_HOW = {
    "places": "the places of its words",
    "spaces": "the spaces between its words",
    "counting": "the number of words in its rows",
}


def columns(document: Document, interpretation: Interpretation) -> Iterator[tuple[str, str]]:
    """(place, what is uncertain) of tables whose columns had to be told by the places of words."""
    of_table = {index: one for one in interpretation.statements for index in one.table_indexes}
    told: set[int] = set()
    for table in document.tables:
        statement = of_table.get(table.index)
        share = proven_share(statement) if statement is not None else Decimal(0)
        if statement is not None and not _has_amounts(statement):
            continue  # an empty form: there is nothing to be in a wrong column
        left = [table.header_doubt] if table.header_doubt else []
        for doubt in [*left, *(table.doubts if share < _PROVEN else ())]:
            yield _place(table), f"no lines part its columns, and {doubt}; compare it with the page"
        if not table.told_by or statement is None or statement.seq in told:
            continue
        told.add(statement.seq)
        # places of print are told well; between spaces of a text even a sum that fails everywhere is a sign
        broken = len(broken_sums(statement, every=table.told_by != "places")) if share < _PROVEN else 0
        if broken:
            yield (
                _place(table),
                f"{statement.title}: its columns were told by {_HOW[table.told_by]}, and {broken} of its sums don't hold",
            )
        elif share < _PROVEN and table.told_by != "places":
            yield (
                _place(table),
                f"{statement.title}: its columns were told by {_HOW[table.told_by]}, and no sum proves that they are right",
            )


def _has_amounts(statement: Statement) -> bool:
    return any(figure.amount_yuan for figure in statement.figures)


def _place(table: Table) -> str:
    if table.page is not None:
        return f"page {table.page}, table {table.index + 1}"
    return f"line {table.line}, table {table.index + 1}" if table.line is not None else f"table {table.index + 1}"
