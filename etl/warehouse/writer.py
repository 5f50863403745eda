"""Documents → the warehouse, each whole or not at all, the same bytes once, all versions kept; many in one transaction.

A transaction costs some forty round trips to the server, however many reports it holds: one COPY a table, one merge a dimension. If one
of several reports is refused, each is written in a transaction of its own, so that a bad one costs itself only.

What several loaders at once may rely on:
- Documents, then the identities of publications (agency, year, kind, scope), are written under advisory locks taken in the order of their
  numbers: what comes meets all that is there, versions are numbered without gaps and one is current, which a partial unique index
  enforces besides.
- Dimensions are merged table by table in the order of the model and row by row in the order of keys, by all alike.
- Names of subjects are settled last, under a lock of their own (`subject_names`), so that they follow from all that is there.
- Should the server still see a deadlock, the transaction is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa

from etl.errors import ServerTroubleError, WarehouseError
from etl.head import StatedHead
from etl.warehouse import keys
from etl.warehouse.change import Change, Found, find_stored, lock, stored_versions
from etl.warehouse.copying import Rows
from etl.warehouse.merge import KnownRows, merge_dimensions
from etl.warehouse.parts import join_parts, parts_near
from etl.warehouse.places import forget_places, note_places, show_sources
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.revisions import Outcome, is_done, is_older
from etl.warehouse.settled import note_decision, undo_decisions
from etl.warehouse.stated import note_stated, stated_heads
from etl.warehouse.storable import storable
from etl.warehouse.transaction import transaction

__all__ = [
    "KnownRows",
    "Outcome",
    "ReportRows",
    "forget",
    "is_older",
    "loaded_versions",
    "refresh_statistics",
    "rewrite_documents",
    "settle_version",
    "write_dimensions",
    "write_report",
    "write_reports",
]

Connection = psycopg.Connection[Any]

STATISTICS_SHARE = 0.1
"""As autovacuum does it for other tables: by a tenth of the rows that were there."""


def write_report(connection: Connection, rows: ReportRows) -> Outcome:
    """Write a report in a transaction of its own. The connection must not be in one.

    WarehouseError, with the file's name, if the database refuses a row or goes away; nothing is written then.
    """
    return _written(connection, [rows], KnownRows())[0]


def write_reports(
    connection: Connection, batch: Sequence[ReportRows], known: KnownRows | None = None
) -> list[Outcome | Exception]:
    """Write reports, in one transaction if none is refused, and say of each what became of it: an error where it wasn't written.

    The result is that of writing one after the other. `known` remembers which rows of dimensions this connection has merged, from one
    call to the next: they aren't sent again.
    """
    known = known if known is not None else KnownRows()
    outcomes: list[Outcome | Exception] = []
    for part in _distinct(batch):
        try:
            outcomes += _written(connection, part, known)
        except ServerTroubleError as error:
            outcomes += [error] * len(part)
            known.clear()
        except Exception:  # noqa: BLE001 - whose fault it was shows when each is written by itself
            known.clear()  # should rows have been deleted meanwhile, they are sent again
            outcomes += [_alone(connection, one) for one in part]
    return outcomes


def _distinct(batch: Sequence[ReportRows]) -> Iterable[Sequence[ReportRows]]:
    """The reports in their order, cut where a document comes again: one transaction writes a document once."""
    part: list[ReportRows] = []
    seen: set[str] = set()
    for one in batch:
        if one.document["sha256"] in seen:
            yield part
            part, seen = [], set()
        part.append(one)
        seen.add(one.document["sha256"])
    if part:
        yield part


def _alone(connection: Connection, rows: ReportRows) -> Outcome | Exception:
    try:
        return write_report(connection, rows)
    except Exception as error:  # noqa: BLE001 - it is the result
        return error


def _written(connection: Connection, batch: Sequence[ReportRows], known: KnownRows) -> list[Outcome]:
    place = batch[0].place if len(batch) == 1 else f"{len(batch)} files from {batch[0].place}"
    _make_partitions(connection, place, {one.identity[1] for one in batch} - known.years)
    known.years |= {one.identity[1] for one in batch}
    try:
        outcomes = transaction(connection, place, lambda: _write(connection, batch, known, careful=False))
    except (UnicodeEncodeError, WarehouseError) as error:
        if not isinstance(error, UnicodeEncodeError) and not isinstance(error.__cause__, psycopg.DataError):
            raise
        outcomes = transaction(connection, place, lambda: _write(connection, batch, known, careful=True))
    known.settle()
    return outcomes


def _make_partitions(connection: Connection, place: str, years: Iterable[int]) -> None:
    """See to it that fiscal years have their partitions: in a transaction before the reports', so that no loader waits long for it."""
    for year in sorted(years):
        transaction(connection, place, lambda year=year: connection.execute("select core.make_partitions(%s)", (year,)))  # type: ignore[misc]


def refresh_statistics(connection: Connection, figures: int) -> None:
    """Tell the planner of what was written, if `figures`, the figures that a run wrote, are many among those that it knows of."""
    row = connection.execute("select c.reltuples from pg_class as c where c.oid = 'core.figure'::regclass").fetchone()
    if row is not None and figures > STATISTICS_SHARE * max(row[0], 0):
        transaction(connection, "statistics", lambda: connection.execute("select core.analyze_partitioned()"))


def write_dimensions(connection: Connection, dimensions: Mapping[sa.Table, Rows]) -> None:
    """Merge dimensions in a transaction of their own: reference tables (regions, statements), once a run."""
    transaction(connection, "reference", lambda: merge_dimensions(connection, [dimensions], KnownRows()))


def forget(connection: Connection, sha256: str) -> bool:
    """Remove a document and what came from it; the versions of its publication are those of the documents left. False if it isn't there.

    Dimensions stay: agencies and subjects exist without the report.
    """

    near: set[str] = set()

    def remove() -> bool:
        document = keys.document_key(sha256)
        lock(connection, [document])
        found = find_stored(connection, [sha256])
        if not found:
            return False
        near.update(parts_near(connection, [sha256]))
        change = Change(connection, found[sha256].identities, gone={document}, stored={document})
        change.apply()
        change.write()
        forget_places(connection, sha256)
        return True

    if not transaction(connection, sha256, remove):
        return False
    join_parts(connection, near)
    return True


def settle_version(connection: Connection, sha256: str, *, note: str = "", undo: bool = False) -> list[int]:
    """Make the version that has this document hold, by a person's word, which is kept; with `undo` take back what was said of its publication.

    Gives the revisions of the versions that the document is in: where it is in several, nothing is changed, since it doesn't say which.
    WarehouseError if the document isn't in the warehouse, or with `undo` if nothing was settled.
    """

    def settle() -> list[int]:
        document = keys.document_key(sha256)
        lock(connection, [document])
        found = find_stored(connection, [sha256])
        if not found:
            raise WarehouseError(
                "not in the warehouse", place=sha256[:12], next_step="gongkai reports --history lists what is"
            )
        identities = found[sha256].identities
        versions = stored_versions(connection, identities)
        meant = [one for one in versions if any(member.document_key == document for member in one.members)]
        if undo:
            if not undo_decisions(connection, sorted({member.sha256 for one in versions for member in one.members})):
                raise WarehouseError(
                    "nothing is settled about its publication",
                    place=sha256[:12],
                    next_step="gongkai versions AGENCY shows it",
                )
        elif len(meant) == 1:
            seen = {member.sha256 for one in versions if one.identity == meant[0].identity for member in one.members}
            note_decision(connection, [member.sha256 for member in meant[0].members], sorted(seen), storable(note))
        else:
            return [one.revision for one in meant]
        change = Change(connection, identities)
        change.apply()
        change.write()
        after = stored_versions(connection, identities)
        return [one.revision for one in after if any(member.document_key == document for member in one.members)]

    return transaction(connection, sha256, settle)


def rewrite_documents(
    connection: Connection, documents: Sequence[str], remake: Callable[[], Mapping[str, ReportRows]]
) -> None:
    """Write documents of the warehouse again, by their keys, as `remake` makes them once they are locked: of another agency, say."""

    def rewrite() -> None:
        lock(connection, documents)
        given = {document: rows for document, rows in remake().items() if document in documents}
        before = connection.execute(
            """
            select distinct r.agency_key, r.fiscal_year, r.kind, r.scope from core.dim_report as r
            inner join core.report_document as p on r.report_key = p.report_key
            where p.document_key = any(%s::text[])
            """,
            (sorted(given),),
        ).fetchall()
        identities = {one.identity for one in given.values()} | {(row[0], row[1], row[2], row[3]) for row in before}
        change = Change(connection, identities, given=given, stored=set(given))
        if given:
            change.apply()
            change.write()
        near.update(parts_near(connection, [str(one.document["sha256"]) for one in given.values()]))

    near: set[str] = set()
    transaction(connection, f"{len(documents)} documents", rewrite)
    join_parts(connection, near)


def loaded_versions(connection: Connection, sha256s: Iterable[str]) -> dict[str, str]:
    """Which of these documents are in the warehouse, and which version of the loader read them: no need to read those again."""
    found = connection.execute(
        "select d.sha256, d.loader_version from raw.document as d where d.sha256 = any(%s::text[])", (list(sha256s),)
    )
    return dict(found.fetchall())


# Inside the transaction


def _write(connection: Connection, batch: Sequence[ReportRows], known: KnownRows, *, careful: bool) -> list[Outcome]:
    hashes = [str(one.document["sha256"]) for one in batch]
    lock(connection, map(keys.document_key, hashes))
    found = find_stored(connection, hashes)
    stated = stated_heads(connection, hashes)
    given: dict[str, ReportRows] = {}
    for sha256, one in zip(hashes, batch, strict=True):
        stored = found.get(sha256)
        if stored is None or _is_news(one, stored, stated.get(sha256)):
            given[keys.document_key(sha256)] = one
    identities = {one.identity for one in given.values()}
    identities |= {identity for one in found.values() if one.document_key in given for identity in one.identities}
    there = {one.document_key for one in found.values()}
    change = Change(connection, identities, given=given, stored=there, known=known, careful=careful)
    note_places(connection, {sha256: one.found_at for sha256, one in zip(hashes, batch, strict=True) if one.found_at})
    if given:
        change.apply()
        change.write()
        note_stated(connection, {str(one.document["sha256"]): one.stated for one in given.values() if one.stated})
    met_again = [sha256 for sha256 in hashes if keys.document_key(sha256) not in given]
    if met_again:
        show_sources(connection, met_again)
    outcomes = []
    for sha256 in hashes:
        document = keys.document_key(sha256)
        if document in given:
            outcomes.append(change.outcome(document, again=sha256 in found))
        else:
            outcomes.append(Outcome("unchanged", found[sha256].report_key, found[sha256].revision))
    return outcomes


def _is_news(one: ReportRows, stored: Found, stated: StatedHead | None) -> bool:
    """Whether a document that is there is to be written: read by another program, with a head at last, or with another word of a person."""
    if stored.lacks_head or (one.stated is not None and one.stated != stated):
        return True
    return not is_done(str(one.document["loader_version"]), stored.loader_version)
