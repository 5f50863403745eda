"""Loading many files: find them, read them side by side, write each whole or not at all, and say what became of each.

What has been read is written some reports at a time, in one transaction: after a second, or as soon as there are many, or while nothing
else is to be done. A run that is killed in between loses what was read since: the next run reads it again.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import psycopg

from etl.cache import document_cache
from etl.cluster import read_on_cluster
from etl.errors import DocumentError, GongkaiError, ServerTroubleError
from etl.reading import TIMEOUT, Unread, fault, read_all
from etl.reference.regions import regions
from etl.report import Report
from etl.statements.forms import load_catalogue
from etl.version import loader_version
from etl.warehouse.revisions import is_done
from etl.warehouse.rows import report_rows, statement_dimension
from etl.warehouse.writer import (
    KnownRows,
    ReportRows,
    loaded_versions,
    refresh_statistics,
    write_dimensions,
    write_reports,
)
from models import metadata

SUFFIXES = frozenset(
    [
        ".txt",
        ".md",
        ".markdown",
        ".pdf",
        ".docx",
        ".doc",
        ".wps",
        ".rtf",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
        ".xlsb",
        ".ods",
        ".html",
        ".htm",
        ".mht",
        ".mhtml",
        ".zip",
    ]
)
"""What is taken from a folder; a file that is named itself is read whatever its name."""

BATCH_REPORTS = 64
BATCH_ROWS = 200_000
BATCH_SECONDS = 1.0
"""What is written in one transaction: no more reports or rows than these, and nothing waits longer than that for those after it."""

Status = Literal["loaded", "superseded", "reloaded", "unchanged", "read", "failed"]
WRITTEN = frozenset({"loaded", "superseded", "reloaded"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file. `error` is the message where it failed; the counts are 0 where it wasn't read."""

    path: Path
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


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files that the paths name: files themselves, and from folders, in order of name, what has the suffix of a document.

    Hidden files, and README files beside reports, are left out. Raises DocumentError for a path that doesn't exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                file
                for file in path.rglob("*")
                if file.is_file()
                and file.suffix.lower() in SUFFIXES
                and not file.name.upper().startswith("README")
                and not any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
            )
        elif path.exists():
            found.append(path)
        else:
            raise DocumentError("no such file or folder", place=str(path), next_step="check the path")
    return list(dict.fromkeys(found))


def load_files(
    files: Sequence[Path],
    connection: psycopg.Connection[Any] | None,
    *,
    workers: int | None = None,
    timeout: float = TIMEOUT,
    scheduler: str | None = None,
    progress: Callable[[Loaded], None] = lambda _: None,
) -> list[Loaded]:
    """Read files, by `workers` processes or on the Dask cluster of `scheduler`, and write them; without a connection nothing is written.

    A file that can't be read, or is no report, fails alone: its message is in the result, the others load. ServerTroubleError where the
    server goes away or has no room: what was written stays, and the same files again go on from there.
    """
    unchanged = _unchanged(files, connection)
    results: list[Loaded] = []

    def report(one: Loaded) -> None:
        results.append(one)
        progress(one)

    if connection is not None:
        sync_reference(connection)
    for path in unchanged:
        report(Loaded(path, "unchanged"))
    batch = _Batch(connection, report) if connection is not None else None
    unread = [file for file in files if file not in unchanged]
    idle = batch.write if batch is not None else lambda: None
    reading = (
        read_on_cluster(unread, scheduler, timeout=timeout, idle=idle)
        if scheduler is not None
        else read_all(unread, workers=workers, timeout=timeout, idle=idle)
    )
    with closing(reading) as outcomes:
        for path, outcome in outcomes:
            if isinstance(outcome, Unread):
                report(Loaded(path, "failed", error=outcome.message))
                continue
            read = _read(path, outcome)
            if read.status == "failed" or batch is None:
                report(read)
            else:
                batch.add(read, outcome)
    if batch is not None:
        batch.write()
        refresh_statistics(batch.connection, sum(one.figures for one in results if one.status in WRITTEN))
    document_cache().prune()
    order = {file: i for i, file in enumerate(files)}
    return sorted(results, key=lambda result: order[result.path])


def sync_reference(connection: psycopg.Connection[Any]) -> None:
    """Write what the program knows itself: the divisions and the catalogue of forms."""
    tables = metadata.tables
    columns = [column.name for column in tables["core.dim_region"].columns]
    write_dimensions(
        connection,
        {
            tables["core.dim_region"]: [{name: getattr(region, name) for name in columns} for region in regions()],
            tables["core.dim_statement"]: statement_dimension(load_catalogue()),
        },
    )


@dataclass(frozen=True, slots=True)
class WarehouseAliases:
    """The spellings of agencies that the warehouse knows, looked up one by one: it may know a hundred thousand.

    `waiting` are those of reports that are about to be written: a report is resolved as if they were there already.
    """

    connection: psycopg.Connection[Any]
    waiting: dict[str, str] = field(default_factory=dict)

    def agency_of(self, alias: str) -> str | None:
        """Name of the agency that a normalised spelling belongs to, or None."""
        row = self.connection.execute(
            """
            select g.name from core.agency_alias as a
            inner join core.dim_agency as g on a.agency_key = g.agency_key
            where a.alias = %s
            """,
            (alias,),
        ).fetchone()
        return str(row[0]) if row else self.waiting.get(alias)

    def note(self, rows: ReportRows) -> None:
        """Remember the spellings of a report that waits; the first one to have a spelling keeps it."""
        agencies, spellings = metadata.tables["core.dim_agency"], metadata.tables["core.agency_alias"]
        names = {row["agency_key"]: row["name"] for row in rows.dimensions.get(agencies, ())}
        for row in rows.dimensions.get(spellings, ()):
            self.waiting.setdefault(row["alias"], names[row["agency_key"]])


class _Batch:
    """Reports that have been read and wait to be written together."""

    def __init__(self, connection: psycopg.Connection[Any], report: Callable[[Loaded], None]) -> None:
        self.connection = connection
        self._report = report
        self._known = KnownRows()
        self._aliases = WarehouseAliases(connection)
        self._read: list[Loaded] = []
        self._rows: list[ReportRows] = []
        self._since = 0.0

    def add(self, read: Loaded, report: Report) -> None:
        """Take a report, and write those that wait if they are many or have waited long."""
        try:
            rows = report_rows(report, load_catalogue(), self._aliases)
        except psycopg.OperationalError as error:
            raise ServerTroubleError(
                f"the connection was lost: {' '.join(str(error).split())}",
                place=read.path.name,
                next_step="nothing of the file was written; run it again",
            ) from error
        except Exception as error:  # noqa: BLE001 - a fault of ours costs this document
            self._report(replace(read, status="failed", error=_message(read.path, error)))
            return
        if not self._rows:
            self._since = time.monotonic()
        self._aliases.note(rows)
        self._read.append(read)
        self._rows.append(rows)
        if (
            len(self._rows) >= BATCH_REPORTS
            or sum(one.count for one in self._rows) >= BATCH_ROWS
            or time.monotonic() - self._since >= BATCH_SECONDS
        ):
            self.write()

    def write(self) -> None:
        """Write all that wait, and say what became of each. ServerTroubleError, once that is said, if the server can't go on."""
        if not self._rows:
            return
        outcomes = write_reports(self.connection, self._rows, self._known)
        read = self._read
        self._read, self._rows = [], []
        self._aliases.waiting.clear()
        trouble: ServerTroubleError | None = None
        for one, outcome in zip(read, outcomes, strict=True):
            if isinstance(outcome, ServerTroubleError):
                trouble = outcome
            elif isinstance(outcome, Exception):
                self._report(replace(one, status="failed", error=_message(one.path, outcome)))
            else:
                self._report(replace(one, status=outcome.status))
        if trouble is not None:
            raise trouble


def _message(path: Path, error: Exception) -> str:
    return str(error) if isinstance(error, GongkaiError) else fault(path, "writing", error)


def _unchanged(files: Sequence[Path], connection: psycopg.Connection[Any] | None) -> set[Path]:
    """Files whose very bytes this version, or a newer one, has loaded already."""
    if connection is None:
        return set()
    hashes: dict[Path, str] = {}
    for file in files:
        if file.is_file() and os.access(file, os.R_OK):
            with file.open("rb") as opened:
                hashes[file] = hashlib.file_digest(opened, "sha256").hexdigest()
    versions, ours = loaded_versions(connection, hashes.values()), loader_version()
    return {file for file, sha in hashes.items() if sha in versions and is_done(ours, versions[sha])}


def _read(path: Path, report: Report) -> Loaded:
    """What was read of a file: `read`, or `failed` where nothing in it is a report."""
    head = report.interpretation.head
    statements = report.interpretation.statements
    if not statements and not report.narrative.disclosures:
        return Loaded(
            path,
            "failed",
            error=f"{path.name}: no published form and no disclosure was recognised → run gongkai inspect on it",
        )
    return Loaded(
        path,
        "read",
        agency=head.agency,
        fiscal_year=head.fiscal_year,
        kind=head.kind,
        scope=head.scope,
        statements=len(statements),
        figures=sum(len(s.figures) for s in statements),
        not_understood=sum(cell.reason == "not_understood" for s in statements for cell in s.left),
        disclosures=len(report.narrative.disclosures),
        indicators=sum(len(table.indicators) for table in report.performance),
        unknown_tables=len(report.interpretation.unknown),
    )


def failures(results: Iterable[Loaded]) -> list[Loaded]:
    """The results that failed."""
    return [result for result in results if result.status == "failed"]
