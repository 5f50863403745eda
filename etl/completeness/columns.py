"""Tables whose columns no line and no mark parts: the sums of their form prove how they were read, or it is told that they don't."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from etl.documents.model import Document, Table
from etl.statements.doubt import broken_sums, proven_share
from etl.statements.model import Interpretation, Statement, UnprovenForm
from etl.statements.unproven import PROVEN

_NEXT_STEP = (
    "load the published PDF, or the table as a workbook, Word or HTML; ask the agency for it where there is none"
)


def columns(document: Document, interpretation: Interpretation) -> Iterator[tuple[str, str]]:
    """(place, what is uncertain) of tables whose columns had to be told by the places of words, (place, why it gives no figures) of forms set by spaces."""
    by_index = {table.index: table for table in document.tables}
    for form in interpretation.unproven:
        yield place_of(by_index[form.table_indexes[0]]), _refused(form)
    for index, what in interpretation.other_tables:
        if what == "performance" and by_index[index].is_set_by_spaces:
            yield (
                place_of(by_index[index]),
                f"绩效 table: its columns are set by spaces, and no sum proves which cell says what: nothing of it is given; {_NEXT_STEP}",
            )
    of_table = {index: one for one in interpretation.statements for index in one.table_indexes}
    told: set[int] = set()
    shares: dict[int, Decimal] = {}
    for table in document.tables:
        statement = of_table.get(table.index)
        share = Decimal(0)
        if statement is not None:
            if not _has_amounts(statement):
                continue  # an empty form: there is nothing to be in a wrong column
            if statement.seq not in shares:
                shares[statement.seq] = proven_share(statement)
            share = shares[statement.seq]
        left = [table.header_doubt] if table.header_doubt else []
        for doubt in [*left, *(table.doubts if share < PROVEN else ())]:
            yield place_of(table), f"no lines part its columns, and {doubt}; compare it with the page"
        if not table.told_by or statement is None or statement.seq in told:
            continue
        told.add(statement.seq)
        broken = len(broken_sums(statement)) if share < PROVEN else 0
        if broken:
            yield (
                place_of(table),
                f"{statement.title}: its columns were told by the places of its words, and {broken} of its sums don't hold",
            )


def _refused(form: UnprovenForm) -> str:
    return f"{form.title}: its columns are set by spaces, and {form.why}: none of its {form.figures} figures is given; {_NEXT_STEP}"


def _has_amounts(statement: Statement) -> bool:
    return any(figure.amount_yuan for figure in statement.figures)


def place_of(table: Table) -> str:
    """Where a table stands: by its page or line, where the format has any, and its number."""
    if table.page is not None:
        return f"page {table.page}, table {table.index + 1}"
    return f"line {table.line}, table {table.index + 1}" if table.line is not None else f"table {table.index + 1}"
