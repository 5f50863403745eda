"""The way of the data, top to bottom: file → document → statements, prose, performance → rows → warehouse."""

from __future__ import annotations

from pathlib import Path

from etl.documents import read_document
from etl.narrative.model import Narrative
from etl.report import Report
from etl.statements.forms import Catalogue, load_catalogue
from etl.statements.interpret import interpret


def read_report(path: Path, catalogue: Catalogue | None = None) -> Report:
    """Read one published report, without a database.

    Raises DocumentError where the file can't be read, NotAReportError where it is no single report.
    """
    catalogue = catalogue or load_catalogue()
    document = read_document(path)
    interpretation = interpret(document, catalogue)
    return Report(document, interpretation, Narrative(()), ())
