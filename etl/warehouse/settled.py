"""What persons have settled about versions: `core.settled_version`, kept by content, whatever is loaded, read anew or forgotten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import psycopg

from etl.publication.model import Decision

Connection = psycopg.Connection[Any]


def decisions_about(connection: Connection, sha256s: Collection[str]) -> list[Decision]:
    """What persons said of versions with any of these documents, in the order of time."""
    rows = connection.execute(
        """
        select s.holds, s.seen, s.note, s.settled_by, to_char(s.settled_at, 'YYYY-MM-DD')
        from core.settled_version as s
        where s.holds && %s::text[] and s.undone_at is null
        order by s.settlement_no
        """,
        (list(sha256s),),
    ).fetchall()
    return [
        Decision(frozenset(holds), frozenset(seen), f"settled by {who} on {day}" + (f": {note}" if note else ""))
        for holds, seen, note, who, day in rows
    ]


def note_decision(connection: Connection, holds: Sequence[str], seen: Sequence[str], note: str) -> None:
    """Keep that the version of these documents holds among all that are there. Inside a transaction."""
    connection.execute(
        "insert into core.settled_version (holds, seen, note) values (%s, %s, %s)", (sorted(holds), sorted(seen), note)
    )


def undo_decisions(connection: Connection, sha256s: Sequence[str]) -> int:
    """Take back what was said of versions with any of these documents; gives how many times. It stays on record. Inside a transaction."""
    return connection.execute(
        "update core.settled_version set undone_at = now() where holds && %s::text[] and undone_at is null",
        (list(sha256s),),
    ).rowcount


__all__ = ["decisions_about", "note_decision", "undo_decisions"]
