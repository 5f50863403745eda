"""Takes the account of a report that has been read: prose, then tables, counted by state."""

from __future__ import annotations

from etl.account.model import Account, counted
from etl.account.prose import numbers_of_prose
from etl.account.tables import numbers_of_tables
from etl.documents.model import Document
from etl.narrative.model import Narrative
from etl.performance.model import PerformanceTable
from etl.statements.model import Interpretation


def take_account(
    document: Document, interpretation: Interpretation, narrative: Narrative, performance: tuple[PerformanceTable, ...]
) -> Account:
    """The account of all numbers of a document, given what the steps of interpretation made of it. Nothing is raised."""
    in_tables, ends = numbers_of_tables(document, interpretation, performance)
    counts, listed = counted((*numbers_of_prose(document, narrative), *in_tables))
    return Account(counts, tuple(sorted(listed, key=lambda number: number.position)), ends)
