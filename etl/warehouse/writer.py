"""Reports → the warehouse, each whole or not at all, the same bytes once, revisions kept; many in one transaction.

A transaction costs some forty round trips to the server, however many reports it holds: one COPY a table, one merge a dimension. If one
of several reports is refused, each is written in a transaction of its own, so that a bad one costs itself only.

What several loaders at once may rely on:
- Documents, then the identities of reports (agency, year, kind, scope), are written under advisory locks taken in the order of their
  numbers: revisions are numbered without gaps and exactly one is current, which a partial unique index enforces besides.
- Dimensions are merged table by table in the order of the model and row by row in the order of keys, by all alike.
- Should the server still see a deadlock, the transaction is done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from etl.errors import ServerTroubleError, WarehouseError
from etl.warehouse import keys
from etl.warehouse.copying import Part, Rows, copy_rows
from etl.warehouse.merge import KnownRows, merge_dimensions
from etl.warehouse.revisions import Identity, Outcome, Revision, Revisions, is_done, is_older
from etl.warehouse.transaction import transaction
from models import DimReport, RawDocument, ReportStatement, metadata

__all__ = [
    "KnownRows",
    "Outcome",
    "ReportRows",
    "forget",
    "is_older",
    "loaded_versions",
    "refresh_statistics",
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


@dataclass(frozen=True)
class ReportRows:
    """Everything that a report writes, as mappings column → value.

    `document`: columns of `raw.document` (its key may be left out). `report`: columns of `core.dim_report`, without revision,
    is_current and keys that follow from the document and the identity. `dimensions` are merged, `rows` are the report's own:
    raw, register and facts; document_key, report_key, agency_key and fiscal_year may be left out of them.
    """

    document: Mapping[str, Any]
    report: Mapping[str, Any]
    dimensions: Mapping[sa.Table, Rows] = field(default_factory=dict)
    rows: Mapping[sa.Table, Rows] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The file's name, for messages."""
        return str(self.document.get("file_name", ""))

    @property
    def identity(self) -> Identity:
        """What it shares with its revisions."""
        return (
            int(self.report["agency_key"]),
            int(self.report["fiscal_year"]),
            str(self.report["kind"]),
            str(self.report["scope"]),
        )

    @property
    def count(self) -> int:
        """How many rows of its own it writes."""
        return 2 + sum(map(len, self.rows.values()))


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
    """Remove a document and its report; an older revision, the latest left, becomes current. False if it isn't there.

    Dimensions stay: agencies and subjects exist without the report.
    """

    def remove() -> bool:
        document = keys.document_key(sha256)
        _lock(connection, [document])
        found = _identities(connection, [sha256])
        revisions = Revisions(_stored(connection, [identity for _, identity in found.values()]))
        revisions.forget(document)
        _apply(connection, revisions)
        return _delete(connection, _table(RawDocument), {"document_key": [document]}) > 0

    return transaction(connection, sha256, remove)


def loaded_versions(connection: Connection, sha256s: Iterable[str]) -> dict[str, str]:
    """Which of these documents are in the warehouse, and which version of the loader read them: no need to read those again."""
    found = connection.execute(
        "select d.sha256, d.loader_version from raw.document as d where d.sha256 = any(%s::text[])", (list(sha256s),)
    )
    return dict(found.fetchall())


# Inside the transaction


def _write(connection: Connection, batch: Sequence[ReportRows], known: KnownRows, *, careful: bool) -> list[Outcome]:
    documents = [keys.document_key(str(one.document["sha256"])) for one in batch]
    _lock(connection, documents)
    found = _identities(connection, [str(one.document["sha256"]) for one in batch])

    def is_new(one: ReportRows) -> bool:
        stored = found.get(str(one.document["sha256"]))
        return stored is None or not is_done(str(one.document["loader_version"]), stored[0])

    identities = {one.identity for one in batch if is_new(one)} | {identity for _, identity in found.values()}
    # Under the locks of the identities: while we waited, other documents may have become current.
    revisions = Revisions(_stored(connection, identities))
    outcomes: list[Outcome] = []
    written: list[tuple[ReportRows, Revision]] = []
    for one, document in zip(batch, documents, strict=True):
        report = keys.report_key(str(one.document["sha256"]), *one.identity)
        outcome, revision = revisions.add(document, str(one.document["loader_version"]), one.identity, report)
        outcomes.append(outcome)
        if outcome.status != "unchanged":
            written.append((one, revision))
    if not written:
        return outcomes
    for one, _ in written:
        _check_forms(one)
    _apply(connection, revisions)
    again = [revision.document_key for one, revision in written if str(one.document["sha256"]) in found]
    if again:
        _delete(connection, _table(RawDocument), {"document_key": again})

    tables: dict[sa.Table, list[Part]] = {}
    for one, revision in written:
        shared = {
            "document_key": revision.document_key,
            "report_key": revision.report_key,
            "agency_key": revision.identity[0],
            "fiscal_year": revision.identity[1],
        }
        placed = {**one.report, "revision": revision.revision, "is_current": revision.is_current}
        if revision.loaded_at is not None:
            placed["loaded_at"] = revision.loaded_at
        tables.setdefault(_table(RawDocument), []).append(([one.document], shared))
        tables.setdefault(_table(DimReport), []).append(([placed], shared))
        for table, rows in one.rows.items():
            if rows:
                tables.setdefault(_table(table), []).append((rows, shared))
    ordered = [(table, tables[table]) for table in metadata.sorted_tables if table in tables]
    # The raw rows first: they lock nothing that others want.
    for table, parts in ordered:
        if table.schema == "raw":
            copy_rows(connection, table, parts, careful=careful)
    merge_dimensions(connection, [one.dimensions for one, _ in written], known)
    for table, parts in ordered:
        if table.schema != "raw":
            copy_rows(connection, table, parts, careful=careful)
    return outcomes


def _lock(connection: Connection, numbers: Iterable[int]) -> None:
    """Take advisory locks until the end of the transaction, always in the order of their numbers."""
    connection.execute("select pg_advisory_xact_lock(n) from unnest(%s::bigint[]) as n", (sorted(set(numbers)),))


def _identities(connection: Connection, sha256s: Sequence[str]) -> dict[str, tuple[str, Identity]]:
    """Of documents that are in the warehouse, the version that read them and the identity of their report."""
    rows = connection.execute(
        """
        select d.sha256, d.loader_version, r.agency_key, r.fiscal_year, r.kind, r.scope
        from raw.document as d
        inner join core.dim_report as r on d.document_key = r.document_key
        where d.sha256 = any(%s::text[])
        """,
        (list(sha256s),),
    )
    return {sha256: (version, (agency, year, kind, scope)) for sha256, version, agency, year, kind, scope in rows}


def _stored(connection: Connection, identities: Iterable[Identity]) -> list[Revision]:
    """All revisions of the identities, which are locked first."""
    wanted = sorted(set(identities))
    if not wanted:
        return []
    _lock(connection, [keys.identity_key(*identity) for identity in wanted])
    rows = connection.execute(
        """
        select r.report_key, r.document_key, d.loader_version, r.agency_key, r.fiscal_year, r.kind, r.scope, r.revision, r.is_current, r.loaded_at
        from unnest(%s::bigint[], %s::integer[], %s::text[], %s::text[]) as i (agency_key, fiscal_year, kind, scope)
        inner join core.dim_report as r
            on i.agency_key = r.agency_key and i.fiscal_year = r.fiscal_year and i.kind = r.kind and i.scope = r.scope
        inner join raw.document as d on r.document_key = d.document_key
        """,
        [list(part) for part in zip(*wanted, strict=True)],
    )
    return [
        Revision(report, document, version, (agency, year, kind, scope), number, current, loaded_at, current)
        for report, document, version, agency, year, kind, scope, number, current, loaded_at in rows
    ]


def _apply(connection: Connection, revisions: Revisions) -> None:
    """Delete what is removed, with all that came from it, and turn what has become current or has ceased to be: the latter first."""
    if revisions.removed:
        _delete(
            connection,
            _table(DimReport),
            {
                "report_key": [one.report_key for one in revisions.removed],
                # So that only the partitions of these years are looked into.
                "fiscal_year": sorted({one.identity[1] for one in revisions.removed}),
            },
        )
    for current in (False, True):
        turned = revisions.turned(current=current)
        if turned:
            connection.execute(
                "update core.dim_report set is_current = %s where report_key = any(%s::bigint[])", (current, turned)
            )


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
