"""Documents without a head of their own (附件1.xlsx): each belongs to the publications of its folders or of the pages that link to it, else it waits.

Joining is a step of its own, after documents are written or forgotten, and looks at all that is known then: whoever loads what, in
whatever order and at the same time as others, the last step sees everything, and ends on the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from etl.errors import WarehouseError
from etl.head import HeadlessSays
from etl.publication.company import Belonging, Companion, Place, belonging
from etl.warehouse import keys
from etl.warehouse.change import Change, find_stored, lock
from etl.warehouse.places import note_places
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.revisions import Identity, is_done
from etl.warehouse.transaction import transaction

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class WaitingPart:
    """A part that no publication has: its file, where it lies, and why it waits."""

    sha256: str
    file_name: str
    path: str
    why: str


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
    wanted = _belongings(connection, parts)
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


def waiting_parts(connection: Connection, sha256s: Collection[str] | None = None) -> list[WaitingPart]:
    """The parts that no publication has, all or those among some, in the order of their paths."""
    rows = connection.execute(
        """
        select d.document_key, d.sha256, d.file_name, coalesce(min(p.path), '')
        from raw.document as d
        left join raw.document_place as p on d.sha256 = p.sha256
        where d.lacks_head is not null and (%(all)s or d.sha256 = any(%(hashes)s::text[]))
            and not exists (select from core.report_document as r where r.document_key = d.document_key)
        group by d.document_key
        order by 4, d.sha256
        """,
        {"all": sha256s is None, "hashes": list(sha256s or ())},
    ).fetchall()
    reasons = _belongings(connection, [row[0] for row in rows])
    return [WaitingPart(sha256, name, path, reasons[key].waits) for key, sha256, name, path in rows]


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


def _belongings(connection: Connection, parts: Collection[str]) -> dict[str, Belonging[Identity]]:
    if not parts:
        return {}
    rows = connection.execute(
        """
        select d.document_key, d.lacks_head, p.path, p.folder, p.source_url
        from raw.document as d
        left join raw.document_place as p on d.sha256 = p.sha256
        where d.document_key = any(%s::text[])
        order by d.document_key, p.path
        """,
        (list(parts),),
    ).fetchall()
    places: dict[str, list[Place]] = {}
    says: dict[str, HeadlessSays] = {}
    for part, said, path, folder, source_url in rows:
        places.setdefault(part, [])
        says[part] = _says(said or {})
        if path is not None:
            places[part].append(Place(path, folder, source_url))
    companions = _companions(connection, [place for several in places.values() for place in several])
    return {part: belonging(places[part], says[part], companions) for part in places}


def _says(said: dict[str, Any]) -> HeadlessSays:
    return HeadlessSays(
        said.get("agency", ""), said.get("fiscal_year"), said.get("kind", ""), tuple(said.get("preparers", ()))
    )


def _companions(connection: Connection, places: Sequence[Place]) -> list[Companion[Identity]]:
    """The documents with heads that lie in the folders of parts, or may link to them."""
    names = {place.path.rpartition("/")[2] for place in places}
    names |= {place.source_url.rpartition("/")[2] for place in places if place.source_url}
    rows = connection.execute(
        """
        with near as (
            select d.document_key, d.sha256 from raw.document_place as p
            inner join raw.document as d on p.sha256 = d.sha256 where p.folder = any(%(folders)s::text[])
            union
            select d.document_key, d.sha256 from raw.document_link as l
            inner join raw.document as d on l.document_key = d.document_key
            where l.name = any(%(names)s::text[]) or l.text = any(%(names)s::text[])
        )
        select distinct
            n.document_key, n.sha256, r.agency_key, r.fiscal_year, r.kind, r.scope, p.published_agency_name, p.spellings
        from near as n
        inner join core.report_document as p on n.document_key = p.document_key and p.has_own_head
        inner join core.dim_report as r on p.report_key = r.report_key
        order by n.sha256
        """,
        {"folders": sorted({place.folder for place in places}), "names": sorted(names)},
    ).fetchall()
    documents = [row[0] for row in rows]
    lie = _grouped(
        (key, Place(*place))
        for key, *place in connection.execute(
            """
            select d.document_key, p.path, p.folder, p.source_url
            from raw.document as d inner join raw.document_place as p on d.sha256 = p.sha256
            where d.document_key = any(%s::text[]) order by d.document_key, p.path
            """,
            (documents,),
        )
    )
    links = _grouped(
        (key, (href, text))
        for key, href, text in connection.execute(
            "select l.document_key, l.href, l.text from raw.document_link as l where l.document_key = any(%s::text[]) order by 1, l.link_no",
            (documents,),
        )
    )
    return [
        Companion(
            (agency_key, year, kind, scope),
            agency,
            tuple(spellings),
            year,
            kind,
            tuple(lie.get(document, ())),
            tuple(links.get(document, ())),
        )
        for document, _, agency_key, year, kind, scope, agency, spellings in rows
    ]


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


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
    "WaitingPart",
    "join_parts",
    "lacking_heads",
    "parts_near",
    "publications_of_parts",
    "waiting_parts",
    "write_part",
]
