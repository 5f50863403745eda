"""A document without a head of its own (附件1.html): whose it is follows from the publication in its folder, if there is only one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import psycopg

from etl.documents.model import Document
from etl.errors import GongkaiError
from etl.head import ReportHead
from etl.loading.reading import Unread, fault
from etl.loading.sources import Source, beside, sha256_of
from etl.pipeline import interpret_report
from etl.reference.agencies import normalise_name
from etl.report import Report
from etl.statements.head.names import preparer_name
from etl.statements.surroundings import preparer_in

_SHOWN = 3
"""So many publications of a folder are named in a message."""


def read_with_company(
    path: Source, unread: Unread, files: Iterable[Source], connection: psycopg.Connection[Any]
) -> Report | Unread:
    """A document without a head, read with the head of the one publication in its folder; or why that can't be.

    The files of its folder are those that lie there and those that are loaded with it (`files`), as far as they are in the warehouse.
    """
    document = unread.headless
    assert document is not None  # noqa: S101 - only what was read without a head comes here
    heads = _heads(connection, beside(path, files))
    if not heads:
        return replace(
            unread, headless=None, message=f"{unread.message}; a part is loaded with the folder of its main file"
        )
    if len(heads) > 1:
        shown = ", ".join(f"{head.agency} {head.fiscal_year} {head.kind}" for head in heads[:_SHOWN])
        more = f" and {len(heads) - _SHOWN} more" if len(heads) > _SHOWN else ""
        return replace(
            unread,
            headless=None,
            message=f"{unread.message}; its folder holds several publications ({shown}{more}): put it into a folder with the one that it is a part of",
        )
    head = heads[0]
    others = _other_agencies(document, head)
    if others:
        return replace(
            unread,
            headless=None,
            message=f"{unread.message}; the publication in its folder is that of {head.agency}, but it names {others[0]} as its agency",
        )
    try:
        return replace(interpret_report(document, head=head), seconds=unread.seconds)
    except GongkaiError as error:
        return Unread(str(error), "failed", unread.seconds)
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one document, named, never the batch
        return Unread(fault(path, "reading", error), "failed", unread.seconds)


def _heads(connection: psycopg.Connection[Any], files: Iterable[Source]) -> list[ReportHead]:
    """The heads of the publications to which files belong that say themselves whose they are, one a publication."""
    hashes = []
    for file in files:
        try:
            sha256 = sha256_of(file)
        except GongkaiError:
            continue
        if sha256 is not None:
            hashes.append(sha256)
    rows = connection.execute(
        """
        select distinct on (r.agency_key, r.fiscal_year, r.kind, r.scope)
            p.published_agency_name, r.fiscal_year, r.kind, r.scope, p.title, p.spellings
        from raw.document as d
        inner join core.report_document as p on d.document_key = p.document_key
        inner join core.dim_report as r on p.report_key = r.report_key
        where d.sha256 = any(%s::text[]) and p.has_own_head
        order by r.agency_key, r.fiscal_year, r.kind, r.scope, r.is_current desc, p.part_no, d.sha256
        """,
        (hashes,),
    ).fetchall()
    return [
        ReportHead(agency, year, kind, scope, title, tuple(name for name in spellings if name != agency))
        for agency, year, kind, scope, title, spellings in rows
    ]


def _other_agencies(document: Document, head: ReportHead) -> list[str]:
    """Agencies that the lines 编制单位：… of a document name, where none of them is the head's."""
    own = [normalise_name(name) for name in (head.agency, *head.aliases)]
    named = [name for p in document.paragraphs if (name := normalise_name(preparer_name(preparer_in(p.text))))]
    related = [name for name in named if any(name.endswith(one) or one.endswith(name) for one in own)]
    return [] if related else named
