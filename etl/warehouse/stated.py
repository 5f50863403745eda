"""What persons said of the heads of documents (`--agency` …), remembered by content: it holds when another program reads them again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import psycopg

from etl.head import StatedHead
from etl.warehouse.storable import storable

Connection = psycopg.Connection[Any]


def stated_heads(connection: Connection, sha256s: Collection[str]) -> dict[str, StatedHead]:
    """What was said of these documents."""
    rows = connection.execute(
        "select s.sha256, s.agency, s.fiscal_year, s.kind, s.scope from raw.stated_head as s where s.sha256 = any(%s::text[])",
        (list(sha256s),),
    ).fetchall()
    return {sha256: StatedHead(*said) for sha256, *said in rows}


def note_stated(connection: Connection, said: Mapping[str, StatedHead]) -> None:
    """Remember what was said, in place of what was said before. Inside a transaction."""
    rows = [
        (sha256, storable(one.agency) if one.agency else None, one.fiscal_year, one.kind, one.scope)
        for sha256, one in sorted(said.items())
    ]
    if rows:
        connection.cursor().executemany(
            """
            insert into raw.stated_head as s (sha256, agency, fiscal_year, kind, scope) values (%s, %s, %s, %s, %s)
            on conflict (sha256) do update set
                agency = excluded.agency, fiscal_year = excluded.fiscal_year, kind = excluded.kind, scope = excluded.scope,
                stated_by = current_user, stated_at = now()
            where (s.agency, s.fiscal_year, s.kind, s.scope)
                is distinct from (excluded.agency, excluded.fiscal_year, excluded.kind, excluded.scope)
            """,
            rows,
        )


def added(word: StatedHead | None, remembered: StatedHead | None) -> StatedHead | None:
    """What holds of a document: a person's word of now, and beside it what was said before."""
    if word is None or remembered is None:
        return word or remembered
    said = {name: value for name in ("agency", "fiscal_year", "kind", "scope") if (value := getattr(word, name))}
    return replace(remembered, **said)


__all__ = ["added", "note_stated", "stated_heads"]
