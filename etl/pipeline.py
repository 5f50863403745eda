"""The way of the data, top to bottom: file → document → statements, prose, performance → rows → warehouse."""

from __future__ import annotations

from pathlib import Path

from etl.account import take_account
from etl.completeness import find_gaps, listed_empty
from etl.documents import read_document
from etl.documents.collecting import rarely_collected
from etl.documents.legible import legible
from etl.documents.model import Document
from etl.head import ReportHead, StatedHead
from etl.narrative import read_narrative
from etl.narrative.nil import with_empty_forms
from etl.performance import collect_drafts, performance_table_indexes, read_performance
from etl.report import Report
from etl.statements.catalogue_entries import Catalogue, load_catalogue
from etl.statements.empty import empty_forms
from etl.statements.interpret import interpret


def read_report(path: Path, catalogue: Catalogue | None = None, stated: StatedHead | None = None) -> Report:
    """Read one published report (a file, or a folder of its parts), without a database; `stated` is what a person says of its head.

    Raises DocumentError where the file can't be read, NotAReportError where it is no single report.
    """
    return interpret_report(read_document(path), catalogue, stated)


@rarely_collected()
def interpret_report(
    document: Document,
    catalogue: Catalogue | None = None,
    stated: StatedHead | None = None,
    head: ReportHead | None = None,
) -> Report:
    """What a document says as a report: forms, prose and performance tables. Raises NotAReportError.

    `stated` is what a person says of its head; `head` that of the publication which the document is a part of: its own isn't looked for then.
    """
    catalogue = catalogue or load_catalogue()
    shown = legible(document)
    drafts = collect_drafts(shown)
    performance = performance_table_indexes(shown, drafts)
    interpretation = interpret(shown, catalogue, lambda table, _: table.index in performance, stated, head)
    narrative = read_narrative(shown, interpretation.head, interpretation.subject_names)
    empty = [*empty_forms(shown, interpretation.statements), *listed_empty(shown, interpretation, catalogue)]
    narrative = with_empty_forms(narrative, empty)
    gaps = find_gaps(shown, interpretation, catalogue)
    tables = read_performance(shown, drafts)
    account = take_account(shown, interpretation, narrative, tables)
    return Report(document, interpretation, narrative, tables, gaps, account, has_own_head=head is None)
