"""Labels of a header without lines that run together on one page are parted as another page prints them.

Where no line parts the cells of a header, neighbouring labels that stand close are read as one: 合计基本支出 over two columns, the second without a
label. A form over several pages repeats its header; where the same words in the same columns are told apart there, they are apart here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from etl.documents.model import Paragraph, Table
from etl.documents.pdf.figures import is_number

_FIRST_ROWS = 4
"""A header stands in the first rows of a table, below its title."""
_Row = tuple[str, ...]


def with_parted_headers(blocks: Sequence[Paragraph | Table]) -> tuple[Paragraph | Table, ...]:
    """The blocks of a document, rows of headers in as many cells as the fullest row of the same words has in a table as wide."""
    fullest: dict[tuple[int, str], _Row] = {}
    counted: dict[tuple[int, str], int] = defaultdict(int)
    for table in blocks:
        if isinstance(table, Table):
            for row in table.rows[:_FIRST_ROWS]:
                key = (table.width, _joined(row))
                if _labels(row) > counted[key]:
                    fullest[key], counted[key] = row, _labels(row)
    return tuple(_parted(block, fullest) if isinstance(block, Table) else block for block in blocks)


def _parted(table: Table, fullest: dict[tuple[int, str], _Row]) -> Table:
    rows = list(table.rows)
    tall = {span.row for span in table.spans if span.rows > 1}
    for i, row in enumerate(rows[:_FIRST_ROWS]):
        other = fullest.get((table.width, _joined(row)))
        if other is not None and i not in tall and _labels(row) < _labels(other) and _splits(row, other):
            rows[i] = other
    if tuple(rows) == table.rows:
        return table
    spans = tuple(span for span in table.spans if not any(rows[span.row][span.column + 1 : span.column + span.columns]))
    return replace(table, rows=tuple(rows), spans=spans)


def _splits(row: _Row, other: _Row) -> bool:
    """Whether `other` tells apart what stands together in `row`, in its column and the blank ones behind it, and moves nothing else. Single
    characters are no labels: 合 and 计 are one that is spaced out."""
    if any(len(text.strip()) == 1 for text in other):
        return False
    starts = [c for c, text in enumerate(row) if text.strip()]
    ends = [*starts[1:], len(row)]
    return all(
        other[start].strip() and _joined(row[start:end]) == _joined(other[start:end])
        for start, end in zip(starts, ends, strict=True)
    )


def _joined(row: _Row) -> str:
    return "".join("".join(row).split())


def _labels(row: _Row) -> int:
    """How many cells of a row have words; 0 of a row with figures."""
    return 0 if any(is_number(text) for text in row) else sum(bool(text.strip()) for text in row)
