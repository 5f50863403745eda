"""Where a figure of the warehouse comes from: its cell in the document, what was printed and repaired, and what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

from etl.documents.model import Box
from etl.errors import WarehouseError
from etl.head import StatedHead
from etl.loading.meant import reports_meant
from etl.statements.model import Repair
from etl.warehouse.cell_boxes import box_of_cell
from etl.words.folding import fold
from etl.words.measures import Meaning

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class FigureName:
    """A figure as a list shows it. `key` is REPORT_KEY-NO; `row` and `column` are the printed labels."""

    key: str
    agency: str
    fiscal_year: int
    kind: str
    scope: str
    revision: int
    is_current: bool
    statement: str  # printed title
    statement_key: str
    side: str
    row_code: str
    row: str
    column: str
    basis: str
    measure: str
    member: str
    fund: str
    value: Decimal
    decimals: int
    unit: str

    @property
    def meaning(self) -> Meaning:
        """What the figure is of."""
        return Meaning(self.basis, self.measure, self.member, self.fund)

    @property
    def amount(self) -> str:
        """The value as published: with its decimals, separators at thousands, and its unit."""
        return f"{self.value:,.{self.decimals}f} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure with its place. `page` is 1-based; `table`, `row` and `column` count from 0 and index `cells`, the table as printed.

    `box` is the cell on the page in points from the upper left corner of the page as displayed, None where the format has no
    positions. `repairs` say what a conversion broke and what was taken instead.
    """

    name: FigureName
    file_name: str
    sha256: str
    format: str
    page: int | None
    table: int
    sheet: str
    row: int
    column: int
    number: str
    printed: str
    amount_yuan: Decimal | None
    role: str
    repairs: tuple[Repair, ...]
    confidence: Decimal | None
    cells: tuple[tuple[str, ...], ...]
    box: Box | None


_NAMES = """
    select
        f.report_key || '-' || f.figure_no as key,
        a.name as agency,
        r.fiscal_year,
        r.kind,
        r.scope,
        r.revision,
        r.is_current,
        s.title as statement,
        f.statement_key,
        f.side,
        f.row_code,
        f.row_label as row,
        coalesce(nullif(f.column_path, ''), f.column_label) as column,
        f.basis,
        f.measure,
        f.member,
        f.fund,
        f.value,
        f.decimals,
        f.unit
        {more}
    from core.figure as f
    inner join core.report_statement as s
        on f.agency_key = s.agency_key and f.report_key = s.report_key and f.statement_seq = s.statement_seq
    inner join core.dim_report as r on f.report_key = r.report_key
    inner join core.dim_agency as a on r.agency_key = a.agency_key
"""
_PLACE = """,
        d.document_key, d.file_name, d.sha256, d.format, f.page, f.table_index - p.first_table as table_index,
        f.row_index, f.column_index, s.number, f.printed, f.amount_yuan, f.role, f.repairs, f.confidence
"""


def evidence_of(connection: Connection, key: str) -> Evidence:
    """The figure with the key REPORT_KEY-NO. Raises WarehouseError where the key is none, or no figure has it."""
    report, _, number = key.strip().rpartition("-")
    found: dict[str, Any] | None = None
    table: dict[str, Any] | None = None
    rows = connection.cursor(row_factory=dict_row)
    if number.isdecimal() and len(number) < 10:
        found = rows.execute(
            _NAMES.format(more=_PLACE)
            + """
            inner join core.report_document as p
                on r.report_key = p.report_key
                and f.table_index >= p.first_table and f.table_index < p.first_table + p.table_count
            inner join raw.document as d on p.document_key = d.document_key
            where f.report_key = %s and f.figure_no = %s
            """,
            (report, int(number)),
        ).fetchone()
    if found is not None:
        # Apart: a document's tables lie by document, figures by agency.
        table = rows.execute(
            """
            select t.name as sheet, t.cells, t.spans, t.boxes from raw.document_table as t
            where t.document_key = %s and t.table_index = %s
            """,
            (found.pop("document_key"), found["table_index"]),
        ).fetchone()
    if found is None or table is None:
        raise WarehouseError(
            "no such figure",
            place=key,
            next_step="core.figure has report_key and figure_no; or say --agency, --year, --statement and --row",
        )
    return _evidence({**found, **table})


def find_figures(
    connection: Connection,
    *,
    agency: str,
    year: int | None = None,
    kind: str = "",
    statement: str = "",
    row: str = "",
    column: str = "",
) -> list[FigureName]:
    """The figures of an agency's current reports that fit, in their order.

    `agency` is whatever means one, or reports of its own: a name, parts of it, a file, a key (etl.loading.meant). `statement` is the
    catalogue's key or (part of) a title, `row` a code or (part of) a label, `column` a measure, a member of it or (part of) a header; of
    each, what fits exactly goes before what fits in part. Raises WarehouseError, which says what there is instead.
    """
    found = [_name(one) for one in _of_reports(connection, reports_meant(connection, agency, StatedHead()))]
    if year is not None:
        found = _narrowed(found, lambda one: (str(one.fiscal_year),), str(year), "--year")
    if kind:
        found = _narrowed(found, lambda one: (one.kind,), kind, "--kind")
    if statement:
        found = _narrowed(found, lambda one: (one.statement_key, fold(one.statement)), fold(statement), "--statement")
    if row:
        found = _narrowed(found, lambda one: (one.row_code, fold(one.row)), fold(row), "--row")
    if column:
        found = _narrowed(
            found,
            lambda one: (str(one.meaning), one.measure, one.member, *_headers(one.column)),
            fold(column),
            "--column",
        )
    return found


def _of_reports(connection: Connection, keys: Sequence[str]) -> Iterable[dict[str, Any]]:
    """Rows of the figures of these reports, as far as they are current."""
    return connection.cursor(row_factory=dict_row).execute(
        _NAMES.format(more="")
        + """
        where r.is_current and r.report_key = any(%s)
        order by r.fiscal_year, r.kind, r.scope, f.report_key, f.figure_no
        """,
        (list(keys),),
    )


def _headers(path: str) -> tuple[str, ...]:
    """The leaf header and the whole path, folded."""
    whole = fold(path)
    return (whole.rpartition("/")[2], whole)


def _narrowed(
    found: list[FigureName], texts: Callable[[FigureName], tuple[str, ...]], wanted: str, option: str
) -> list[FigureName]:
    exact = [one for one in found if wanted in texts(one)]
    fitting = exact or [one for one in found if any(wanted in text for text in texts(one))]
    if not fitting:
        there = list(dict.fromkeys(" ".join(dict.fromkeys(filter(None, texts(one)))) for one in found))
        more = " …" if len(there) > 12 else ""
        raise WarehouseError(
            "no figure fits", place=f"{option} {wanted}", next_step=f"there is {'; '.join(there[:12])}{more}"
        )
    return fitting


def _name(row: dict[str, Any]) -> FigureName:
    return FigureName(**{name: row[name] for name in FigureName.__dataclass_fields__})


def _evidence(row: dict[str, Any]) -> Evidence:
    cells = tuple(tuple(line) for line in row["cells"])
    return Evidence(
        name=_name(row),
        file_name=row["file_name"],
        sha256=row["sha256"],
        format=row["format"],
        page=row["page"],
        table=row["table_index"],
        sheet=row["sheet"],
        row=row["row_index"],
        column=row["column_index"],
        number=row["number"],
        printed=row["printed"],
        amount_yuan=row["amount_yuan"],
        role=row["role"],
        repairs=tuple(Repair(**repair) for repair in row["repairs"] or ()),
        confidence=row["confidence"],
        cells=cells,
        box=box_of_cell(row["boxes"], row["spans"] or [], row["row_index"], row["column_index"]),
    )
