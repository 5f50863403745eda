"""Keeping a warehouse up to date by itself: an inbox folder whose files are loaded as they come, and marts that follow what was loaded.

Instead of watchfiles, because the system tells that a file has begun to change and not that it is whole: what two looks show alike is.

Of the folder only names, sizes and times are looked at again; a file is opened when it is new or has changed. A server that goes away
is waited for: nothing of what was to be written is lost, since a file counts as taken only when the server has answered about it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg

from etl.errors import DocumentError, WarehouseError
from etl.loading.load import load_files
from etl.loading.loaded import Loaded
from etl.loading.reading import TIMEOUT
from etl.loading.sources import find_files
from etl.settings import Settings
from etl.warehouse import schema
from etl.warehouse.build import build as build_marts
from etl.warehouse.engine import connect, warehouse_url
from etl.warehouse.originals import Originals

LONGEST_WAIT = 60.0
"""Seconds after which a server that is away is asked again at the latest; shorter at first."""


class Tell(Protocol):
    """Says what happens: the name of an event, and what belongs to it."""

    def __call__(self, event: str, **facts: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Trace:
    """What a file's entry in its folder shows: size in bytes, time of change in nanoseconds."""

    size: int
    changed: int


@dataclass
class Inbox:
    """A folder into which files are put, and which of them are still to be taken.

    A file is to be taken when two looks in a row show the same trace of it: whoever copies it has finished. What was taken is to be
    taken again only when its trace changes, or at the time that was said when it was taken. Names that no document has (hidden ones, `.part`, `.tmp`) are left alone, as in every
    folder that is loaded.
    """

    folder: Path
    _seen: dict[Path, Trace] = field(default_factory=dict)
    _taken: dict[Path, Trace] = field(default_factory=dict)
    _again: dict[Path, datetime] = field(default_factory=dict)

    def settled(self) -> list[Path]:
        """Look once; the files to be taken, in order of name. DocumentError where the folder isn't there."""
        now = {}
        for path in find_files([self.folder]):
            try:
                status = path.stat()
            except OSError:  # it was taken away between the two calls
                continue
            now[path] = Trace(status.st_size, status.st_mtime_ns)
        before, self._seen = self._seen, now
        self._taken = {path: trace for path, trace in self._taken.items() if path in now}
        self._again = {path: when for path, when in self._again.items() if path in now}
        due = {path for path, when in self._again.items() if when <= datetime.now(UTC)}
        return [
            path
            for path, trace in now.items()
            if before.get(path) == trace and (trace != self._taken.get(path) or path in due)
        ]

    def take(self, path: Path, again_at: datetime | None = None) -> None:
        """Note that a file was dealt with as it was at the last look, whether it could be loaded or not; when to take it again as it is."""
        if path in self._seen:
            self._taken[path] = self._seen[path]
        if again_at is None:
            self._again.pop(path, None)
        else:
            self._again[path] = again_at


class ServerAwayError(WarehouseError):
    """The connection was lost, or there is none to be had: what was to be done is done again later."""


@dataclass
class Loader:
    """Loads what has settled in an inbox. `failed` counts the files that could not be loaded."""

    inbox: Inbox
    tell: Tell
    workers: int | None = None
    timeout: float = TIMEOUT
    originals: Originals | None = None
    failed: int = 0

    def __call__(self) -> bool:
        """Look once and load; whether anything was written. ServerAwayError where the server is away, WarehouseError where it isn't ours."""
        files = self.inbox.settled()
        return bool(files) and self._load(files)

    def _load(self, files: Sequence[Path]) -> bool:
        written = False
        with closing(_connected(connect_ready)) as connection:

            def progress(one: Loaded) -> None:
                nonlocal written
                # A document that failed while the server went away isn't to blame; those after it would all fail alike.
                if one.status == "failed" and connection.closed:
                    raise ServerAwayError(one.error)
                assert isinstance(one.path, Path)  # noqa: S101 - an inbox is a folder
                self.inbox.take(one.path, one.again_at)
                written = written or one.status not in ("failed", "waiting", "unchanged")
                self.failed += one.status == "failed"
                self.tell("file", loaded=one)

            _while_connected(
                connection,
                lambda: load_files(
                    files,
                    connection,
                    workers=self.workers,
                    timeout=self.timeout,
                    originals=self.originals,
                    progress=progress,
                ),
            )
        return written


@dataclass
class Builder:
    """Builds the marts when the warehouse has changed.

    `failed` counts the builds that found an error; `left_out` says how many reports the last build left out of marts, which is none.
    """

    settings: Settings
    tell: Tell
    failed: int = 0
    left_out: int = 0
    _built: tuple[Any, ...] | None = None

    def __call__(self) -> bool:
        """Look once and build; whether it built. The first time it builds in any case: what was built before this process isn't known.

        ServerAwayError where the server is away, WarehouseError where there is no warehouse or dbt can't run.
        """
        with closing(_connected(connect)) as connection:
            now = _while_connected(connection, lambda: fingerprint(connection))
        if now == self._built:
            return False
        try:
            result = build_marts(self.settings)
        except psycopg.OperationalError as error:
            raise ServerAwayError(_words(error)) from error
        # What was loaded while it built shows in the next look. A build that found an error isn't done again before something changes.
        self._built = now
        self.failed += not result.ok
        self.left_out = len(result.left_out)
        self.tell("build", result=result)
        return True


def fingerprint(connection: psycopg.Connection[Any]) -> tuple[Any, ...]:
    """A value that changes when a report, an agency or a region was written, changed or removed; one pass over three small tables.

    `xmin` is the transaction that wrote a row: a document read anew and an agency that a person has settled count, too.
    WarehouseError where there is no warehouse.
    """
    try:
        row = connection.execute(
            """
            select count(*), sum(hashtextextended(version, 0))
            from (
                select 'report ' || report_key || ' ' || xmin::text as version from core.dim_report
                union all
                select 'agency ' || agency_key || ' ' || xmin::text from core.dim_agency
                union all
                select 'region ' || region_code || ' ' || xmin::text from core.dim_region
            ) as versions
            """
        ).fetchone()
    except psycopg.errors.UndefinedTable as error:
        raise WarehouseError(
            "the database holds no warehouse yet",
            place=f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}",
            next_step="run gongkai db migrate",
        ) from error
    assert row is not None  # noqa: S101 - an aggregate gives a row
    return tuple(row)


def connect_ready() -> psycopg.Connection[Any]:
    """A connection to a warehouse of this program's version; the first load of all creates it."""
    return schema.connect_ready(warehouse_url(), "gongkai watch")


def _connected(open_connection: Callable[[], psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    """A connection; ServerAwayError where none can be opened. What a server that answers says is raised as it is."""
    try:
        return open_connection()
    except psycopg.OperationalError as error:
        raise ServerAwayError(_words(error)) from error
    except WarehouseError as error:
        if isinstance(error.__context__, psycopg.OperationalError):
            raise ServerAwayError(str(error)) from error
        raise


def _while_connected(connection: psycopg.Connection[Any], work: Callable[[], Any]) -> Any:
    """What `work` gives; ServerAwayError where it failed and the connection is lost."""
    try:
        return work()
    except (psycopg.Error, WarehouseError) as error:
        if connection.closed:
            raise ServerAwayError(_words(error)) from error
        raise


def _words(error: Exception) -> str:
    return " ".join(str(error).split())


@dataclass
class Watch:
    """Does its tasks one after the other, again and again. `stopped` says whether the process was told to end.

    `note` is told what it is at: `working`, `resting`, or `waiting` and why.

    A signal shows as KeyboardInterrupt wherever the process is just then. dbt makes a failure of its own of it, hence `stopped`.
    """

    tasks: Sequence[Callable[[], bool]]
    tell: Tell
    interval: float
    stopped: Callable[[], bool] = lambda: False
    wait: Callable[[float], None] = time.sleep
    note: Callable[[str, str], None] = lambda state, error: None
    _said: str = ""
    _failures: int = 0

    def once(self) -> None:
        """Two looks at the first task's folder, an interval apart: what has stood still in between is done. What is wrong is raised."""
        self.tasks[0]()
        self.wait(self.interval)
        for task in self.tasks:
            task()

    def forever(self) -> None:
        """Look until the process is told to end: KeyboardInterrupt. What is wrong at the first look is raised, later it is said once."""
        self.note("working", "")
        self.tasks[0]()
        self.note("resting", "")
        while True:
            self.wait(min(self.interval * 2**self._failures, max(LONGEST_WAIT, self.interval)))
            self.look()

    def look(self) -> None:
        """Do all tasks; where one can't be done, say why, once, and leave it and those after it for the next look."""
        # What waits goes on waiting until a look succeeds.
        if not self._failures:
            self.note("working", "")
        try:
            for task in self.tasks:
                task()
                self._end_if_stopped()
        except (WarehouseError, DocumentError) as error:
            self._end_if_stopped()
            self._failures = min(self._failures + 1, 16)
            self.note("waiting", str(error))
            if self._said != str(error):
                self._said = str(error)
                self.tell("waiting", error=_words(error))
        else:
            if self._failures:
                self.tell("back")
            self._said, self._failures = "", 0
            self.note("resting", "")

    def _end_if_stopped(self) -> None:
        if self.stopped():
            raise KeyboardInterrupt


__all__ = ["Builder", "Inbox", "Loader", "ServerAwayError", "Tell", "Trace", "Watch", "connect_ready", "fingerprint"]
