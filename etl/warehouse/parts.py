"""Documents without a head of their own (附件1.xlsx): each belongs to the publications of its folders or of the pages that link to it, else it waits.

Joining is a step of its own, after documents are written or forgotten, and looks at all that is known then: whoever loads what, in
whatever order and at the same time as others, the last step sees everything, and ends on the same rows.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg

from etl.errors import WarehouseError
from etl.warehouse import keys
from etl.warehouse.change import Change, find_stored, lock
from etl.warehouse.places import note_places
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.revisions import Identity, is_done
from etl.warehouse.transaction import transaction
from etl.warehouse.waiting import belongings

Connection = psycopg.Connection[Any]


def write_part(connection: Connection, one: ReportRows) -> bool:
    """Write a document without a head, and the publications that have it anew. False where this program has read it already.

    WarehouseError, with the file's name, if the database refuses a row or goes away; nothing is written then.
    """

    def write() -> bool:
        sha256 = str(one.document["sha256"])
        document = keys.document_key(sha256)
        lock(connection, [document])
        stored = find_stored(connection, [sha256]).get(sha256)
        if one.found_at is not None:
            note_places(connection, {sha256: one.found_at})
        version = str(one.document["loader_version"])
        if stored is not None and (not stored.lacks_head or is_done(version, stored.loader_version)):
            return False
        identities = stored.identities if stored is not None else ()
        change = Change(
            connection,
            identities,
            given={document: one},
            stored={document} if stored is not None else (),
            belongs={document: identities},
        )
        change.apply()
        change.write()
        return True

    return transaction(connection, one.place, write)


def parts_near(connection: Connection, sha256s: Collection[str]) -> set[str]:
    """Keys of the parts whose publications may depend on these documents: those among them, in their folders, linked by them, joined with them."""
    rows = connection.execute(
        """
        with given as (select d.document_key, d.sha256 from raw.document as d where d.sha256 = any(%(hashes)s::text[])),
        part as (select d.document_key, d.sha256, d.file_name from raw.document as d where d.lacks_head is not null)
        select p.document_key from part as p inner join given as g on p.document_key = g.document_key
        union
        select p.document_key
        from part as p
        inner join raw.document_place as a on p.sha256 = a.sha256
        inner join raw.document_place as b on a.folder = b.folder
        inner join given as g on b.sha256 = g.sha256
        union
        select p.document_key
        from given as g
        inner join raw.document_link as l on g.document_key = l.document_key
        inner join raw.document_place as a on l.name = regexp_replace(a.path, '^.*/', '')
        inner join part as p on a.sha256 = p.sha256
        union
        select p.document_key
        from given as g
        inner join raw.document_link as l on g.document_key = l.document_key
        inner join raw.document_place as a on right(a.source_url, length(l.name)) = l.name and l.name <> ''
        inner join part as p on a.sha256 = p.sha256
        union
        select p.document_key
        from given as g
        inner join core.report_document as r on g.document_key = r.document_key
        inner join core.report_document as s on r.report_key = s.report_key and not s.has_own_head
        inner join part as p on s.document_key = p.document_key
        """,
        {"hashes": list(sha256s)},
    )
    return {key for (key,) in rows}


def join_parts(connection: Connection, parts: Collection[str]) -> None:
    """See to it that each of these parts belongs to the publications that it is of, by all that the warehouse knows now."""
    if not parts:
        return
    try:
        transaction(connection, "parts", lambda: _join(connection, parts))
    except WarehouseError:
        if len(parts) == 1:
            raise
        for part in sorted(parts):  # so that one that is refused costs itself only
            transaction(connection, "parts", lambda part=part: _join(connection, [part]))  # type: ignore[misc]


def _join(connection: Connection, parts: Collection[str]) -> None:
    lock(connection, parts)
    wanted = belongings(connection, parts)
    before = _identities(connection, parts)
    moved = {
        part: found.publications
        for part, found in wanted.items()
        if found.publications != before.get(part, frozenset())
    }
    if moved:
        identities = {identity for part in moved for identity in (*moved[part], *before.get(part, ()))}
        change = Change(connection, identities, belongs=moved)
        change.apply()
        change.write()


def lacking_heads(connection: Connection, sha256s: Collection[str]) -> set[str]:
    """Those of these documents that have no head of their own."""
    rows = connection.execute(
        "select d.sha256 from raw.document as d where d.lacks_head is not null and d.sha256 = any(%s::text[])",
        (list(sha256s),),
    )
    return {sha256 for (sha256,) in rows}


def _identities(connection: Connection, parts: Collection[str]) -> dict[str, frozenset[Identity]]:
    rows = connection.execute(
        """
        select distinct p.document_key, r.agency_key, r.fiscal_year, r.kind, r.scope
        from core.report_document as p inner join core.dim_report as r on p.report_key = r.report_key
        where p.document_key = any(%s::text[])
        """,
        (list(parts),),
    )
    found: dict[str, set[Identity]] = {}
    for part, agency, year, kind, scope in rows:
        found.setdefault(part, set()).add((agency, year, kind, scope))
    return {part: frozenset(identities) for part, identities in found.items()}


def publications_of_parts(connection: Connection, sha256s: Collection[str]) -> dict[str, str]:
    """Of parts that belong to publications: the first document of each, by hash of the part."""
    rows = connection.execute(
        """
        select d.sha256, string_agg(distinct f.file_name, ', ' order by f.file_name)
        from raw.document as d
        inner join core.report_document as p on d.document_key = p.document_key and not p.has_own_head
        inner join core.dim_report as r on p.report_key = r.report_key
        inner join raw.document as f on r.document_key = f.document_key
        where d.sha256 = any(%s::text[])
        group by d.sha256
        """,
        (list(sha256s),),
    )
    return dict(rows.fetchall())


__all__ = [
    "join_parts",
    "lacking_heads",
    "parts_near",
    "publications_of_parts",
    "write_part",
]
