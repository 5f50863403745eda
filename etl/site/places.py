"""Where the numbers of reports stand on the pages of their documents: what `marts.subject_source` names, with the document and the cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row

from etl.documents.model import Box
from etl.warehouse.cell_boxes import box_of_cell

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Paged:
    """A report of which numbers stand on pages."""

    report_key: str
    agency_key: str
    agency: str
    fiscal_year: int
    kind_zh: str
    scope_zh: str


@dataclass(frozen=True, slots=True)
class Place:
    """A cell or sentence on a page (from 1) of a document.

    `anchor` names it in its report, and on the page that shows it: `f` and the number of its figure, `g` of its sentence's disclosures, `r` of its
    remark. `subjects` are what it is the number of; `box` the cell in points, None for a sentence and where the format has no positions.
    """

    anchor: str
    subjects: tuple[str, ...]
    told: str
    printed: str
    page: int
    file_name: str
    sha256: str
    format: str
    box: Box | None


ANCHOR = (
    "case when figure_no is not null then 'f' || figure_no when group_no is not null then 'g' || group_no"
    " when remark_no is not null then 'r' || remark_no end"
)
"""SQL over `marts.subject_source`: the anchor of a row; null where it names no cell and no sentence."""

_REPORTS = """
select distinct on (report_key) report_key, agency_key, agency, fiscal_year, kind_zh, scope_zh
from marts.subject_source
where page is not null
order by report_key
"""

_PLACES = f"""
with named as (
    select
        report_key,
        agency_key,
        {ANCHOR} as anchor,
        max(figure_no) as figure_no,
        max(group_no) as group_no,
        max(remark_no) as remark_no,
        max(page) as page,
        max(statement_title) as statement_title,
        max(row_label) as row_label,
        max(column_label) as column_label,
        max(printed) as printed,
        max(sentence) as sentence,
        array_agg(distinct subject order by subject) as subjects
    from marts.subject_source
    where report_key = any(%(reports)s) and page is not null and {ANCHOR} is not null
    group by 1, 2, 3
)

select
    named.report_key,
    named.anchor,
    named.page,
    named.statement_title,
    named.row_label,
    named.column_label,
    named.printed,
    named.sentence,
    named.subjects,
    document.document_key,
    document.file_name,
    document.sha256,
    document.format,
    figure.table_index - part.first_table as table_index,
    figure.row_index,
    figure.column_index
from named
left join core.figure as figure
    on named.report_key = figure.report_key and named.agency_key = figure.agency_key and named.figure_no = figure.figure_no
left join lateral (
    select position from core.disclosure as stated
    where stated.report_key = named.report_key and stated.agency_key = named.agency_key and stated.group_no = named.group_no
    order by stated.disclosure_no limit 1
) as disclosure on true
left join core.remark as remark
    on named.report_key = remark.report_key and named.remark_no = remark.remark_no
inner join core.report_document as part
    on
        named.report_key = part.report_key
        and case
            when named.figure_no is not null
                then figure.table_index >= part.first_table and figure.table_index < part.first_table + part.table_count
            else
                coalesce(disclosure.position, remark.position) >= part.first_position
                and coalesce(disclosure.position, remark.position) < part.first_position + part.block_count
        end
inner join raw.document as document on part.document_key = document.document_key
order by named.report_key, part.part_no, named.page, named.figure_no, named.group_no, named.remark_no
"""  # noqa: S608 - what is put in is written above


def paged_reports(connection: Connection) -> list[Paged]:
    """The reports of which numbers stand on pages."""
    return connection.cursor(row_factory=class_row(Paged)).execute(_REPORTS).fetchall()


def read_places(connection: Connection, reports: Sequence[str]) -> Mapping[str, list[Place]]:
    """The places on pages of these reports, by report, in the order of documents and pages."""
    rows = connection.cursor(row_factory=dict_row).execute(_PLACES.encode(), {"reports": list(reports)}).fetchall()
    tables = _tables(connection, {(row["document_key"], row["table_index"]) for row in rows if row["anchor"][0] == "f"})
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for row in rows:
        boxes, spans = tables.get((row["document_key"], row["table_index"]), (None, None))
        in_form = (row["statement_title"], row["row_label"], row["column_label"])
        found[row["report_key"]].append(
            Place(
                row["anchor"],
                tuple(row["subjects"]),
                " · ".join(text for text in in_form if text) or row["sentence"] or "",
                row["printed"] or "",
                row["page"],
                row["file_name"],
                row["sha256"],
                row["format"],
                None if boxes is None else box_of_cell(boxes, spans or [], row["row_index"], row["column_index"]),
            )
        )
    return found


def _tables(connection: Connection, wanted: set[tuple[str, int]]) -> dict[tuple[str, int], tuple[Any, Any]]:
    """Boxes and spans of these tables of documents."""
    rows = connection.execute(
        """
        select t.document_key, t.table_index, t.boxes, t.spans
        from raw.document_table as t
        inner join unnest(%s::text[], %s::integer[]) as w (document_key, table_index)
            on t.document_key = w.document_key and t.table_index = w.table_index
        """,
        ([document for document, _ in wanted], [table for _, table in wanted]),
    )
    return {(document, table): (boxes, spans) for document, table, boxes, spans in rows}
