"""Where contents were found and where they were published (`raw.document_place`), and what reports show of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg

from etl.warehouse.storable import storable
from etl.warehouse.transaction import transaction

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class FoundAt:
    """A place where a content was found: its path (or URL) and folder; where, and when, it was fetched, and the day of publication said there."""

    path: str
    folder: str
    source_url: str | None = None
    retrieved_at: datetime | None = None
    published_hint: date | None = None


def note_places(connection: Connection, found: Mapping[str, FoundAt]) -> None:
    """Note where contents (by hash) were found. Inside a transaction; `show_sources` then brings what reports show up to date.

    A place is noted once; what is said of its source anew goes before what was said earlier.
    """
    rows = [
        (
            sha256,
            storable(one.path),
            storable(one.folder),
            storable(one.source_url) if one.source_url else None,
            one.retrieved_at,
            one.published_hint,
        )
        for sha256, one in sorted(found.items())
    ]
    if not rows:
        return
    connection.cursor().executemany(
        """
        insert into raw.document_place as p (sha256, path, folder, source_url, retrieved_at, published_hint)
        values (%s, %s, %s, %s, %s, %s)
        on conflict (sha256, path) do update set
            source_url = coalesce(excluded.source_url, p.source_url),
            retrieved_at = coalesce(excluded.retrieved_at, p.retrieved_at),
            published_hint = coalesce(excluded.published_hint, p.published_hint)
        where (coalesce(excluded.source_url, p.source_url), coalesce(excluded.retrieved_at, p.retrieved_at),
            coalesce(excluded.published_hint, p.published_hint)) is distinct from (p.source_url, p.retrieved_at, p.published_hint)
        """,
        rows,
    )


def show_sources(connection: Connection, sha256s: Collection[str]) -> None:
    """Bring source, time of fetching and hint of publication of documents and their reports up to date, where any is known. Inside a transaction."""
    changed = connection.execute(
        """
        with told as (
            select
                d.document_key, min(s.source_url collate "C") as source_url, min(s.retrieved_at) as retrieved_at,
                min(s.published_hint) as published_hint
            from raw.document as d
            inner join raw.document_place as s on d.sha256 = s.sha256
            where d.sha256 = any(%s::text[])
            group by d.document_key
        )
        update core.report_document as p
        set source_url = t.source_url, retrieved_at = t.retrieved_at, published_hint = t.published_hint
        from told as t
        where p.document_key = t.document_key
            and (p.source_url, p.retrieved_at, p.published_hint) is distinct from (t.source_url, t.retrieved_at, t.published_hint)
        returning p.report_key
        """,
        (sorted(sha256s),),
    ).fetchall()
    if changed:
        connection.execute(
            """
            update core.dim_report as r
            set source_url = t.source_url, retrieved_at = t.retrieved_at, published_hint = t.published_hint
            from (
                select
                    p.report_key, (array_agg(p.source_url order by p.part_no) filter (where p.source_url is not null))[1] as source_url,
                    min(p.retrieved_at) as retrieved_at, max(p.published_hint) as published_hint
                from core.report_document as p
                where p.report_key = any(%s::text[])
                group by p.report_key
            ) as t
            where r.report_key = t.report_key
                and (r.source_url, r.retrieved_at, r.published_hint) is distinct from (t.source_url, t.retrieved_at, t.published_hint)
            """,
            (sorted({report for (report,) in changed}),),
        )


def add_places(connection: Connection, found: Sequence[tuple[str, FoundAt]]) -> None:
    """Note where contents that the warehouse has were met again, in a transaction of its own."""
    known = {
        (sha256, path): tuple(told)
        for sha256, path, *told in connection.execute(
            """
            select p.sha256, p.path, p.source_url, p.retrieved_at, p.published_hint
            from raw.document_place as p where p.sha256 = any(%s::text[])
            """,
            ([sha256 for sha256, _ in found],),
        )
    }
    news = []
    for sha256, one in found:
        told = known.get((sha256, storable(one.path)))
        said = (one.source_url, one.retrieved_at, one.published_hint)
        if told is None or any(new is not None and new != old for new, old in zip(said, told, strict=True)):
            news.append((sha256, one))

    def note() -> None:
        for sha256, one in news:  # one by one: the same content may lie in several places
            note_places(connection, {sha256: one})
        show_sources(connection, {sha256 for sha256, _ in news})

    if news:
        transaction(connection, news[0][1].path, note)


def forget_places(connection: Connection, sha256: str) -> None:
    """Forget where a content was found and what was said of its head. Inside a transaction."""
    connection.execute("delete from raw.document_place where sha256 = %s", (sha256,))
    connection.execute("delete from raw.stated_head where sha256 = %s", (sha256,))


__all__ = ["FoundAt", "add_places", "forget_places", "note_places", "show_sources"]
