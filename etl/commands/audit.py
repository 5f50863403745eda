"""`gongkai audit`: where a report contradicts itself."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from etl.audit.audit import audit_files, audit_stored
from etl.audit.compare import compared
from etl.audit.output import as_counts, as_csv, as_json, as_text
from etl.audit.previous import audit_previous
from etl.commands.options import Timeout
from etl.commands.progress import Told, counted
from etl.commands.stated import Agency, KindOption, ScopeOption, Year, stated_head
from etl.commands.which_warehouse import names_something_stored, settings_told, url_told
from etl.desk.illustrations import files_given
from etl.desk.write import check_suffix, write_audit
from etl.errors import GongkaiError
from etl.head import StatedHead
from etl.language import _, shown
from etl.loading.loaded import failures
from etl.loading.reading import TIMEOUT
from etl.loading.sources import Remote, Source, find_sources, is_url
from etl.safe_text import escape, printable
from etl.warehouse.originals import kept_originals


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def audit(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files to audit, folders of files, or URLs; no warehouse is needed. Or a name that the warehouse knows: of an agency, a report.",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        str,
        typer.Option(
            "--report", help="A report of the warehouse instead, by its file name or key.", show_default=False
        ),
    ] = "",
    output: Annotated[Format, typer.Option("--format", help="text, json or csv.")] = Format.TEXT,
    to: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write it to this file, as what its end says: .html a page with pictures, .xlsx a work list, .json, .csv.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        str,
        typer.Option(
            "--against",
            help="An earlier draft, or a loaded version by its key, file name, the beginning of its SHA-256 or its agency: what is gone, new, still there.",
            show_default=False,
        ),
    ] = "",
    timeout: Timeout = TIMEOUT,
    agency: Agency = None,
    year: Year = None,
    kind: KindOption = None,
    scope: ScopeOption = None,
) -> None:
    """Say where reports contradict themselves. Exit code 4 if there is an error, 3 a warning, 0 neither; 1 if a file can't be read.

    With files --agency, --year, --kind and --scope say whose they are; without, which reports of the warehouse are meant.
    """
    if bool(paths) + bool(report) + bool(agency and not paths) != 1:
        raise typer.BadParameter(
            _("name files, a report of the warehouse with --report, or an agency of it with --agency")
        )
    if to is not None:
        check_suffix(to)
    stated = stated_head(agency, year, kind, scope)
    if report and stated:
        raise typer.BadParameter(_("--report names one report; --agency without it means all of an agency"))
    problems = []
    files: list[Source] = []
    settings = settings_told()
    stored = report or (agency or "" if not paths else paths[0] if _is_stored(paths) else "")
    if stored:
        result = audit_stored(url_told(settings), stored, stated or StatedHead())
    else:
        files = find_sources(paths or [])
        if not files:
            raise GongkaiError(
                _("no documents in there"),
                place=", ".join(str(Remote(one)) if is_url(one) else one for one in paths or ()),
                next_step=_("name files, or a folder that holds some"),
            )
        with counted(_("files"), len(files)) as tell:
            result, loaded = audit_files(files, timeout=timeout, stated=stated, progress=_Progress(tell))
        problems = failures(loaded)
    if against:
        previous = audit_previous(against, result, settings, lambda: url_told(settings), timeout=timeout)
        result = compared(result, previous, against)
    unread = [str(problem.error) for problem in problems]
    if to is None:
        if output is Format.TEXT:
            unread = [shown(one) for one in unread]  # JSON and CSV are the same in every language
        typer.echo({Format.JSON: as_json, Format.CSV: as_csv, Format.TEXT: as_text}[output](result, unread), nl=False)
    else:
        write_audit(to, result, files_given(files, kept_originals(settings)), unread, timeout=timeout)
        typer.echo(f"{as_counts(result, [shown(one) for one in unread])}{printable(str(to))}")
    errors = Console(stderr=True)
    for problem in problems:
        errors.print(f"[red]✗[/] {escape(shown(problem.error))}", highlight=False, soft_wrap=True)
    if problems:
        raise typer.Exit(1)
    if result.exit_code:
        raise typer.Exit(result.exit_code)


class _Progress:
    """One bar for both: files first, then rules."""

    def __init__(self, tell: Told) -> None:
        self._tell = tell

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell how far it is."""
        self._tell(done, total, _("rules") if what == "rules" else _("files"))


def _is_stored(paths: list[str]) -> bool:
    """Whether the one thing that is named is of the warehouse."""
    return len(paths) == 1 and names_something_stored(paths[0])
