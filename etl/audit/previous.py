"""The audit of an earlier draft, a file, or of a version that is loaded, to compare one with."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from etl.audit.audit import audit_files
from etl.audit.result import Audit, read_audit
from etl.errors import DocumentError, GongkaiError, WarehouseError
from etl.head import StatedHead
from etl.loading.loaded import failures
from etl.loading.meant import is_there, meant, reports_meant
from etl.loading.reading import TIMEOUT
from etl.loading.sources import Source, find_sources
from etl.settings import Settings
from etl.warehouse.engine import connect
from etl.warehouse.originals import kept_originals


def audit_previous(
    name: str, current: Audit, settings: Settings, url: Callable[[], str], *, timeout: float = TIMEOUT
) -> Audit:
    """The audit of `name`: files or a folder, else a version of the warehouse at `url`: what the name means there (etl.loading.meant), of an agency
    the report that `current` is of.

    A draft that says otherwise whose it is than the one report of `current` is audited as that report, so that both can be compared;
    its own year it keeps. GongkaiError where there is no such file or version, or it can't be read.
    """
    if is_there(name):
        return _of_files(find_sources([name]), current.heads, settings, timeout)
    return _of_version(name, current.heads, settings, url(), timeout)


def _of_files(files: Sequence[Source], heads: Sequence[StatedHead], settings: Settings, timeout: float) -> Audit:
    previous, loaded = audit_files(files, settings, timeout=timeout)
    if len(heads) == 1 == len(previous.heads) and previous.heads != tuple(heads):
        (head,), (own,) = heads, previous.heads
        if own.fiscal_year == head.fiscal_year or previous.assumed:
            previous, loaded = audit_files(files, settings, timeout=timeout, stated=head)
            previous = replace(previous, assumed=())
    problems = failures(loaded)
    if problems:
        raise DocumentError(
            f"the earlier one can't be read: {problems[0].error}",
            place=problems[0].path.name,
            next_step="name a file that can",
        )
    return previous


def _versions(connection: psycopg.Connection[Any], name: str, heads: Sequence[StatedHead]) -> list[str]:
    """Keys of the versions that a name means: those of a document, or an agency's current report of the year, kind and scope of the one that is audited."""
    found = meant(connection, name)
    if found.agency is None:
        return reports_meant(connection, name, StatedHead())
    (head,) = heads if len(heads) == 1 else (StatedHead(),)
    keys = reports_meant(connection, name, head)
    if len(keys) > 1:
        raise WarehouseError(
            "several reports of that agency", place=name, next_step="name one by its file: gongkai versions lists them"
        )
    return keys


def _of_version(name: str, heads: Sequence[StatedHead], settings: Settings, url: str, timeout: float) -> Audit:
    with connect(url) as connection:
        reports = connection.execute(
            """
            select r.report_key, r.is_current, a.name, r.fiscal_year, r.kind, r.scope
            from core.dim_report as r
            inner join core.dim_agency as a on r.agency_key = a.agency_key
            where r.report_key = any(%s)
            order by r.is_current, r.revision desc
            """,
            (_versions(connection, name, heads),),
        ).fetchall()
        key, is_current, agency, year, kind, scope = reports[0]
        built = connection.execute("select to_regclass('marts.reconciliation_finding')").fetchone()
        if is_current and built is not None and built[0] is not None:
            return read_audit(connection, [key])
        documents = connection.execute(
            """
            select d.sha256, d.file_name
            from core.report_document as p
            inner join raw.document as d on p.document_key = d.document_key
            where p.report_key = %s
            order by p.part_no
            """,
            (key,),
        ).fetchall()
    head = StatedHead(agency, year, kind, scope)
    originals = kept_originals(settings)
    with ExitStack() as opened, tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        files: list[Source] = []
        for number, (sha256, file_name) in enumerate(documents):
            kept = opened.enter_context(originals.opened(sha256)) if originals else None
            if kept is None:
                raise GongkaiError(
                    "the original of that version isn't kept", place=file_name, next_step="name the file itself"
                )
            copy = Path(folder) / str(number) / (Path(file_name).name or "document")
            copy.parent.mkdir()
            shutil.copyfile(kept, copy)
            files.append(copy)
        audit, _ = audit_files(files, settings, timeout=timeout, stated=head)
        return audit
