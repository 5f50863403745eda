"""Where a finding stands in its file: the cell of a table, or words of the prose. What a picture of the page or of the table is made from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from etl.documents.model import Box
from etl.warehouse.cell_boxes import box_of_cell

_QUOTED = re.compile("“([^”]{2,200})”")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class TableAt:
    """A table of a file with a row marked, and its cell where one is meant. Rows and columns count from 0.

    `cells` is the table as printed, `name` its sheet in a workbook, `box` the cell on its page in points from the upper left corner.
    Findings of one table share `cells`.
    """

    index: int
    name: str
    row: int
    column: int | None
    cells: tuple[tuple[str, ...], ...] = field(repr=False)
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands: its file, its page from 1, and there a cell or words.

    `sentence` is what the prose says, `printed` the words of it that are at fault, `words` what may be looked for on the page, the longest
    first.
    """

    file_name: str
    sha256: str
    format: str
    page: int | None
    table: TableAt | None
    sentence: str = ""
    printed: str = ""
    words: tuple[str, ...] = ()


def read_places(
    connection: psycopg.Connection[Any], findings: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Place]:
    """The places of findings, by report and number of the evaluation. Findings that lead to no document of theirs have none."""
    if not findings:
        return {}
    rows: list[Any] = (
        connection.cursor(row_factory=namedtuple_row)
        .execute(
            """
            select
                e.report_key, e.evaluation_no, e.page, e.row_index, e.column_index, e.row_label, e.left_label,
                d.document_key, d.file_name, d.sha256, d.format, e.table_index - p.first_table as table_index,
                coalesce(s.sentence, '') as sentence, coalesce(s.printed, '') as printed
            from unnest(%(reports)s::text[], %(numbers)s::integer[]) as wanted (report_key, evaluation_no)
            inner join dbt_quality.reconciliation_evaluation as e using (report_key, evaluation_no)
            left join core.disclosure as s on e.report_key = s.report_key and e.disclosure_no = s.disclosure_no
            inner join core.report_document as p
                on
                    e.report_key = p.report_key
                    and case
                        when e.table_index is not null
                            then e.table_index >= p.first_table and e.table_index < p.first_table + p.table_count
                        when s.position is not null
                            then s.position >= p.first_position and s.position < p.first_position + p.block_count
                        else p.part_no = 0
                    end
            inner join raw.document as d on p.document_key = d.document_key
            """,
            {"reports": [key for key, _ in findings], "numbers": [number for _, number in findings]},
        )
        .fetchall()
    )
    tables = _tables(connection, {(row.document_key, row.table_index) for row in rows if row.table_index is not None})
    return {
        (row.report_key, row.evaluation_no): Place(
            file_name=row.file_name,
            sha256=row.sha256,
            format=row.format,
            page=row.page,
            table=_at(tables.get((row.document_key, row.table_index)), row),
            sentence=row.sentence,
            printed=row.printed,
            words=_words(row),
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    cells: tuple[tuple[str, ...], ...]
    spans: list[list[int]]
    boxes: Any


def _tables(connection: psycopg.Connection[Any], wanted: set[tuple[str, int]]) -> dict[tuple[str, int], _Table]:
    found = connection.execute(
        """
        select t.document_key, t.table_index, t.name, t.cells, t.spans, t.boxes
        from unnest(%s::text[], %s::integer[]) as wanted (document_key, table_index)
        inner join raw.document_table as t using (document_key, table_index)
        """,
        ([key for key, _ in wanted], [number for _, number in wanted]),
    )
    return {
        (key, number): _Table(name, tuple(map(tuple, cells)), spans or [], boxes)
        for key, number, name, cells, spans, boxes in found
    }


def _at(table: _Table | None, row: Any) -> TableAt | None:
    if table is None or row.row_index is None or not 0 <= row.row_index < len(table.cells):
        return None
    column = row.column_index
    if column is not None and not 0 <= column < len(table.cells[row.row_index]):
        column = None
    return TableAt(
        index=row.table_index,
        name=table.name,
        row=row.row_index,
        column=column,
        cells=table.cells,
        box=box_of_cell(table.boxes, table.spans, row.row_index, column),
    )


def _words(row: Any) -> tuple[str, ...]:
    """What may be looked for on the page of a finding without a cell: its sentence, what its message quotes, its label."""
    quoted = sorted(_QUOTED.findall(row.left_label), key=len, reverse=True)
    found = dict.fromkeys(text for text in (row.sentence, *quoted, row.row_label) if len(text) > 1)
    return tuple(found)[:_MOST_WORDS]
