"""Loading many files: find them, read them side by side, write each whole or not at all, and say what became of each."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psycopg

from etl.cache import document_cache
from etl.errors import DocumentError, GongkaiError
from etl.reading import TIMEOUT, Unread, fault, read_all
from etl.reference.regions import regions
from etl.report import Report
from etl.statements.forms import load_catalogue
from etl.version import loader_version
from etl.warehouse.rows import report_rows, statement_dimension
from etl.warehouse.writer import is_older, loaded_versions, write_dimensions, write_report
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

Status = Literal["loaded", "superseded", "reloaded", "unchanged", "read", "failed"]


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
    progress: Callable[[Loaded], None] = lambda _: None,
) -> list[Loaded]:
    """Read and write files, one transaction a report. Without a connection nothing is written (`read`).

    A file that can't be read, or is no report, fails alone: its message is in the result, the others load.
    """
    unchanged = _unchanged(files, connection)
    results: list[Loaded] = []
    if connection is not None:
        sync_reference(connection)
    for path in unchanged:
        results.append(Loaded(path, "unchanged"))
        progress(results[-1])
    unread = [file for file in files if file not in unchanged]
    with closing(read_all(unread, workers=workers, timeout=timeout)) as outcomes:
        for path, outcome in outcomes:
            if isinstance(outcome, Unread):
                results.append(Loaded(path, "failed", error=outcome.message))
            else:
                results.append(_write(path, outcome, connection))
            progress(results[-1])
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
    """The spellings of agencies that the warehouse knows, looked up one by one: it may know a hundred thousand."""

    connection: psycopg.Connection[Any]

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
        return str(row[0]) if row else None


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
    return {file for file, sha in hashes.items() if sha in versions and _is_current(versions[sha], ours)}


def _is_current(stored: str, ours: str) -> bool:
    return stored == ours or is_older(ours, stored)


def _write(path: Path, report: Report, connection: psycopg.Connection[Any] | None) -> Loaded:
    head = report.interpretation.head
    statements = report.interpretation.statements
    counts = {
        "agency": head.agency,
        "fiscal_year": head.fiscal_year,
        "kind": head.kind,
        "scope": head.scope,
        "statements": len(statements),
        "figures": sum(len(s.figures) for s in statements),
        "not_understood": sum(cell.reason == "not_understood" for s in statements for cell in s.left),
        "disclosures": len(report.narrative.disclosures),
        "indicators": sum(len(table.indicators) for table in report.performance),
        "unknown_tables": len(report.interpretation.unknown),
    }
    if not statements and not report.narrative.disclosures:
        return Loaded(
            path,
            "failed",
            error=f"{path.name}: no published form and no disclosure was recognised → run gongkai inspect on it",
        )
    if connection is None:
        return Loaded(path, "read", **counts)  # type: ignore[arg-type]
    try:
        outcome = write_report(connection, report_rows(report, load_catalogue(), WarehouseAliases(connection)))
    except GongkaiError as error:
        return Loaded(path, "failed", error=str(error), **counts)  # type: ignore[arg-type]
    except Exception as error:  # noqa: BLE001 - as above
        return Loaded(path, "failed", error=fault(path, "writing", error), **counts)  # type: ignore[arg-type]
    return Loaded(path, outcome.status, **counts)  # type: ignore[arg-type]


def failures(results: Iterable[Loaded]) -> list[Loaded]:
    """The results that failed."""
    return [result for result in results if result.status == "failed"]
