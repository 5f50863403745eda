"""Reports that have been read and wait to be written together, in one transaction: after a second, or as soon as there are many.

A run that is killed in between loses what was read since: the next run reads it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg

from etl.errors import GongkaiError, ServerTroubleError
from etl.head import StatedHead
from etl.loading.loaded import Loaded
from etl.loading.reading import fault
from etl.loading.sources import Source
from etl.report import Report
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.places import FoundAt
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.rows import report_rows
from etl.warehouse.writer import KnownRows, write_reports

BATCH_REPORTS = 256
BATCH_ROWS = 200_000
BATCH_SECONDS = 1.0
"""What is written in one transaction: no more reports or rows than these, and nothing waits longer than that for those after it."""


class Batch:
    """Reports that have been read and wait to be written together."""

    def __init__(self, connection: psycopg.Connection[Any], report: Callable[[Loaded], None]) -> None:
        self.connection = connection
        self._report = report
        self._known = KnownRows()
        self._aliases = WarehouseAliases(connection)
        self._read: list[Loaded] = []
        self._rows: list[ReportRows] = []
        self._since = 0.0

    def add(
        self, read: Loaded, report: Report, found_at: FoundAt | None = None, stated: StatedHead | None = None
    ) -> None:
        """Take a report, and write those that wait if they are many or have waited long; `stated` is what a person says of its head."""
        try:
            rows = report_rows(report, load_catalogue(), self._aliases)
            rows = replace(rows, found_at=found_at, stated=stated)
        except psycopg.OperationalError as error:
            raise ServerTroubleError(
                f"the connection was lost: {' '.join(str(error).split())}",
                place=read.path.name,
                next_step="nothing of the file was written; run it again",
            ) from error
        except Exception as error:  # noqa: BLE001 - a fault of ours costs this document
            self._report(replace(read, status="failed", cause="failed", error=message_of(read.path, error)))
            return
        if not self._rows:
            self._since = time.monotonic()
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
        trouble: ServerTroubleError | None = None
        for one, outcome in zip(read, outcomes, strict=True):
            if isinstance(outcome, ServerTroubleError):
                trouble = outcome
            elif isinstance(outcome, Exception):
                self._report(replace(one, status="failed", cause="failed", error=message_of(one.path, outcome)))
            else:
                self._report(replace(one, status=outcome.status, detail=outcome.detail))
        if trouble is not None:
            raise trouble


def message_of(path: Source, error: Exception) -> str:
    """What is told of a file that couldn't be written."""
    return str(error) if isinstance(error, GongkaiError) else fault(path, "writing", error)
