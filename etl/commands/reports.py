"""`gongkai reports` and `gongkai review`: what is in the warehouse, and what awaits a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console

from etl.commands.options import OF_AGENCY
from etl.commands.tables import KIND, SCOPE, rows
from etl.commands.which_warehouse import url_told
from etl.errors import GongkaiError
from etl.language import N_, _
from etl.loading.meant import MeantFiles, agency_meant, files_meant
from etl.warehouse.attempts import Failure, standing_failures
from etl.warehouse.engine import connect
from etl.warehouse.left_out import LeftOut, reports_left_out
from etl.warehouse.listed import (
    AgencyQuestion,
    ReviewItem,
    agency_questions,
    list_reports,
    review_items,
)
from etl.warehouse.read_before import ReadBefore, read_before
from etl.warehouse.schema_check import check_schema
from etl.warehouse.waiting import WaitingPart, waiting_parts

SHOWN = 20

WHAT_TO_DO = {
    "region": N_(
        "gongkai settle agency NAME --region CODE or --parent DEPARTMENT says where it is; --ok: it is right without"
    ),
    "spelling": N_("gongkai settle agency NAME --alias-of OTHER makes them one; --ok: they are two"),
    "successor": N_("gongkai settle agency NAME --successor-of OTHER; --ok: it isn't"),
    "type": N_("gongkai settle agency NAME --type TYPE; --ok: the wider type will do"),
    "document": N_("what the reader had to leave or guess"),
    "unknown_table": N_("describe the form: gongkai layout new FILE --table N"),
    "unmapped_column": N_("add the column to the form's entry (docs/adding-a-layout.md)"),
    "unknown_unit": N_("look for the unit of money in the document; the form's figures have no amount in yuan"),
    "not_understood": N_("look at the cell; gongkai inspect FILE shows the form's columns"),
    "doubtful": N_("compare it with the scan: gongkai show --figure ID marks the cell on its page"),
    "version": N_(
        "look which version holds: gongkai versions AGENCY shows them side by side, gongkai settle version FILE decides"
    ),
    "incomplete": N_(
        "compare the document with the published one; fetch it again, or load the file that holds the rest with it"
    ),
    "performance": N_("look at the performance table in the document"),
    "sentence": N_("a number of the prose that no rule reads"),
    "number": N_(
        "a number outside forms and sentences that nothing explains: of a performance table, a list of units, a heading or note"
    ),
    "waiting": N_(
        "load the main file of its folder, or the page that links to it; or gongkai load FILE --agency NAME --year YEAR --kind KIND"
    ),
    "failed": N_(
        "see to the file: a changed one is tried again by watch and load, gongkai load FILE tries it at once; gongkai forget FILE takes it off this list"
    ),
    "read_before": N_(
        "an older program read it: gongkai load --again FOLDER reads it anew where its file is found, by its content"
    ),
    "left_out": N_(
        "these marts hold nothing of it since it breaks a rule of theirs: look at the form, load it again when mended, then gongkai build"
    ),
}
"""Kind of `core.review_item`, or of what is listed besides → what a person can do about it."""

ELSE_TO_DO = N_("look at it in the document")

ABOUT_AGENCIES = ("region", "spelling", "successor", "type")
"""Kinds that are about agencies, not about files."""


def reports(
    agency: Annotated[str, typer.Argument(help=f"Only of one agency. {OF_AGENCY}", show_default=False)] = "",
    history: Annotated[
        bool,
        typer.Option(
            "--history", help="Versions that aren't current too, with why, when and by which program each was loaded."
        ),
    ] = False,
) -> None:
    """List the reports in the warehouse, or those of one agency."""
    with connect(url_told()) as connection:
        check_schema(connection)
        meant = agency_meant(connection, agency) if agency else None
        found = list_reports(connection, history=history, agency=meant)
        waiting = waiting_parts(connection)
    console = Console(width=None if Console().is_terminal else 150)
    names: tuple[str, ...] = (_("agency"), _("year"), _("kind"), _("revision"), _("file"), _("province"), _("figures"))
    table: list[tuple[Any, ...]] = []
    for one in found:
        told = f"{one.revision}" if one.is_current else _("{revision} (not current)").format(revision=one.revision)
        line = (
            one.agency,
            one.fiscal_year,
            SCOPE[one.scope] + KIND[one.kind],
            told,
            one.file_names,
            one.province or "—",
            f"{one.figures:,}",
        )
        more = (f"{one.loaded_at:%Y-%m-%d %H:%M}", one.loader_versions, one.hashes, one.evidence)
        table.append((*line, *more) if history else line)
    if history:
        names = (*names, _("loaded"), _("by version"), "SHA-256", _("why"))
    rows(console, _("{number_table} reports").format(number_table=len(table)), names, table, right=(6,))
    _list_waiting(console, waiting)


def _list_waiting(console: Console, waiting: Sequence[WaitingPart], most: int = SHOWN) -> None:
    """The parts that no publication has; nothing where there is none."""
    if not waiting:
        return
    shown = waiting[:most]
    rows(
        console,
        _("waiting: {number_waiting} parts").format(number_waiting=len(waiting)),
        (_("file"), _("path"), _("why")),
        [(one.file_name, one.path, one.why) for one in shown],
    )
    if len(shown) < len(waiting):
        console.print(_("  … all of them: gongkai review --kind waiting"), style="dim", highlight=False)
    console.print(f"  {_(WHAT_TO_DO['waiting'])}", style="dim", highlight=False)


def review(
    kind: Annotated[str, typer.Option(help="Only this kind of item, and all of them.", show_default=False)] = "",
    file: Annotated[
        str,
        typer.Option(
            help="Only of these files: a file or folder, its name as loaded, the beginning of its SHA-256, or an agency whose reports they are of.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """List what awaits a person, and what to do about it: questions about agencies, forms, columns and cells that weren't understood."""
    if kind and kind not in WHAT_TO_DO:
        raise GongkaiError(
            _("no such kind of item"),
            place=f"--kind {kind}",
            next_step=_("say one of {what_to_do}").format(what_to_do=", ".join(sorted(WHAT_TO_DO))),
        )
    console = Console(width=None if Console().is_terminal else 150)
    with connect(url_told()) as connection:
        check_schema(connection)
        found = _awaiting(connection, kind, files_meant(connection, file) if file else None)
    _list_left_out(console, found.left_out)
    for one in ABOUT_AGENCIES:
        asked = [(question.agency, question.detail) for question in found.questions if question.kind == one]
        _list(console, one, _("agencies"), (_("agency"), _("question")), asked, all_of_them=bool(kind))
    failed = [(one.file_name, _tried(one), one.message) for one in found.failures]
    _list(console, "failed", _("files"), (_("file"), _("tried"), _("why")), failed, all_of_them=bool(kind))
    older = [(one.file_name, one.version, one.why) for one in found.read_before]
    names = (_("file"), _("read by"), _("what its file tells"))
    _list(console, "read_before", _("files"), names, older, all_of_them=bool(kind))
    _list_waiting(console, found.waiting, len(found.waiting) if kind else SHOWN)
    for one in dict.fromkeys(item.kind for item in found.items):
        of_kind = [(item.file_name, item.place, item.detail) for item in found.items if item.kind == one]
        _list(console, one, "", (_("file"), _("place"), _("what")), of_kind, all_of_them=bool(kind))
    files = _("{number_failed} files, ").format(number_failed=len(failed)) if failed else ""
    files += _counted(found.waiting)
    agencies = len({question.agency for question in found.questions})
    console.print(
        _("{files}{agencies} agencies, {number_items} items").format(
            files=files, agencies=agencies, number_items=len(found.items) + len(found.left_out)
        ),
        highlight=False,
    )


@dataclass(frozen=True, slots=True)
class _Awaiting:
    """What awaits a person, by what it is about."""

    failures: Sequence[Failure]
    questions: Sequence[AgencyQuestion]
    items: Sequence[ReviewItem]
    read_before: Sequence[ReadBefore]
    waiting: Sequence[WaitingPart]
    left_out: Sequence[LeftOut]


def _awaiting(connection: psycopg.Connection[Any], kind: str, of: MeantFiles | None) -> _Awaiting:
    """What awaits a person, of one kind where one is given, of these files where they are."""

    def asked(*kinds: str) -> bool:
        return kind in ("", *kinds)

    failures: Sequence[Failure] = standing_failures(connection) if of is None else of.failures
    before = read_before(connection) if asked("read_before") else []
    left_out = reports_left_out(connection) if asked("left_out") else ()
    return _Awaiting(
        failures if asked("failed") else (),
        agency_questions(connection, kind) if asked(*ABOUT_AGENCIES) and of is None else (),
        review_items(connection, kind, None if of is None else of.reports),
        [one for one in before if of is None or one.sha256 in of.sha256s],
        waiting_parts(connection, None if of is None else of.sha256s) if asked("waiting") else (),
        [one for one in left_out if of is None or one.report_key in of.reports],
    )


def _list_left_out(console: Console, left_out: Sequence[LeftOut]) -> None:
    """The reports that marts leave out; nothing where there is none."""
    if not left_out:
        return
    names = (_("report"), _("file"), _("form"), _("why"), _("marts"))
    table = [
        (
            f"{one.agency} {one.fiscal_year} {SCOPE[one.scope]}{KIND[one.kind]}",
            one.file_name,
            one.form,
            one.reason,
            ", ".join(one.marts),
        )
        for one in left_out
    ]
    rows(console, _("left_out: {number_kept_out}").format(number_kept_out=len(left_out)), names, table)
    console.print(f"  {_(WHAT_TO_DO['left_out'])}", style="dim", highlight=False)


def _list(
    console: Console,
    kind: str,
    what: str,
    names: tuple[str, ...],
    found: Sequence[tuple[str, ...]],
    *,
    all_of_them: bool,
) -> None:
    """Items of one kind, the first ones or all, and what to do about them; nothing where there is none."""
    if not found:
        return
    shown = found if all_of_them else found[:SHOWN]
    rows(console, f"{kind}: {len(found)} {what}".rstrip(), names, shown)
    if len(shown) < len(found):
        console.print(
            _("  … all of them: gongkai review --kind {kind}").format(kind=kind), style="dim", highlight=False
        )
    console.print(f"  {_(WHAT_TO_DO.get(kind, ELSE_TO_DO))}", style="dim", highlight=False)


def _counted(waiting: Sequence[WaitingPart]) -> str:
    return _("{number_waiting} parts, ").format(number_waiting=len(waiting)) if waiting else ""


def _tried(failure: Failure) -> str:
    """When it was tried, and when it is again if nothing changes."""
    again = (
        _(", again after {again_at:%m-%d %H:%M}").format(again_at=failure.again_at.astimezone())
        if failure.again_at
        else ""
    )
    return f"{failure.attempted_at.astimezone():%Y-%m-%d %H:%M}{again}"
