"""What is in the warehouse and what awaits a person, as people are told of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from etl.warehouse.find_agency import FoundAgency

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A version of a publication. Names of files, versions of the loader and beginnings of hashes have a line a document."""

    agency: str
    fiscal_year: int
    kind: str
    scope: str
    revision: int
    is_current: bool
    file_names: str
    province: str | None
    figures: int
    loaded_at: datetime
    loader_versions: str
    hashes: str
    evidence: str


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document, and the publications that it is of (keys of agency and year, kind and scope): none of a part that waits, several of a shared one."""

    sha256: str
    file_name: str
    publications: tuple[tuple[str, int, str, str], ...]


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """Something in a current report that a person should look at."""

    kind: str
    file_name: str
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class AgencyQuestion:
    """A question about an agency that only a person can answer. `kind`: region, spelling, successor or type."""

    kind: str
    agency: str
    detail: str


def list_reports(connection: Connection, *, history: bool, agency: FoundAgency | None = None) -> list[ListedReport]:
    """The current reports by agency, year, kind and scope; with `history` the other versions too; of one agency only where it is given."""
    found = connection.execute(
        """
        with counted as (
            select f.report_key, count(*) as figures
            from core.figure as f
            where coalesce(f.agency_key = %(agency)s, true)
            group by f.report_key
        ),
        holding as (
            select
                p.report_key,
                string_agg(d.file_name, E'\\n' order by p.part_no) as file_names,
                string_agg(d.loader_version, E'\\n' order by p.part_no) as versions,
                string_agg(left(d.sha256, 12), E'\\n' order by p.part_no) as hashes
            from core.report_document as p
            inner join raw.document as d on p.document_key = d.document_key
            group by p.report_key
        )
        select a.name, r.fiscal_year, r.kind, r.scope, r.revision, r.is_current, d.file_names, g.province,
            coalesce(f.figures, 0), r.loaded_at, d.versions, d.hashes, r.evidence
        from core.dim_report as r
        inner join core.dim_agency as a on r.agency_key = a.agency_key
        left join holding as d on r.report_key = d.report_key
        left join counted as f on r.report_key = f.report_key
        left join core.dim_region as g on a.region_code = g.region_code
        where (r.is_current or %(history)s) and coalesce(r.agency_key = %(agency)s, true)
        order by a.name, r.fiscal_year, r.kind, r.scope, r.revision
        """,
        {"history": history, "agency": agency.agency_key if agency else None},
    ).fetchall()
    return [ListedReport(*row) for row in found]


def count_reports(connection: Connection) -> tuple[int, int]:
    """How many versions of publications there are, and how many of them are current."""
    row = connection.execute("select count(*), count(*) filter (where is_current) from core.dim_report").fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


_MEANT = {
    "sha256": "d.sha256 = any(%s)",
    "beginning": "exists (select from unnest(%s::text[]) as g (start) where starts_with(d.sha256, g.start))",
    "file_name": "d.file_name = any(%s)",
    "report": "r.report_key = any(%s)",
    "agency": "r.is_current and r.agency_key = any(%s)",
}
"""What documents are named by → the condition."""


def find_documents(connection: Connection, by: str, values: Sequence[str]) -> tuple[StoredDocument, ...]:
    """The documents that are named `by` one of: their sha256, the beginning of one, their file_name as loaded, the report they are of (its
    key), the agency whose current reports they are of (its key). In the order of loading."""
    found = connection.execute(
        f"""
        select distinct d.sha256, d.file_name, r.agency_key, r.fiscal_year, r.kind, r.scope, d.loaded_at
        from raw.document as d
        left join core.report_document as p on d.document_key = p.document_key
        left join core.dim_report as r on p.report_key = r.report_key
        where {_MEANT[by]} order by d.loaded_at, d.sha256, r.agency_key, r.fiscal_year, r.kind, r.scope
        """,  # noqa: S608 - one of the conditions above
        (list(values),),
    ).fetchall()
    names = {sha256: name for sha256, name, *_ in found}
    return tuple(
        StoredDocument(
            sha256,
            name,
            tuple((row[2], row[3], row[4], row[5]) for row in found if row[0] == sha256 and row[2] is not None),
        )
        for sha256, name in names.items()
    )


def current_version(connection: Connection, publication: tuple[str, int, str, str]) -> tuple[int, str] | None:
    """Revision and first file of the version of a publication that holds; None where nothing is left of it."""
    row = connection.execute(
        """
        select r.revision, d.file_name from core.dim_report as r
        inner join raw.document as d on r.document_key = d.document_key
        where (r.agency_key, r.fiscal_year, r.kind, r.scope) = (%s, %s, %s, %s) and r.is_current
        """,
        publication,
    ).fetchone()
    return None if row is None else (int(row[0]), str(row[1]))


def agency_questions(connection: Connection, kind: str = "") -> list[AgencyQuestion]:
    """The questions about agencies that only a person can answer, by kind; all kinds where "" is given."""
    found = connection.execute(
        """
        select q.kind, a.name, q.detail
        from core.agency_question as q
        inner join core.dim_agency as a on q.agency_key = a.agency_key
        where %(kind)s = '' or q.kind = %(kind)s
        order by q.kind, a.name collate "C", q.object collate "C"
        """,
        {"kind": kind},
    ).fetchall()
    return [AgencyQuestion(*row) for row in found]


def review_items(connection: Connection, kind: str, reports: Collection[str] | None = None) -> list[ReviewItem]:
    """Items of current reports, of one kind if one is given, of these reports (keys) if some are."""
    found = connection.execute(
        """
        select i.kind, d.file_name, i.place, i.detail
        from core.review_item as i
        inner join core.dim_report as r on i.report_key = r.report_key
        inner join raw.document as d on r.document_key = d.document_key
        where r.is_current
            and (%(kind)s = '' or i.kind = %(kind)s)
            and coalesce(i.report_key = any(%(reports)s::text[]), true)
        order by i.kind, d.file_name, i.item_no
        """,
        {"kind": kind, "reports": None if reports is None else list(reports)},
    ).fetchall()
    return [ReviewItem(*row) for row in found]
