"""What publications come to when documents come, are read anew, change their place or go: inside a transaction, under its locks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from etl.errors import WarehouseError
from etl.warehouse import keys
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.copying import Part, Rows, copy_rows
from etl.warehouse.merge import KnownRows, merge_dimensions
from etl.warehouse.places import show_sources
from etl.warehouse.publications import Edition, Member, editions_of
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.revisions import Identity, Outcome
from etl.warehouse.subject_names import printed_by, settle_names
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

Connection = psycopg.Connection[Any]

_OF_FORMS = frozenset(
    table
    for table in metadata.sorted_tables
    if {"statement_seq", "statement_key"} <= set(table.columns.keys()) and table.name != "report_statement"
)
"""Tables whose rows are of a form of the report."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document of the warehouse: which program read it, its publications, and the version that it belongs to (the current one, where it
    is in several; 0 where it is a part that waits for its main file)."""

    document_key: str
    sha256: str
    file_name: str
    loader_version: str
    lacks_head: bool
    identities: tuple[Identity, ...]
    report_key: str
    revision: int


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version in the warehouse, and its documents from the first."""

    report_key: str
    identity: Identity
    revision: int
    is_current: bool
    evidence: str
    loaded_at: Any
    members: tuple[Member, ...]


class Change:
    """What publications come to when documents come, are read anew (`given`) or go (`gone`): which versions go, stay and are written.

    `stored` are those documents among them that the warehouse has. `belongs` says of documents without a head of their own (parts) which
    publications they are of; those that aren't named stay where they are.
    Made under the locks of the documents, it takes those of the identities: while we waited, other documents may have come.
    """

    def __init__(
        self,
        connection: Connection,
        identities: Iterable[Identity],
        *,
        given: Mapping[str, ReportRows] | None = None,
        gone: Collection[str] = (),
        stored: Collection[str] = (),
        belongs: Mapping[str, Collection[Identity]] | None = None,
        known: KnownRows | None = None,
        careful: bool = True,
    ) -> None:
        self._connection, self._careful = connection, careful
        self._known = known if known is not None else KnownRows()
        self._given, self._gone, self._there, self._belongs = given or {}, set(gone), set(stored), belongs or {}
        wanted = sorted(set(identities))
        self._before: dict[Identity, list[StoredVersion]] = {identity: [] for identity in wanted}
        for version in stored_versions(connection, wanted):
            self._before[version.identity].append(version)
        self._after = {identity: self._editions(identity) for identity in wanted}

    def _editions(self, identity: Identity) -> list[Edition]:
        moved = self._given.keys() | self._gone | self._belongs.keys()
        members = {
            member.document_key: member
            for version in self._before[identity]
            for member in version.members
            if member.document_key not in moved
        }
        for document, rows in self._given.items():
            if not rows.is_part and rows.identity == identity:
                members[document] = Member(document, str(rows.document["sha256"]), rows.place, given=rows)
        names = self._names({part for part, identities in self._belongs.items() if identity in identities})
        members |= names
        # Parts whose main file is gone wait for it.
        if not any(member.has_own_head for member in members.values()):
            return []
        aliases = WarehouseAliases(self._connection)
        return editions_of(self._connection, identity, list(members.values()), aliases)

    def _names(self, parts: Collection[str]) -> dict[str, Member]:
        """Parts as members of a publication."""
        found = {
            document: Member(document, str(rows.document["sha256"]), rows.place, has_own_head=False, read=rows.read)
            for document, rows in self._given.items()
            if document in parts
        }
        rest = sorted(set(parts) - found.keys())
        if rest:
            rows = self._connection.execute(
                "select d.document_key, d.sha256, d.file_name from raw.document as d where d.document_key = any(%s::text[])",
                (rest,),
            )
            found |= {document: Member(document, sha256, name, has_own_head=False) for document, sha256, name in rows}
        return found

    def apply(self) -> None:
        """Take out what goes, and number anew what stays."""
        connection = self._connection
        touched = set(self._given) | self._gone
        self._kept: dict[str, StoredVersion] = {}
        self._removed: list[StoredVersion] = []
        self._unsaid: set[tuple[str, int]] = set()
        for identity, versions in self._before.items():
            wanted = {one.report_key for one in self._after[identity]}
            for one in versions:
                if one.report_key in wanted and not touched & {member.document_key for member in one.members}:
                    self._kept[one.report_key] = one
                else:
                    self._removed.append(one)
        if self._removed:
            self._unsaid = printed_by(connection, [one.report_key for one in self._removed])
            _delete(
                connection,
                _table(DimReport),
                {
                    "report_key": [one.report_key for one in self._removed],
                    # So that only the partitions of these years are looked into.
                    "fiscal_year": sorted({one.identity[1] for one in self._removed}),
                },
            )
        again = touched & self._there
        self._document_loaded_at: dict[str, Any] = {}
        if again:
            # A document keeps its place in time when another version of the program reads it.
            self._document_loaded_at = dict(
                connection.execute(
                    "select d.document_key, d.loaded_at from raw.document as d where d.document_key = any(%s::text[])",
                    (sorted(again),),
                ).fetchall()
            )
            _delete(connection, _table(RawDocument), {"document_key": sorted(again)})
        self._loaded_at = {one.report_key: one.loaded_at for one in self._removed}
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
                "update core.dim_report set is_current = false, revision = -revision where report_key = any(%s::text[])",
                ([one.report_key for one in changed],),
            )
            connection.execute(
                """
                update core.dim_report as r
                set revision = c.revision, is_current = c.is_current, evidence = c.evidence
                from unnest(%s::text[], %s::integer[], %s::boolean[], %s::text[]) as c (report_key, revision, is_current, evidence)
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
                "delete from core.review_item where kind = 'version' and report_key = any(%s::text[])",
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
            placed = {"document_key": document}
            if document in self._document_loaded_at:
                placed["loaded_at"] = self._document_loaded_at[document]
            put(RawDocument, [{**given.document, **placed}], {})
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
        self._drop_projects()
        written = {
            member.sha256
            for editions in self._after.values()
            for edition in editions
            if edition.report_key not in self._kept
            for member in edition.members
        }
        if written:
            show_sources(self._connection, written)
        settle_names(self._connection, self._unsaid | _subjects(dimensions))

    def _drop_projects(self) -> None:
        """Take out projects that only a version had that is gone: else they would tell what came first."""
        if not self._removed:
            return
        agencies = sorted({one.identity[0] for one in self._removed})
        # Asked apart: a Citus cluster deletes nothing of a reference table by what stands in tables that are spread.
        used = self._connection.execute(
            """
            select f.project_key from core.fact_project as f
            where f.agency_key = any(%(agencies)s::text[]) and f.project_key is not null
            union
            select f.project_key from core.fact_performance_indicator as f
            where f.agency_key = any(%(agencies)s::text[]) and f.project_key is not null
            """,
            {"agencies": agencies},
        ).fetchall()
        self._connection.execute(
            "delete from core.dim_project where agency_key = any(%s::text[]) and project_key <> all(%s::text[])",
            (agencies, [key for (key,) in used]),
        )

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

    def outcome(self, document: str, *, again: bool) -> Outcome:
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


def lock(connection: Connection, wanted: Iterable[str]) -> None:
    """Take the advisory locks of keys until the end of the transaction, always in the order of their numbers."""
    numbers = sorted(set(map(keys.number_of, wanted)))
    connection.execute("select pg_advisory_xact_lock(n) from unnest(%s::bigint[]) as n", (numbers,))


def find_stored(connection: Connection, sha256s: Sequence[str]) -> dict[str, Found]:
    """Of these documents those that are in the warehouse."""
    rows = connection.execute(
        """
        select
            d.document_key, d.sha256, d.file_name, d.loader_version, d.lacks_head is not null,
            r.agency_key, r.fiscal_year, r.kind, r.scope, r.report_key, r.revision
        from raw.document as d
        left join core.report_document as p on d.document_key = p.document_key
        left join core.dim_report as r on p.report_key = r.report_key
        where d.sha256 = any(%s::text[])
        order by d.sha256, r.is_current desc, r.revision desc, r.agency_key, r.fiscal_year, r.kind, r.scope
        """,
        (list(sha256s),),
    )
    found: dict[str, Found] = {}
    for document, sha256, name, version, lacks_head, *identity, report, revision in rows:
        identities = [] if report is None else [(identity[0], identity[1], identity[2], identity[3])]
        if sha256 in found:
            first = found[sha256]
            found[sha256] = replace(first, identities=tuple(dict.fromkeys((*first.identities, *identities))))
        else:
            found[sha256] = Found(
                document, sha256, name, version, lacks_head, tuple(identities), report or "", revision or 0
            )
    return found


def stored_versions(connection: Connection, identities: Sequence[Identity]) -> list[StoredVersion]:
    """All versions of the identities, which are locked first."""
    if not identities:
        return []
    lock(connection, [keys.identity_key(*identity) for identity in identities])
    rows = connection.execute(
        """
        select
            r.report_key, r.agency_key, r.fiscal_year, r.kind, r.scope, r.revision, r.is_current, r.evidence, r.loaded_at,
            array_agg(d.document_key order by p.part_no), array_agg(d.sha256 order by p.part_no),
            array_agg(d.file_name order by p.part_no), array_agg(p.has_own_head order by p.part_no)
        from unnest(%s::text[], %s::integer[], %s::text[], %s::text[]) as i (agency_key, fiscal_year, kind, scope)
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
        StoredVersion(
            report,
            (agency, year, kind, scope),
            number,
            current,
            evidence,
            loaded_at,
            tuple(Member(*one) for one in zip(documents, hashes, names, own_heads, strict=True)),
        )
        for report, agency, year, kind, scope, number, current, evidence, loaded_at, documents, hashes, names, own_heads in rows
    ]


def _delete(connection: Connection, table: sa.Table, where: Mapping[str, Sequence[str] | Sequence[int]]) -> int:
    """Delete rows of `raw.document` or `core.dim_report` with all that came from them; gives how many of the table itself there were.

    What refers to them by a foreign key goes with them; what has none (`leads_to` in the models) is deleted first.
    """
    key = next(iter(where))
    for one in (*without_key(key), table):
        deleted = connection.execute(
            sql.SQL("delete from {} where {}").format(
                sql.Identifier(one.schema or "public", one.name),
                sql.SQL(" and ").join(
                    sql.SQL("{} = any(%s::{})").format(
                        sql.Identifier(name), sql.SQL("integer[]" if name == "fiscal_year" else "text[]")
                    )
                    for name in where
                ),
            ),
            [list(values) for values in where.values()],
        )
    return deleted.rowcount


@cache
def without_key(key: str) -> tuple[sa.Table, ...]:
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


__all__ = ["Change", "Found", "StoredVersion", "find_stored", "lock", "stored_versions", "without_key"]
