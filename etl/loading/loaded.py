"""What became of a file that was to be loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from etl.errors import Cause
from etl.loading.reading import Outcome, Unread
from etl.loading.sources import Source
from etl.report import Report

Status = Literal["loaded", "joined", "current", "kept", "reloaded", "unchanged", "read", "waiting", "failed"]
"""What became of a document, as `etl.warehouse.revisions.Outcome` says; `read` where nothing was to be written, `waiting` of a part whose
main file isn't there."""
WRITTEN = frozenset({"loaded", "joined", "current", "kept", "reloaded"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file; the counts are 0 where it wasn't read.

    `error` is the message where it failed or waits, `cause` says why in a word. `again_at`: when it is tried again though neither it nor the
    program has changed.

    `detail`: which other file has to do with it (part of …, in place of …, current is …). `note`: why its original isn't kept.
    """

    path: Source
    status: Status
    agency: str = ""
    fiscal_year: int = 0
    kind: str = ""
    scope: str = ""
    statements: int = 0
    figures: int = 0
    not_understood: int = 0
    disclosures: int = 0
    indicators: int = 0
    unknown_tables: int = 0
    error: str = ""
    cause: Cause | Literal[""] = ""
    seconds: float = 0.0
    again_at: datetime | None = None
    detail: str = ""
    note: str = ""


def what_was_read(path: Source, outcome: Outcome) -> Loaded:
    """What was read of a file: `read`, or `failed` where it couldn't be, or nothing in it is a report."""
    if isinstance(outcome, Unread):
        return Loaded(path, "failed", error=outcome.message, cause=outcome.cause, seconds=outcome.seconds)
    report = outcome
    head = report.interpretation.head
    statements = report.interpretation.statements
    if not statements and not report.narrative.disclosures and not report.performance:
        return Loaded(
            path,
            "failed",
            cause="failed",
            seconds=report.seconds,
            error=f"{path.name}: no published form, no disclosure and no performance table was recognised → run gongkai inspect on it",
        )
    return replace(
        counted(path, report), agency=head.agency, fiscal_year=head.fiscal_year, kind=head.kind, scope=head.scope
    )


def counted(path: Source, report: Report) -> Loaded:
    """What was read of a file, without whose it is."""
    statements = report.interpretation.statements
    return Loaded(
        path,
        "read",
        seconds=report.seconds,
        statements=len(statements),
        figures=sum(len(s.figures) for s in statements),
        not_understood=sum(cell.reason == "not_understood" for s in statements for cell in s.left),
        disclosures=len(report.narrative.disclosures),
        indicators=sum(len(table.indicators) for table in report.performance),
        unknown_tables=len(report.interpretation.unknown),
    )


def failures(results: Iterable[Loaded]) -> list[Loaded]:
    """The results of which nothing is in a report: those that failed, and parts that wait for their main file."""
    return [result for result in results if result.status in ("failed", "waiting")]
