"""One report → the warehouse, in one transaction: whole or not at all, the same bytes once, revisions kept.

What several loaders at once may rely on:
- A document and a report's identity (agency, year, kind, scope) are each written under an advisory lock, the document's first:
  revisions are numbered without gaps and exactly one is current, which a partial unique index enforces besides.
- Dimensions are merged table by table in the order of the model and row by row in the order of keys, by all alike.
- Should the server still see a deadlock, the transaction is done again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import psycopg
import sqlalchemy as sa
from packaging.version import InvalidVersion, Version
from psycopg import sql
from psycopg.pq import TransactionStatus

from etl.errors import WarehouseError
from etl.warehouse import keys
from etl.warehouse.merge import MERGES, merge_dimension
from etl.warehouse.values import Columns, reader_of
from models import DimReport, RawDocument, metadata

Rows = Sequence[Mapping[str, Any]]
Connection = psycopg.Connection[Any]
_Result = TypeVar("_Result")

ATTEMPTS = 5


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report.

    `loaded`: the first of its agency, year, kind and scope. `superseded`: it became current in place of revision `replaced_revision`,
    which stays. `reloaded`: the rows of the same document, read by another version, were replaced. `unchanged`: nothing was written.
    """

    status: Literal["loaded", "superseded", "reloaded", "unchanged"]
    report_key: int
    revision: int
    replaced_revision: int | None = None


@dataclass(frozen=True, slots=True)
class _Stored:
    """A document in the warehouse and its report."""

    document_key: int
    loader_version: str
    report_key: int
    identity: tuple[int, int, str, str]
    revision: int
    is_current: bool
    loaded_at: Any


def write_report(connection: Connection, rows: ReportRows) -> Outcome:
    """Write a report in a transaction of its own. The connection must not be in one.

    WarehouseError, with the file's name, if the database refuses a row or goes away; nothing is written then.
    """
    place = str(rows.document.get("file_name", ""))
    return _transaction(connection, place, lambda: _write(connection, rows))


def write_dimensions(connection: Connection, dimensions: Mapping[sa.Table, Rows]) -> None:
    """Merge dimensions in a transaction of their own: reference tables (regions, statements), once a run."""
    _transaction(connection, "reference", lambda: _merge(connection, dimensions))


def forget(connection: Connection, sha256: str) -> bool:
    """Remove a document and its report; an older revision, the latest left, becomes current. False if it isn't there.

    Dimensions stay: agencies and subjects exist without the report.
    """

    def remove() -> bool:
        _lock(connection, keys.document_key(sha256))
        found = _find(connection, sha256)
        if found is None:
            return connection.execute("delete from raw.document where sha256 = %s", (sha256,)).rowcount > 0
        _lock(connection, keys.identity_key(*found.identity))
        found = _find(connection, sha256) or found
        _remove(connection, found)
        return True

    return _transaction(connection, sha256, remove)


def loaded_versions(connection: Connection, sha256s: Iterable[str]) -> dict[str, str]:
    """Which of these documents are in the warehouse, and which version of the loader read them: no need to read those again."""
    found = connection.execute(
        "select d.sha256, d.loader_version from raw.document as d where d.sha256 = any(%s::text[])", (list(sha256s),)
    )
    return dict(found.fetchall())


def is_older(version: str, stored: str) -> bool:
    """Whether a loader is older than the one that read the document: it then leaves the document alone.

    Only the public part counts (PEP 440): after `+` stands what can't be ordered, a hash of the catalogue for example.
    """
    try:
        return Version(Version(version).public) < Version(Version(stored).public)
    except InvalidVersion:
        return False


# Inside the transaction


def _write(connection: Connection, rows: ReportRows) -> Outcome:
    sha256, version = str(rows.document["sha256"]), str(rows.document["loader_version"])
    document = keys.document_key(sha256)
    identity = (
        int(rows.report["agency_key"]),
        int(rows.report["fiscal_year"]),
        str(rows.report["kind"]),
        str(rows.report["scope"]),
    )
    report = keys.report_key(sha256, *identity)

    _lock(connection, document)
    stored = _find(connection, sha256)
    if stored is not None and (stored.loader_version == version or is_older(version, stored.loader_version)):
        return Outcome("unchanged", stored.report_key, stored.revision)
    _lock(connection, keys.identity_key(*identity), *([keys.identity_key(*stored.identity)] if stored else []))

    # Under the lock: while we waited, another document may have become current.
    stored = _find(connection, sha256)
    same = stored is not None and stored.identity == identity
    if stored is not None:
        _remove(connection, stored, promote=not same)
    connection.execute("delete from raw.document where sha256 = %s", (sha256,))
    outcome: Outcome
    current = True
    loaded_at: dict[str, Any] = {}
    if same and stored is not None:
        outcome = Outcome("reloaded", report, stored.revision)
        # The revision keeps its place in time: what was current on a day stays so.
        current, loaded_at = stored.is_current, {"loaded_at": stored.loaded_at}
    else:
        newest, replaced = _newest(connection, identity)
        outcome = Outcome("superseded" if replaced is not None else "loaded", report, newest + 1, replaced)
        _demote(connection, identity)

    shared = {"document_key": document, "report_key": report, "agency_key": identity[0], "fiscal_year": identity[1]}
    own = {_table(table): given for table, given in rows.rows.items()}
    _copy(connection, _table(RawDocument), [rows.document], shared)
    # The raw rows first: they lock nothing that others want.
    _copy_all(connection, {t: given for t, given in own.items() if t.schema == "raw"}, shared)
    _merge(connection, rows.dimensions)
    _copy(
        connection,
        _table(DimReport),
        [{**rows.report, "revision": outcome.revision, "is_current": current, **loaded_at}],
        shared,
    )
    _copy_all(connection, {t: given for t, given in own.items() if t.schema != "raw"}, shared)
    return outcome


def _lock(connection: Connection, *numbers: int) -> None:
    """Take advisory locks until the end of the transaction, always in the order of their numbers."""
    for number in sorted(set(numbers)):
        connection.execute("select pg_advisory_xact_lock(%s)", (number,))


def _find(connection: Connection, sha256: str) -> _Stored | None:
    row = connection.execute(
        """
        select d.document_key, d.loader_version, r.report_key, r.agency_key, r.fiscal_year, r.kind, r.scope, r.revision, r.is_current, r.loaded_at
        from raw.document as d
        inner join core.dim_report as r on d.document_key = r.document_key
        where d.sha256 = %s
        """,
        (sha256,),
    ).fetchone()
    if row is None:
        return None
    document, version, report, agency, year, kind, scope, revision, current, loaded_at = row
    return _Stored(document, version, report, (agency, year, kind, scope), revision, current, loaded_at)


def _newest(connection: Connection, identity: tuple[int, int, str, str]) -> tuple[int, int | None]:
    """The highest revision there is (0 for none), and the current one."""
    row = connection.execute(
        """
        select coalesce(max(revision), 0), max(revision) filter (where is_current) from core.dim_report
        where (agency_key, fiscal_year, kind, scope) = (%s, %s, %s, %s)
        """,
        identity,
    ).fetchone()
    return (row[0], row[1]) if row else (0, None)


def _demote(connection: Connection, identity: tuple[int, int, str, str]) -> None:
    connection.execute(
        """
        update core.dim_report set is_current = false
        where (agency_key, fiscal_year, kind, scope) = (%s, %s, %s, %s) and is_current
        """,
        identity,
    )


def _remove(connection: Connection, stored: _Stored, *, promote: bool = True) -> None:
    """Delete a document with all that came from it; `promote` makes the latest revision left the current one."""
    connection.execute("delete from core.dim_report where report_key = %s", (stored.report_key,))
    connection.execute("delete from raw.document where document_key = %s", (stored.document_key,))
    if promote and stored.is_current:
        connection.execute(
            """
            update core.dim_report set is_current = true
            where report_key = (
                select report_key from core.dim_report
                where (agency_key, fiscal_year, kind, scope) = (%s, %s, %s, %s) order by revision desc limit 1
            )
            """,
            stored.identity,
        )


def _merge(connection: Connection, dimensions: Mapping[sa.Table, Rows]) -> None:
    given = {_table(table): rows for table, rows in dimensions.items()}
    unknown = [t.fullname for t in given if t.fullname not in MERGES]
    if unknown:
        raise ValueError(f"no dimension: {', '.join(unknown)}")
    for table in metadata.sorted_tables:
        if table in given:
            merge_dimension(connection, table, given[table])


def _copy_all(connection: Connection, rows: Mapping[sa.Table, Rows], shared: Mapping[str, Any]) -> None:
    """COPY into several tables, those that others refer to first."""
    for table in metadata.sorted_tables:
        if rows.get(table):
            _copy(connection, table, rows[table], shared)


def _copy(connection: Connection, table: sa.Table, rows: Rows, shared: Mapping[str, Any]) -> None:
    columns = Columns.of(table, rows)
    read = reader_of(columns, shared)
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table.schema or "public", table.name), sql.SQL(", ").join(map(sql.Identifier, columns.names))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(read(row))


def _table(table: Any) -> sa.Table:
    """A table, given as such or as its model."""
    found = getattr(table, "__table__", table)
    if not isinstance(found, sa.Table):
        raise TypeError(f"{table!r} is no table")
    return found


def _transaction(connection: Connection, place: str, work: Callable[[], _Result]) -> _Result:
    if connection.info.transaction_status != TransactionStatus.IDLE:
        # A savepoint inside somebody's transaction would be no report of its own.
        raise ValueError("the connection is already in a transaction; use autocommit")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with connection.transaction():
                return work()
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure) as error:
            if attempt == ATTEMPTS:
                raise _refused(error, place) from error
            time.sleep(random.uniform(0.05, 0.2) * attempt)  # noqa: S311 — no secret: only so that two don't meet again
        except psycopg.errors.UniqueViolation as error:
            if attempt == ATTEMPTS or not _met_in_dimension(error):
                raise _refused(error, place) from error
            time.sleep(random.uniform(0.01, 0.1) * attempt)  # noqa: S311 — as above
        except psycopg.Error as error:
            raise _refused(error, place) from error
    raise AssertionError("unreachable")


def _met_in_dimension(error: psycopg.errors.UniqueViolation) -> bool:
    """Whether another loader put the same row into a dimension at the same moment. `on conflict` waits on the key's index only; a
    second unique index of the same row (code and name) is checked beside it. Done again, the row is found and merged."""
    tables = {name.partition(".")[2] for name in MERGES}
    return error.diag.schema_name == "core" and error.diag.table_name in tables


def _refused(error: psycopg.Error, place: str) -> WarehouseError:
    if isinstance(error, psycopg.OperationalError) and not error.sqlstate:
        return WarehouseError(
            f"the connection was lost: {' '.join(str(error).split())}",
            place=place,
            next_step="nothing of the file was written; run it again",
        )
    # The context names table, row and column: "COPY figure, line 3, column amount_yuan".
    said = " — ".join(
        t for t in (error.diag.message_primary, error.diag.message_detail, error.diag.context) if t
    ) or str(error)
    return WarehouseError(
        f"the database refused it: {' '.join(said.split())[:600]}",
        place=place,
        next_step="nothing of the file was written; please report this with the file",
    )
