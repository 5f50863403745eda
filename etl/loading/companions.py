"""A document without a head of its own (附件1.html) where no warehouse is: read with the head of the publication that it would join."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from etl.errors import NoHeadError, NotAReportError
from etl.head import ReportHead, StatedHead
from etl.loading.provenance import provenance_of
from etl.loading.reading import Headless, Outcome, Unread, read_one
from etl.loading.sources import Source, beside
from etl.pipeline import interpret_report, read_report
from etl.publication.company import Companion, Place, belonging
from etl.report import Report
from etl.warehouse.places import FoundAt

_MOST = 30
"""So many files of its folder are read to find out whose a single part is."""


def read_in_company(
    headless: Headless,
    unread: Unread,
    found_at: FoundAt,
    reports: Mapping[Source, Report],
    places: Mapping[Source, FoundAt],
) -> Outcome:
    """A part read with the head of the one publication that it belongs to among `reports`, or why there is none."""
    found = belonging(
        [_place(found_at)],
        headless.says,
        [_companion(report, _place(places[path])) for path, report in reports.items()],
    )
    if not found.publications:
        return replace(unread, headless=None, message=f"{unread.message}; {found.waits}")
    (head,) = found.publications
    return replace(interpret_report(headless.report.document, head=head), seconds=unread.seconds)


def read_report_in_folder(path: Path, stated: StatedHead | None = None) -> Report:
    """Read one published report without a warehouse; of a part, with the head of the publication in its folder. Raises as `read_report`."""
    try:
        return read_report(path, stated=stated)
    except NoHeadError as error:
        if error.is_report or not path.is_file():
            raise
        outcome = read_one(path, {path: stated} if stated else None)
        if not isinstance(outcome, Unread) or outcome.headless is None:
            raise
        reports: dict[Source, Report] = {}
        for file in beside(path, [])[:_MOST]:
            other = read_one(file)
            if not isinstance(other, Unread):
                reports[file] = other
        places = provenance_of([path, *reports]).found
        told = read_in_company(outcome.headless, outcome, places[path], reports, places)
        if isinstance(told, Unread):
            raise NotAReportError(told.message) from error
        return told


def _companion(report: Report, place: Place) -> Companion[ReportHead]:
    head = report.interpretation.head
    # Of two documents of a publication the head is the same but for spellings and evidence.
    publication = ReportHead(head.agency, head.fiscal_year, head.kind, head.scope, "")
    links = tuple((link.href, link.text) for link in report.document.links)
    return Companion(publication, head.agency, head.aliases, head.fiscal_year, head.kind, (place,), links)


def _place(found: FoundAt) -> Place:
    return Place(found.path, found.folder, found.source_url)


__all__ = ["read_in_company", "read_report_in_folder"]
