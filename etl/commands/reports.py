"""`gongkai reports`, `gongkai forget`, `gongkai review`: what is in the warehouse, how to take it out, what awaits a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console

from etl.commands.printed import KIND, SCOPE, rows
from etl.commands.which_warehouse import url_told
from etl.documents import read_document
from etl.errors import GongkaiError, WarehouseError
from etl.loading.reading import read_apart
from etl.loading.sources import sha256_of
from etl.plain import escape
from etl.settings import load_settings
from etl.version import loader_version
from etl.warehouse import writer
from etl.warehouse.attempts import Attempt, Failure, record, standing_failures
from etl.warehouse.build import reports_left_out
from etl.warehouse.engine import connect
from etl.warehouse.schema import check_schema

SHOWN = 20

WHAT_TO_DO = {
    "new_agency": "an agency not seen before: see that it is no other spelling of a known one",
    "unknown_region": "the region code list doesn't know where it is",
    "document": "what the reader had to leave or guess",
    "unknown_table": "describe the form: gongkai layout new FILE --table N",
    "unmapped_column": "add the column to the form's entry (docs/adding-a-layout.md)",
    "unknown_unit": "look for the unit of money in the document; the form's figures have no amount in yuan",
    "not_understood": "look at the cell; gongkai inspect FILE shows the form's columns",
    "doubtful": "compare it with the scan: gongkai show --figure ID marks the cell on its page",
    "version": "look which version holds; gongkai forget takes a document out",
    "incomplete": "compare the document with the published one; fetch it again, or load the file that holds the rest with it",
    "performance": "look at the performance table in the document",
    "sentence": "a number of the prose that no rule reads",
    "failed": "see to the file: a changed one is tried again by watch and load, gongkai load FILE tries it at once; "
    "gongkai forget FILE takes it off this list",
    "left_out": "these marts hold nothing of it since it breaks a rule of theirs: look at the form, load it again when mended, then gongkai build",
}
"""Kind of `core.review_item`, or of what is listed besides → what a person can do about it."""

OF_AGENCY = ("new_agency", "unknown_region")
"""Kinds that are about the agency and settled with it."""


def reports(
    history: Annotated[
        bool,
        typer.Option(
            "--history", help="Versions that aren't current too, with why, when and by which program each was loaded."
        ),
    ] = False,
) -> None:
    """List the reports in the warehouse."""
    with connect(url_told()) as connection:
        check_schema(connection)
        found = connection.execute(
            """
            select a.name, r.fiscal_year, r.kind, r.scope, r.revision, r.is_current, d.file_names, g.province,
                (select count(*) from core.figure as f where f.report_key = r.report_key),
                r.loaded_at, d.versions, d.hashes, r.evidence
            from core.dim_report as r
            inner join core.dim_agency as a on r.agency_key = a.agency_key
            cross join lateral (
                select
                    string_agg(d.file_name, E'\n' order by p.part_no) as file_names,
                    string_agg(d.loader_version, E'\n' order by p.part_no) as versions,
                    string_agg(left(d.sha256, 12), E'\n' order by p.part_no) as hashes
                from core.report_document as p
                inner join raw.document as d on p.document_key = d.document_key
                where p.report_key = r.report_key
            ) as d
            left join core.dim_region as g on a.region_code = g.region_code
            where r.is_current or %s
            order by a.name, r.fiscal_year, r.kind, r.scope, r.revision
            """,
            (history,),
        ).fetchall()
    console = Console(width=None if Console().is_terminal else 150)
    names: tuple[str, ...] = ("agency", "year", "kind", "revision", "file", "province", "figures")
    table: list[tuple[Any, ...]] = []
    for name, year, kind, scope, revision, current, file, province, count, loaded_at, version, sha256, why in found:
        told = f"{revision}" if current else f"{revision} (not current)"
        line = (name, year, SCOPE[scope] + KIND[kind], told, file, province or "—", f"{count:,}")
        table.append((*line, f"{loaded_at:%Y-%m-%d %H:%M}", version, sha256, why) if history else line)
    if history:
        names = (*names, "loaded", "by version", "SHA-256", "why")
    rows(console, f"{len(table)} reports", names, table, right=(6,))


def forget(
    document: Annotated[
        str,
        typer.Argument(help="The file, its name as loaded, or the beginning of its SHA-256.", show_default=False),
    ],
) -> None:
    """Take a document out of the warehouse; its publication then consists of the documents that are left.

    A file that couldn't be loaded is taken off the list of `gongkai review`.
    """
    console = Console(soft_wrap=True, highlight=False)
    with connect(url_told(load_settings())) as connection:
        check_schema(connection)
        put_aside = _put_aside(connection, document)
        for path in put_aside:
            console.print(f"no longer listed as failed: {escape(path)}")
        try:
            stored = _stored(connection, document)
        except WarehouseError:
            if put_aside:
                return
            raise
        writer.forget(connection, stored.sha256)
        current = connection.execute(
            """
            select r.revision, d.file_name from core.dim_report as r
            inner join raw.document as d on r.document_key = d.document_key
            where (r.agency_key, r.fiscal_year, r.kind, r.scope) = (%s, %s, %s, %s) and r.is_current
            """,
            stored.identity,
        ).fetchone()
    console.print(f"forgotten: {escape(stored.file_name)} (SHA-256 {stored.sha256[:12]})")
    if current is not None:
        console.print(f"current: revision {current[0]}, {escape(current[1])}")
    console.print("the marts still show it until gongkai build", style="dim")


def _put_aside(connection: psycopg.Connection[Any], document: str) -> list[str]:
    """Paths of the failures that are meant, by the file, its name or the beginning of its hash; they are recorded as forgotten."""
    meant = [
        one
        for one in standing_failures(connection)
        if document in (one.file_name, one.path)
        or one.path == str(Path(document).absolute())
        or (re.fullmatch(r"[0-9a-f]{6,64}", document.lower()) and (one.sha256 or "").startswith(document.lower()))
    ]
    record(connection, [Attempt(one.path, one.file_name, one.sha256, loader_version(), "forgotten") for one in meant])
    return [one.path for one in meant]


@dataclass(frozen=True, slots=True)
class _Stored:
    sha256: str
    file_name: str
    identity: tuple[int, int, str, str]


def _stored(connection: psycopg.Connection[Any], document: str) -> _Stored:
    """The one document that is meant. Raises WarehouseError where there is none or more than one."""
    path = Path(document)
    if _is_folder(path):
        wanted, how = read_apart(_hash_of_folder, path), "d.sha256 = %s"
    elif sha256 := sha256_of(path):
        wanted, how = sha256, "d.sha256 = %s"
    elif re.fullmatch(r"[0-9a-f]{6,64}", document.lower()):
        wanted, how = document.lower(), "starts_with(d.sha256, %s)"
    else:
        wanted, how = document, "d.file_name = %s"
    found = connection.execute(
        f"""
        select distinct d.sha256, d.file_name, r.agency_key, r.fiscal_year, r.kind, r.scope, d.loaded_at
        from raw.document as d
        inner join core.report_document as p on d.document_key = p.document_key
        inner join core.dim_report as r on p.report_key = r.report_key
        where {how} order by d.loaded_at, d.sha256
        """,  # noqa: S608 - one of the three conditions above
        (wanted,),
    ).fetchall()
    if not found:
        raise WarehouseError(
            "not in the warehouse", place=document, next_step="gongkai reports --history lists what is"
        )
    if len(found) > 1:
        listed = "; ".join(f"{sha256[:12]} {name}" for sha256, name, *_ in found[:10])
        raise WarehouseError(
            f"{len(found)} documents fit: {listed}", place=document, next_step="name one by its SHA-256"
        )
    digest, name, *identity, _ = found[0]
    return _Stored(digest, name, (identity[0], identity[1], identity[2], identity[3]))


def _is_folder(path: Path) -> bool:
    """Whether a name is that of a folder; what can be no path at all is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _hash_of_folder(path: Path) -> str:
    """What the parts of a report in a folder are known by together."""
    return read_document(path).sha256


def review(
    kind: Annotated[str, typer.Option(help="Only this kind of item, and all of them.", show_default=False)] = "",
    file: Annotated[str, typer.Option(help="Only of this file, by its name as loaded.", show_default=False)] = "",
) -> None:
    """List what awaits a person, and what to do about it: agencies to settle, forms, columns and cells that weren't understood."""
    if kind and kind not in WHAT_TO_DO:
        raise GongkaiError(
            "no such kind of item", place=f"--kind {kind}", next_step=f"say one of {', '.join(sorted(WHAT_TO_DO))}"
        )
    console = Console(width=None if Console().is_terminal else 150)
    with connect(url_told()) as connection:
        check_schema(connection)
        failed = [
            (one.file_name, _tried(one), one.message)
            for one in (standing_failures(connection) if kind in ("", "failed") else ())
            if file in ("", one.file_name)
        ]
        agencies = connection.execute(
            "select a.name, a.review_reason from core.dim_agency as a where a.needs_review and not (%s or %s) order by a.name",
            (bool(kind), bool(file)),
        ).fetchall()
        items = connection.execute(
            """
            select i.kind, d.file_name, i.place, i.detail
            from core.review_item as i
            inner join core.dim_report as r on i.report_key = r.report_key
            inner join raw.document as d on r.document_key = d.document_key
            inner join core.dim_agency as a on r.agency_key = a.agency_key
            where r.is_current
                and (%(kind)s = '' or i.kind = %(kind)s)
                and (
                    %(file)s = '' or exists (
                        select from core.report_document as p
                        inner join raw.document as f on p.document_key = f.document_key
                        where p.report_key = r.report_key and f.file_name = %(file)s
                    )
                )
                and (a.needs_review or not i.kind = any(%(of_agency)s))
            order by i.kind, d.file_name, i.item_no
            """,
            {"kind": kind, "file": file, "of_agency": list(OF_AGENCY)},
        ).fetchall()
        kept_out = [
            one for one in reports_left_out(connection) if kind in ("", "left_out") and file in ("", one.file_name)
        ]
    if kept_out:
        rows(
            console,
            f"left_out: {len(kept_out)}",
            ("file", "form", "why", "marts"),
            [(one.file_name, one.form, one.reason, ", ".join(one.marts)) for one in kept_out],
        )
        console.print(f"  {WHAT_TO_DO['left_out']}", style="dim", highlight=False)
    if agencies:
        rows(console, f"{len(agencies)} agencies to settle", ("agency", "why"), agencies[:SHOWN])
        if len(agencies) > SHOWN:
            console.print("  … all of them: core.dim_agency where needs_review", style="dim", highlight=False)
        console.print(
            "  right as it is: update core.dim_agency set needs_review = false, reviewed_at = now() where name = '…';\n"
            "  another spelling: gongkai forget its reports, point it to that agency in core.agency_alias with source 'person', load again",
            style="dim",
            highlight=False,
        )
    if failed:
        shown = failed if kind else failed[:SHOWN]
        rows(console, f"failed: {len(failed)} files", ("file", "tried", "why"), shown)
        if len(shown) < len(failed):
            console.print("  … all of them: gongkai review --kind failed", style="dim", highlight=False)
        console.print(f"  {WHAT_TO_DO['failed']}", style="dim", highlight=False)
    if agencies:
        items = [item for item in items if item[0] not in OF_AGENCY]  # the same, report by report
    for one in dict.fromkeys(item[0] for item in items):
        found = [item[1:] for item in items if item[0] == one]
        shown = found if kind else found[:SHOWN]
        rows(console, f"{one}: {len(found)}", ("file", "place", "what"), shown)
        if len(shown) < len(found):
            console.print(f"  … all of them: gongkai review --kind {one}", style="dim", highlight=False)
        console.print(f"  {WHAT_TO_DO.get(one, 'look at it in the document')}", style="dim", highlight=False)
    files = f"{len(failed)} files, " if failed else ""
    console.print(f"{files}{len(agencies)} agencies, {len(items) + len(kept_out)} items", highlight=False)


def _tried(failure: Failure) -> str:
    """When it was tried, and when it is again if nothing changes."""
    again = f", again after {failure.again_at.astimezone():%m-%d %H:%M}" if failure.again_at else ""
    return f"{failure.attempted_at.astimezone():%Y-%m-%d %H:%M}{again}"
