"""Which publications the documents without a head of their own belong to by what the warehouse knows, and which of them wait for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from etl.head import HeadlessSays
from etl.publication.company import Belonging, Companion, Place, belonging
from etl.warehouse.revisions import Identity

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class WaitingPart:
    """A part that no publication has: its file, where it lies, and why it waits."""

    sha256: str
    file_name: str
    path: str
    why: str


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
    reasons = belongings(connection, [row[0] for row in rows])
    return [WaitingPart(sha256, name, path, reasons[key].waits) for key, sha256, name, path in rows]


def belongings(connection: Connection, parts: Collection[str]) -> dict[str, Belonging[Identity]]:
    """Which publications each of these parts belongs to by all that the warehouse knows now, or why it waits."""
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
