"""The audit of an earlier draft, a file, or of a version that is loaded, to compare one with."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from etl.audit.audit import audit_files
from etl.audit.result import Audit, read_audit
from etl.errors import DocumentError, GongkaiError, WarehouseError
from etl.head import StatedHead
from etl.loading.loaded import failures
from etl.loading.reading import TIMEOUT
from etl.loading.sources import Source, find_sources, is_url
from etl.settings import Settings
from etl.warehouse.engine import connect
from etl.warehouse.originals import kept_originals


def audit_previous(
    name: str, current: Audit, settings: Settings, url: Callable[[], str], *, timeout: float = TIMEOUT
) -> Audit:
    """The audit of `name`: files or a folder, else a version of the warehouse at `url`, by its key, a file's name or the beginning of its SHA-256.

    A draft that says otherwise whose it is than the one report of `current` is audited as that report, so that both can be compared;
    its own year it keeps. GongkaiError where there is no such file or version, or it can't be read.
    """
    if is_url(name) or Path(name).exists():
        return _of_files(find_sources([name]), current.heads, settings, timeout)
    return _of_version(name, settings, url(), timeout)


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


def _of_version(name: str, settings: Settings, url: str, timeout: float) -> Audit:
    with connect(url) as connection:
        reports = connection.execute(
            """
            select r.report_key, r.is_current, a.name, r.fiscal_year, r.kind, r.scope
            from core.dim_report as r
            inner join core.dim_agency as a on r.agency_key = a.agency_key
            where r.report_key = %(name)s or exists (
                select 1
                from core.report_document as p
                inner join raw.document as d on p.document_key = d.document_key
                where
                    p.report_key = r.report_key
                    and (d.file_name = %(name)s or (length(%(name)s) >= 6 and starts_with(d.sha256, lower(%(name)s))))
            )
            order by r.is_current, r.revision desc
            """,
            {"name": name},
        ).fetchall()
        if not reports:
            raise WarehouseError(
                "no such file, and no version in the warehouse",
                place=name,
                next_step="name a file, or what gongkai versions lists",
            )
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
