"""The record of attempts to load files (`raw.load_attempt`): what failed, why, and when it is tried again.

- What failed by its content is tried again when the content or the program has changed.
- What took too long or ended its process may have met a busy machine: it is tried again after an hour, then after two, four …, a week at most.
- What couldn't be opened has no hash to tell it by; whoever keeps looking tries it again after a minute, then two … in the same way.
- What doesn't say whose it is may be a part whose main file comes later: it is tried again in that way, too, and with each run over several files.
- A failure stands in `gongkai review` until the file, or the same content under another name, is loaded, or a person forgets it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import psycopg

from etl.errors import Cause
from etl.warehouse.storable import storable
from etl.warehouse.transaction import transaction

Connection = psycopg.Connection[Any]

FIRST_PAUSE: Mapping[str, timedelta] = {
    "timeout": timedelta(hours=1),
    "crashed": timedelta(hours=1),
    "unreachable": timedelta(minutes=1),
    "headless": timedelta(minutes=1),
}
"""Cause → how long after the first failure a file that hasn't changed is tried again; each further failure doubles it."""
LONGEST_PAUSE = timedelta(days=7)

_FAILURES = ["failed", *FIRST_PAUSE]


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to load a file. `path` is the absolute path, or the URL without login and query; `message` says why it failed."""

    path: str
    file_name: str
    sha256: str | None
    loader_version: str
    outcome: Cause | Literal["loaded", "forgotten"]
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure that stands: `again_at` is when the file is tried again though nothing has changed, None for never."""

    path: str
    file_name: str
    sha256: str | None
    outcome: Cause
    message: str
    attempted_at: datetime
    again_at: datetime | None
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Attempts that followed each other without a longer pause. Counts are of attempts: files, or contents tried again; `failed` by cause."""

    began_at: datetime
    ended_at: datetime
    loader_version: str
    loaded: int
    failed: Mapping[str, int] = field(hash=False)
    reading_seconds: float
    folders: tuple[str, ...]


PAUSE = timedelta(minutes=10)
"""Attempts further apart belong to two runs: the record has no name of a run."""


def list_runs(connection: Connection, *, limit: int, since: datetime | None = None) -> list[Run]:
    """The newest runs, at most `limit`, the newest first; with `since` those that were going on then or began after it."""
    rows = connection.execute(
        """
        with marked as (
            select a.*, coalesce(
                a.attempted_at - lag(a.attempted_at) over (order by a.attempt_no) > %(pause)s
                or a.loader_version <> lag(a.loader_version) over (order by a.attempt_no), true
            ) as begins
            from raw.load_attempt as a
            where a.outcome <> 'forgotten'
        ),
        numbered as (
            select m.*, count(*) filter (where m.begins) over (order by m.attempt_no) as run_no from marked as m
        ),
        failed as (
            select f.run_no, jsonb_object_agg(f.outcome, f.failures) as by_cause
            from (
                select n.run_no, n.outcome, count(*) as failures from numbered as n
                where n.outcome <> 'loaded' group by n.run_no, n.outcome
            ) as f
            group by f.run_no
        )
        select min(n.attempted_at), max(n.attempted_at), min(n.loader_version), count(*) filter (where n.outcome = 'loaded'),
            coalesce((select f.by_cause from failed as f where f.run_no = n.run_no), '{}'), sum(n.seconds),
            array_agg(distinct regexp_replace(n.path, '/[^/]*$', ''))
        from numbered as n
        group by n.run_no
        having %(since)s::timestamptz is null or max(n.attempted_at) >= %(since)s
        order by n.run_no desc
        limit %(limit)s
        """,
        {"pause": PAUSE, "limit": limit, "since": since},
    )
    return [
        Run(began, ended, version, loaded, failed, float(seconds), tuple(sorted(folders)))
        for began, ended, version, loaded, failed, seconds, folders in rows.fetchall()
    ]


def failures_between(connection: Connection, began: datetime, ended: datetime) -> list[tuple[str, str, str]]:
    """Outcome, file name and message of what failed in that time, in the order of time."""
    return connection.execute(
        """
        select outcome, file_name, message from raw.load_attempt
        where attempted_at between %s and %s and outcome not in ('loaded', 'forgotten') order by attempt_no
        """,
        (began, ended),
    ).fetchall()


def record(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Write attempts into the record. ServerTroubleError if the server goes away."""
    rows = [
        (a.path, storable(a.file_name), a.sha256, a.loader_version, a.outcome, storable(a.message), round(a.seconds, 3))
        for a in attempts
    ]

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                """
                insert into raw.load_attempt (path, file_name, sha256, loader_version, outcome, message, seconds)
                values (%s, %s, %s, %s, %s, %s, %s)
                """,
                rows,
            )

    if rows:
        transaction(connection, attempts[0].file_name, write)


def last_failures(connection: Connection, sha256s: Collection[str], version: str) -> dict[str, Failure]:
    """Of contents which this version of the program last failed to load, the failure."""
    rows = connection.execute(
        f"""
        with last as (
            select distinct on (a.sha256) a.*
            from raw.load_attempt as a
            where a.sha256 = any(%(sha256s)s::text[]) and a.loader_version = %(version)s and a.outcome <> 'forgotten'
            order by a.sha256, a.attempt_no desc
        )
        {_SHOWN} where l.outcome <> 'loaded'
        """,  # noqa: S608 - texts of this module
        {"sha256s": list(sha256s), "version": version},
    )
    return {str(row[2]): _failure(row) for row in rows.fetchall()}


def standing_failures(
    connection: Connection, *, paths: Collection[str] | None = None, sha256s: Collection[str] = ()
) -> list[Failure]:
    """Failures that await a person, one a path, in the order of names; only of files with these paths or contents, if some are given."""
    rows = connection.execute(
        f"""
        with last as (
            select distinct on (a.path) a.*
            from raw.load_attempt as a
            where %(paths)s::text[] is null
                or a.path in (
                    select m.path from raw.load_attempt as m
                    where m.path = any(%(paths)s::text[]) or m.sha256 = any(%(sha256s)s::text[])
                )
            order by a.path, a.attempt_no desc
        )
        {_SHOWN}
        where l.outcome = any(%(failures)s::text[])
            and not exists (
                select from raw.load_attempt as s
                where s.sha256 = l.sha256 and s.outcome = 'loaded' and s.attempt_no > l.attempt_no
            )
        order by l.file_name collate "C", l.path collate "C"
        """,  # noqa: S608 - texts of this module
        {
            "paths": None if paths is None else list(paths),
            "sha256s": list(sha256s),
            "failures": _FAILURES,
        },
    )
    return [_failure(row) for row in rows.fetchall()]


_SHOWN = """
    select l.path, l.file_name, l.sha256, l.outcome, l.message, l.attempted_at, now(), (
        select count(*) from raw.load_attempt as t
        where coalesce(t.sha256, t.path) = coalesce(l.sha256, l.path)
            and t.outcome = l.outcome and t.loader_version = l.loader_version
            and not exists (
                select from raw.load_attempt as s
                where coalesce(s.sha256, s.path) = coalesce(l.sha256, l.path)
                    and s.outcome = 'loaded' and s.attempt_no > t.attempt_no
            )
    )
    from last as l
"""
"""A failure with the time of the server, and how many times in a row the same has failed alike."""


def _failure(row: tuple[Any, ...]) -> Failure:
    path, file_name, sha256, outcome, message, attempted_at, now, tries = row
    pause = FIRST_PAUSE.get(outcome)
    again = None
    if pause is not None:
        again = attempted_at + min(pause * 2 ** min(max(tries - 1, 0), 20), LONGEST_PAUSE)
    return Failure(
        path, file_name, sha256, outcome, message, attempted_at, again, is_due=again is not None and again <= now
    )
