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
from dataclasses import dataclass
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from etl.errors import ServerTroubleError, WarehouseError
from etl.warehouse import keys
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.copying import Part, Rows, copy_rows
from etl.warehouse.merge import KnownRows, merge_dimensions
from etl.warehouse.publications import Edition, Member, editions_of
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.revisions import Identity, Outcome, is_done, is_older
from etl.warehouse.settled import note_decision, undo_decisions
from etl.warehouse.subject_names import printed_by, settle_names
from etl.warehouse.transaction import transaction
from etl.warehouse.values import storable
from models import (
    DimEconomic,
    DimFunction,
    DimReport,
    RawDocument,
    ReportDocument,
    ReportStatement,
    ReviewItem,
    metadata,
)

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

_OF_FORMS = frozenset(
    table
    for table in metadata.sorted_tables
    if {"statement_seq", "statement_key"} <= set(table.columns.keys()) and table.name != "report_statement"
)
"""Tables whose rows are of a form of the report."""

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

    def remove() -> bool:
        document = keys.document_key(sha256)
        _lock(connection, [document])
        found = _found(connection, [sha256])
        if not found:
            return False
        change = _Change(
            connection, {one.identity for one in found.values()}, {}, {document}, KnownRows(), careful=True
        )
        change.apply()
        change.write()
        return True

    return transaction(connection, sha256, remove)


def settle_version(connection: Connection, sha256: str, *, note: str = "", undo: bool = False) -> list[int]:
    """Make the version that has this document hold, by a person's word, which is kept; with `undo` take back what was said of its publication.

    Gives the revisions of the versions that the document is in: where it is in several, nothing is changed, since it doesn't say which.
    WarehouseError if the document isn't in the warehouse, or with `undo` if nothing was settled.
    """

    def settle() -> list[int]:
        document = keys.document_key(sha256)
        _lock(connection, [document])
        found = _found(connection, [sha256])
        if not found:
            raise WarehouseError(
                "not in the warehouse", place=sha256[:12], next_step="gongkai reports --history lists what is"
            )
        identity = found[sha256].identity
        versions = _stored(connection, [identity])
        meant = [one for one in versions if any(member.document_key == document for member in one.members)]
        seen = {member.sha256 for one in versions for member in one.members}
        if undo:
            if not undo_decisions(connection, sorted(seen)):
                raise WarehouseError(
                    "nothing is settled about its publication",
                    place=sha256[:12],
                    next_step="gongkai versions AGENCY shows it",
                )
        elif len(meant) == 1:
            note_decision(connection, [member.sha256 for member in meant[0].members], sorted(seen), storable(note))
        else:
            return [one.revision for one in meant]
        change = _Change(connection, {identity}, {}, set(), KnownRows(), careful=True)
        change.apply()
        change.write()
        after = _stored(connection, [identity])
        return [one.revision for one in after if any(member.document_key == document for member in one.members)]

    return transaction(connection, sha256, settle)


def rewrite_documents(
    connection: Connection, documents: Sequence[int], remake: Callable[[], Mapping[int, ReportRows]]
) -> None:
    """Write documents of the warehouse again, by their keys, as `remake` makes them once they are locked: of another agency, say."""

    def rewrite() -> None:
        _lock(connection, documents)
        given = {document: rows for document, rows in remake().items() if document in documents}
        before = connection.execute(
            """
            select distinct r.agency_key, r.fiscal_year, r.kind, r.scope from core.dim_report as r
            inner join core.report_document as p on r.report_key = p.report_key
            where p.document_key = any(%s::bigint[])
            """,
            (sorted(given),),
        ).fetchall()
        identities = {one.identity for one in given.values()} | {(row[0], row[1], row[2], row[3]) for row in before}
        change = _Change(connection, identities, given, set(), KnownRows(), careful=True)
        if given:
            change.apply()
            change.write()

    transaction(connection, f"{len(documents)} documents", rewrite)


def loaded_versions(connection: Connection, sha256s: Iterable[str]) -> dict[str, str]:
    """Which of these documents are in the warehouse, and which version of the loader read them: no need to read those again."""
    found = connection.execute(
        "select d.sha256, d.loader_version from raw.document as d where d.sha256 = any(%s::text[])", (list(sha256s),)
    )
    return dict(found.fetchall())


# Inside the transaction


def _write(connection: Connection, batch: Sequence[ReportRows], known: KnownRows, *, careful: bool) -> list[Outcome]:
    _lock(connection, [keys.document_key(str(one.document["sha256"])) for one in batch])
    found = _found(connection, [str(one.document["sha256"]) for one in batch])
    given: dict[int, ReportRows] = {}
    for one in batch:
        stored = found.get(str(one.document["sha256"]))
        if stored is None or not is_done(str(one.document["loader_version"]), stored.loader_version):
            given[keys.document_key(str(one.document["sha256"]))] = one
    identities = {one.identity for one in given.values()}
    identities |= {one.identity for one in found.values() if one.document_key in given}
    change = _Change(connection, identities, given, set(), known, careful=careful)
    if given:
        change.apply()
        change.write()
    outcomes = []
    for one in batch:
        sha256 = str(one.document["sha256"])
        document = keys.document_key(sha256)
        if document in given:
            outcomes.append(change.outcome(document, again=sha256 in found))
        else:
            outcomes.append(Outcome("unchanged", found[sha256].report_key, found[sha256].revision))
    return outcomes


@dataclass(frozen=True, slots=True)
class _Found:
    """A document of the warehouse: which program read it, and the version that it belongs to (the current one, where it is in several)."""

    document_key: int
    loader_version: str
    identity: Identity
    report_key: int
    revision: int


@dataclass(frozen=True, slots=True)
class _Stored:
    """A version in the warehouse, and its documents from the first."""

    report_key: int
    identity: Identity
    revision: int
    is_current: bool
    evidence: str
    loaded_at: Any
    members: tuple[Member, ...]


class _Change:
    """What publications come to when documents come, are read anew (`given`) or go (`gone`): which versions go, stay and are written.

    Made under the locks of the documents, it takes those of the identities: while we waited, other documents may have come.
    """

    def __init__(
        self,
        connection: Connection,
        identities: Iterable[Identity],
        given: Mapping[int, ReportRows],
        gone: set[int],
        known: KnownRows,
        *,
        careful: bool,
    ) -> None:
        self._connection, self._known, self._careful = connection, known, careful
        self._given, self._gone = given, gone
        wanted = sorted(set(identities))
        self._before: dict[Identity, list[_Stored]] = {identity: [] for identity in wanted}
        for stored in _stored(connection, wanted):
            self._before[stored.identity].append(stored)
        self._after = {identity: self._editions(identity) for identity in wanted}

    def _editions(self, identity: Identity) -> list[Edition]:
        members = {
            member.document_key: member
            for stored in self._before[identity]
            for member in stored.members
            if member.document_key not in self._given and member.document_key not in self._gone
        }
        for document, rows in self._given.items():
            if rows.identity == identity:
                members[document] = Member(document, str(rows.document["sha256"]), rows.place, rows)
        aliases = WarehouseAliases(self._connection)
        return editions_of(self._connection, identity, list(members.values()), aliases)

    def apply(self) -> None:
        """Take out what goes, and number anew what stays."""
        connection = self._connection
        touched = set(self._given) | self._gone
        self._kept: dict[int, _Stored] = {}
        removed: list[_Stored] = []
        for identity, versions in self._before.items():
            wanted = {one.report_key for one in self._after[identity]}
            for one in versions:
                if one.report_key in wanted and not touched & {member.document_key for member in one.members}:
                    self._kept[one.report_key] = one
                else:
                    removed.append(one)
        self._unsaid = printed_by(connection, [one.report_key for one in removed]) if removed else set()
        if removed:
            _delete(
                connection,
                _table(DimReport),
                {
                    "report_key": [one.report_key for one in removed],
                    # So that only the partitions of these years are looked into.
                    "fiscal_year": sorted({one.identity[1] for one in removed}),
                },
            )
        again = touched & {member.document_key for one in removed for member in one.members}
        if again:
            _delete(connection, _table(RawDocument), {"document_key": sorted(again)})
        self._loaded_at = {one.report_key: one.loaded_at for one in removed}
        self._renumber()

    def _renumber(self) -> None:
        """Give the versions that stay their numbers and flags: in two steps, since two may change places."""
        connection = self._connection
        changed = [
            one
            for editions in self._after.values()
            for one in editions
            if (stored := self._kept.get(one.report_key)) is not None
            and (stored.revision, stored.is_current, stored.evidence) != (one.revision, one.is_current, one.evidence)
        ]
        if changed:
            connection.execute(
                "update core.dim_report set is_current = false, revision = -revision where report_key = any(%s::bigint[])",
                ([one.report_key for one in changed],),
            )
            connection.execute(
                """
                update core.dim_report as r
                set revision = c.revision, is_current = c.is_current, evidence = c.evidence
                from unnest(%s::bigint[], %s::integer[], %s::boolean[], %s::text[]) as c (report_key, revision, is_current, evidence)
                where r.report_key = c.report_key
                """,
                [
                    [one.report_key for one in changed],
                    [one.revision for one in changed],
                    [one.is_current for one in changed],
                    [one.evidence for one in changed],
                ],
            )
        if self._kept:
            connection.execute(
                "delete from core.review_item where kind = 'version' and report_key = any(%s::bigint[])",
                (sorted(self._kept),),
            )

    def write(self) -> None:
        """Write the documents that came, and the versions that aren't there."""
        tables: dict[sa.Table, list[Part]] = {}
        dimensions = [one.dimensions for one in self._given.values()]

        def put(table: Any, rows: Rows, shared: Mapping[str, Any]) -> None:
            if rows:
                tables.setdefault(_table(table), []).append((rows, shared))

        for document, given in self._given.items():
            put(RawDocument, [given.document], {"document_key": document})
            for table, rows in given.rows.items():
                if _table(table).schema == "raw":
                    put(table, rows, {"document_key": document})
        for identity, editions in self._after.items():
            for edition in editions:
                shared = {
                    "document_key": edition.members[0].document_key,
                    "report_key": edition.report_key,
                    "agency_key": identity[0],
                    "fiscal_year": identity[1],
                }
                if edition.report_key not in self._kept:
                    made = edition.make()
                    _check_forms(made)
                    dimensions.append(made.dimensions)
                    put(DimReport, [self._placed(edition, made.report)], shared)
                    put(ReportDocument, edition.documents, {"report_key": edition.report_key})
                    for table, rows in made.rows.items():
                        if _table(table).schema != "raw":
                            put(table, rows, shared)
                holder = next((one for one in editions if one.is_current), None)
                if edition.question and holder is not None:
                    put(ReviewItem, [_question(edition)], {"report_key": holder.report_key})
        ordered = [(table, tables[table]) for table in metadata.sorted_tables if table in tables]
        # The raw rows first: they lock nothing that others want.
        for table, parts in ordered:
            if table.schema == "raw":
                copy_rows(self._connection, table, parts, careful=self._careful)
        merge_dimensions(self._connection, dimensions, self._known)
        for table, parts in ordered:
            if table.schema != "raw":
                copy_rows(self._connection, table, parts, careful=self._careful)
        settle_names(self._connection, self._unsaid | _subjects(dimensions))

    def _placed(self, edition: Edition, report: Mapping[str, Any]) -> dict[str, Any]:
        placed = {
            "standing": "original",
            "published_at": None,
            **report,
            **edition.more,
            "revision": edition.revision,
            "is_current": edition.is_current,
            "evidence": edition.evidence,
        }
        # The version keeps its place in time: what was current on a day stays so.
        if self._loaded_at.get(edition.report_key) is not None:
            placed["loaded_at"] = self._loaded_at[edition.report_key]
        return placed

    def outcome(self, document: int, *, again: bool) -> Outcome:
        """What became of a document that came; `again`: it was there, read by another version of the program."""
        identity = self._given[document].identity
        editions = [
            one for one in self._after[identity] if any(member.document_key == document for member in one.members)
        ]
        edition = editions[-1]
        holder = next((one for one in self._after[identity] if one.is_current), None)
        key, number, first = edition.report_key, edition.revision, edition.members[0]
        if again:
            return Outcome("reloaded", key, number)
        if edition is not holder:
            return Outcome("kept", key, number, holder.members[0].file_name if holder is not None else "")
        if first.document_key != document:
            return Outcome("joined", key, number, first.file_name)
        members = {member.document_key for member in edition.members}
        for stored in self._before[identity]:
            if stored.is_current:
                if members.isdisjoint(member.document_key for member in stored.members) or not members >= {
                    member.document_key for member in stored.members
                }:
                    return Outcome("current", key, number, stored.members[0].file_name)
                return Outcome("joined", key, number, stored.members[0].file_name)
        return Outcome("loaded", key, number)


def _subjects(dimensions: Iterable[Mapping[sa.Table, Rows]]) -> set[tuple[str, int]]:
    """The subjects, code and year, that these rows of dimensions are of."""
    return {
        (row["code"], row["fiscal_year"])
        for tables in dimensions
        for table, rows in tables.items()
        if _table(table) in (_table(DimFunction), _table(DimEconomic))
        for row in rows
    }


def _question(edition: Edition) -> dict[str, Any]:
    """What a person is asked about a version that isn't current, as an item of the one that is: before all others."""
    place = ", ".join(member.file_name for member in edition.members)
    return {"item_no": -edition.revision, "kind": "version", "place": place, "detail": edition.question}


def _lock(connection: Connection, numbers: Iterable[int]) -> None:
    """Take advisory locks until the end of the transaction, always in the order of their numbers."""
    connection.execute("select pg_advisory_xact_lock(n) from unnest(%s::bigint[]) as n", (sorted(set(numbers)),))


def _found(connection: Connection, sha256s: Sequence[str]) -> dict[str, _Found]:
    """Of these documents those that are in the warehouse."""
    rows = connection.execute(
        """
        select distinct on (d.sha256)
            d.sha256, d.document_key, d.loader_version, r.agency_key, r.fiscal_year, r.kind, r.scope, r.report_key, r.revision
        from raw.document as d
        inner join core.report_document as p on d.document_key = p.document_key
        inner join core.dim_report as r on p.report_key = r.report_key
        where d.sha256 = any(%s::text[])
        order by d.sha256, r.is_current desc, r.revision desc
        """,
        (list(sha256s),),
    )
    return {
        sha256: _Found(document, version, (agency, year, kind, scope), report, revision)
        for sha256, document, version, agency, year, kind, scope, report, revision in rows
    }


def _stored(connection: Connection, identities: Sequence[Identity]) -> list[_Stored]:
    """All versions of the identities, which are locked first."""
    if not identities:
        return []
    _lock(connection, [keys.identity_key(*identity) for identity in identities])
    rows = connection.execute(
        """
        select
            r.report_key, r.agency_key, r.fiscal_year, r.kind, r.scope, r.revision, r.is_current, r.evidence, r.loaded_at,
            array_agg(d.document_key order by p.part_no), array_agg(d.sha256 order by p.part_no),
            array_agg(d.file_name order by p.part_no)
        from unnest(%s::bigint[], %s::integer[], %s::text[], %s::text[]) as i (agency_key, fiscal_year, kind, scope)
        inner join core.dim_report as r
            on i.agency_key = r.agency_key and i.fiscal_year = r.fiscal_year and i.kind = r.kind and i.scope = r.scope
        inner join core.report_document as p on r.report_key = p.report_key
        inner join raw.document as d on p.document_key = d.document_key
        group by r.report_key
        order by r.agency_key, r.fiscal_year, r.kind, r.scope, r.revision
        """,
        [list(part) for part in zip(*identities, strict=True)],
    )
    return [
        _Stored(
            report,
            (agency, year, kind, scope),
            number,
            current,
            evidence,
            loaded_at,
            tuple(Member(*one) for one in zip(documents, hashes, names, strict=True)),
        )
        for report, agency, year, kind, scope, number, current, evidence, loaded_at, documents, hashes, names in rows
    ]


def _delete(connection: Connection, table: sa.Table, where: Mapping[str, Sequence[int]]) -> int:
    """Delete rows of `raw.document` or `core.dim_report` with all that came from them; gives how many of the table itself there were.

    What refers to them by a foreign key goes with them; what has none (`leads_to` in the models) is deleted first.
    """
    key = next(iter(where))
    for one in (*_without_key(key), table):
        deleted = connection.execute(
            sql.SQL("delete from {} where {}").format(
                sql.Identifier(one.schema or "public", one.name),
                sql.SQL(" and ").join(sql.SQL("{} = any(%s::bigint[])").format(sql.Identifier(name)) for name in where),
            ),
            [list(values) for values in where.values()],
        )
    return deleted.rowcount


@cache
def _without_key(key: str) -> tuple[sa.Table, ...]:
    """Tables whose rows belong to a document or a report without a foreign key that says so."""
    return tuple(
        table
        for table in metadata.sorted_tables
        if key in table.columns
        and table not in (_table(RawDocument), _table(DimReport))
        and not table.columns[key].foreign_keys
    )


def _check_forms(one: ReportRows) -> None:
    """WarehouseError if a figure or fact is of a form that the report doesn't have: no foreign key would say so."""
    forms = {(row["statement_seq"], row["statement_key"]) for row in one.rows.get(_table(ReportStatement), ())}
    for table, rows in one.rows.items():
        if _table(table) in _OF_FORMS:
            strays = {(row["statement_seq"], row["statement_key"]) for row in rows} - forms
            if strays:
                raise WarehouseError(
                    f"{_table(table).fullname}: rows of forms that the report doesn't have: "
                    + ", ".join(f"{seq} {key}" for seq, key in sorted(strays)),
                    place=one.place,
                    next_step="nothing of the file was written; please report this with the file",
                )


def _table(table: Any) -> sa.Table:
    """A table, given as such or as its model."""
    found = getattr(table, "__table__", table)
    if not isinstance(found, sa.Table):
        raise TypeError(f"{table!r} is no table")
    return found
