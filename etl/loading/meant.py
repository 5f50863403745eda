"""What a person means by a name, the same for every command: a file or folder, as `load` takes it; else what the warehouse knows by it.

In this order: a file or folder that is there, or a URL; the key of a report or of an agency; the beginning of a SHA-256; the name of a file
as it was loaded; an agency's name, a spelling of it, parts of it (`etl.warehouse.find_agency`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from etl.errors import GongkaiError, WarehouseError
from etl.head import StatedHead
from etl.loading.sources import find_sources, is_url, sha256_of
from etl.warehouse.attempts import Failure, standing_failures
from etl.warehouse.find_agency import FoundAgency, find_agencies, find_agency, get_agencies
from etl.warehouse.listed import StoredDocument, find_documents
from etl.warehouse.originals import Originals

Connection = psycopg.Connection[Any]

LISTED = 12
"""Candidates that a message names, at most."""
_HASH = re.compile(r"[0-9a-f]{6,64}")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name is of: an agency, or documents of the warehouse and the reports that they are of (keys; current ones first)."""

    given: str
    agency: FoundAgency | None = None
    documents: tuple[StoredDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class MeantFiles:
    """Files that a name is of, whether they could be loaded or not: contents and reports (keys) in the warehouse, and failures that stand."""

    sha256s: frozenset[str]
    reports: frozenset[str]
    failures: tuple[Failure, ...]


def is_there(given: str) -> bool:
    """Whether a name is that of a file or folder, or a URL; what can be no path at all is none."""
    if is_url(given):
        return True
    try:
        return bool(given) and Path(given).exists()
    except (OSError, ValueError):
        return False


def meant(connection: Connection, given: str) -> Meant:
    """What is meant. Raises WarehouseError where nothing fits, where several agencies do (it lists them), or where nothing of a file or
    folder was loaded; DocumentError or UnreachableError where that can't be opened."""
    given = given.replace("\0", "")  # no text of PostgreSQL's
    if is_there(given):
        return Meant(given, documents=_in_files(connection, given))
    if documents := _named(connection, given):
        return Meant(given, documents=documents)
    agencies = get_agencies(connection, [given])
    return Meant(given, agency=agencies[0] if agencies else find_agency(connection, given))


def _named(connection: Connection, given: str) -> tuple[StoredDocument, ...]:
    """The documents that a report's key, the beginning of a SHA-256 or the name of a file as loaded is of."""
    for by, value in (("report", given), ("beginning", given.lower()), ("file_name", given)):
        if by == "beginning" and not _HASH.fullmatch(value):
            continue
        if documents := find_documents(connection, by, [value]):
            return documents
    return ()


def agency_meant(connection: Connection, given: str) -> FoundAgency:
    """The one agency that is meant, itself or by its files. Raises as `meant` does, and WarehouseError where the files are of several."""
    found = meant(connection, given)
    if found.agency is not None:
        return found.agency
    keys = {publication[0] for document in found.documents for publication in document.publications}
    agencies = get_agencies(connection, sorted(keys))
    if len(agencies) == 1:
        return agencies[0]
    if not agencies:
        raise WarehouseError(
            "a part that waits for its main file is no agency's yet", place=given, next_step="gongkai review lists it"
        )
    raise WarehouseError(
        f"reports of several agencies: {_listed([one.told for one in agencies])}",
        place=given,
        next_step="name one of them",
    )


def document_meant(connection: Connection, given: str) -> StoredDocument:
    """The one document that is meant, itself or by an agency that has no other. Raises as `meant` does, and WarehouseError where there are
    several: it lists them."""
    if not is_there(given) and not names_something(connection, given):
        raise WarehouseError("not in the warehouse", place=given, next_step="gongkai reports --history lists what is")
    found = meant(connection, given)
    documents = found.documents or find_documents(
        connection, "agency", [found.agency.agency_key if found.agency else ""]
    )
    if len(documents) == 1:
        return documents[0]
    if not documents:
        raise WarehouseError("no report of this agency", place=given, next_step="gongkai reports lists the reports")
    raise WarehouseError(
        f"{len(documents)} documents fit: {_listed([f'{one.sha256[:12]} {one.file_name}' for one in documents])}",
        place=given,
        next_step="name one by its SHA-256",
    )


def reports_meant(connection: Connection, given: str, wanted: StatedHead) -> list[str]:
    """Keys of the reports that are meant: the current ones of an agency, those of a document or of files, of the year, kind and scope that
    are `wanted` where any are; or the very one whose key is given. Raises as `meant` does, and WarehouseError where there is none."""
    found = meant(connection, given)
    rows = connection.execute(
        """
        select r.report_key
        from core.dim_report as r
        where (
                r.is_current and r.agency_key = %(agency)s
                or r.report_key = %(given)s
                or exists (
                    select from core.report_document as p
                    inner join raw.document as d on p.document_key = d.document_key
                    where p.report_key = r.report_key and d.sha256 = any(%(documents)s) and not %(is_key)s
                )
            )
            and coalesce(r.fiscal_year = %(year)s, true)
            and coalesce(r.kind = %(kind)s, true)
            and coalesce(r.scope = %(scope)s, true)
        order by r.is_current desc, r.report_key
        """,
        {
            "agency": found.agency.agency_key if found.agency else "",
            "given": given,
            "is_key": bool(find_documents(connection, "report", [given])),
            "documents": [one.sha256 for one in found.documents],
            "year": wanted.fiscal_year,
            "kind": wanted.kind,
            "scope": wanted.scope,
        },
    ).fetchall()
    if not rows:
        name = found.agency.name if found.agency else given
        raise WarehouseError("no such report", place=name, next_step=f"gongkai reports {name} lists them")
    return [row[0] for row in rows]


def files_meant(connection: Connection, given: str) -> MeantFiles:
    """The files that are meant, loaded or not: themselves, or all of an agency's current reports. Raises as `meant` does where there is none,
    and none has failed either."""
    failures = failures_meant(connection, given, below=True)
    try:
        found = meant(connection, given)
    except GongkaiError:
        if not failures:
            raise
        return MeantFiles(frozenset(), frozenset(), failures)
    agency = found.agency.agency_key if found.agency else ""
    documents = found.documents or find_documents(connection, "agency", [agency])
    sha256s = frozenset(one.sha256 for one in documents)
    reports = connection.execute(
        """
        select p.report_key from core.report_document as p
        inner join raw.document as d on p.document_key = d.document_key
        where d.sha256 = any(%s)
        """,
        (list(sha256s),),
    )
    return MeantFiles(sha256s, frozenset(key for (key,) in reports), failures)


def failures_meant(connection: Connection, given: str, *, below: bool = False) -> tuple[Failure, ...]:
    """The failures that stand of the file that is meant, there or gone: by path, by name, by the beginning of a SHA-256; `below`: of all files in a
    folder, too."""
    path = given if is_url(given) else str(Path(given.replace("\0", "")).absolute())
    start = given.lower() if _HASH.fullmatch(given.lower()) else "no hash"
    return tuple(
        one
        for one in standing_failures(connection)
        if given in (one.file_name, one.path)
        or one.path == path
        or (one.sha256 or "").startswith(start)
        or (below and given and one.path.startswith(path.rstrip("/") + "/"))
    )


def names_something(connection: Connection, given: str) -> bool:
    """Whether the warehouse knows an agency, report or document by a name that is no file's here."""
    given = given.replace("\0", "")
    return bool(_named(connection, given) or get_agencies(connection, [given]) or find_agencies(connection, given))


@contextmanager
def original_meant(connection: Connection, originals: Originals | None, given: str) -> Iterator[Path]:
    """A copy of the one document that is meant, under its name, as it was when it was loaded; gone afterwards. Raises as `document_meant`
    does, and WarehouseError where it wasn't kept."""
    stored = document_meant(connection, given)
    with ExitStack() as opened:
        kept = opened.enter_context(originals.opened(stored.sha256)) if originals is not None else None
        if kept is None:
            raise WarehouseError("its original isn't kept", place=stored.file_name, next_step="name the file itself")
        copy = Path(opened.enter_context(TemporaryDirectory(prefix="gongkai-"))) / (
            Path(stored.file_name).name or "document"
        )
        shutil.copyfile(kept, copy)
        yield copy


def _in_files(connection: Connection, given: str) -> tuple[StoredDocument, ...]:
    """The documents of the warehouse that lie there, told by their content."""
    hashes = [sha256 for file in find_sources([given]) if (sha256 := sha256_of(file))]
    if hashes and not is_url(given) and Path(given).is_dir() and not find_documents(connection, "sha256", hashes):
        # What reads documents takes longer to import than most commands to run: only a folder's name pays for it.
        from etl.loading.reading import read_apart

        hashes = [read_apart(_hash_of_folder, Path(given))]  # its parts were loaded as one
    found = find_documents(connection, "sha256", hashes)
    if not found:
        raise WarehouseError("not in the warehouse", place=given, next_step="gongkai reports --history lists what is")
    return found


def _hash_of_folder(path: Path) -> str:
    """What the parts of a report in a folder are known by together."""
    from etl.documents import read_document

    return read_document(path).sha256


def _listed(told: Sequence[str]) -> str:
    more = f"; … {len(told) - LISTED} more" if len(told) > LISTED else ""
    return "; ".join(told[:LISTED]) + more
