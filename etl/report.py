"""A report as read: the document and all that the steps found in it, before anything touches a database."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.account import Account
from etl.completeness import Gap
from etl.documents.model import Document
from etl.narrative.model import Narrative
from etl.performance.model import PerformanceTable
from etl.statements.model import Interpretation


@dataclass(frozen=True, slots=True)
class Report:
    """One published report: its document, forms, prose and performance tables, and what seems to be missing in it."""

    document: Document
    interpretation: Interpretation
    narrative: Narrative
    performance: tuple[PerformanceTable, ...]
    gaps: tuple[Gap, ...] = ()
    account: Account = field(default_factory=Account)
    """What became of each number of the document."""
    seconds: float = field(default=0.0, compare=False)
    """How long reading took; no part of what the report says."""
    has_own_head: bool = True
    """Whether the document says itself whose it is; else it was read with the head of its publication."""
