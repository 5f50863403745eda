"""Forms of several pages that don't print one unit: which of them holds for a page can't be known."""

from __future__ import annotations

from collections.abc import Iterator

from etl.completeness.columns import place_of
from etl.documents.model import Document
from etl.statements.model import Interpretation


def units(document: Document, interpretation: Interpretation) -> Iterator[tuple[str, str]]:
    """(place, what is uncertain) of each further page of a form that prints another unit than its first: its amounts are given in that one."""
    by_index = {table.index: table for table in document.tables}
    for statement in interpretation.statements:
        for index, unit in statement.other_units:
            yield (
                place_of(by_index[index]),
                f"{statement.title}: this page says {unit}, the form's first page {statement.unit}, in which its amounts are given",
            )
