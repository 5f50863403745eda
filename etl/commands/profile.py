"""`gongkai profile`: one page about an agency, or the pages of all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from etl.commands.options import OF_AGENCY
from etl.commands.progress import counted
from etl.commands.which_warehouse import settings_told, url_told
from etl.desk.profiles import write_profiles
from etl.errors import GongkaiError
from etl.language import _
from etl.output import replacing
from etl.site.data import read_profile
from etl.site.page import page
from etl.warehouse.engine import connect
from etl.warehouse.originals import kept_originals
from etl.warehouse.schema_check import check_schema

_UNSAFE = re.compile(r"[^\w（）()-]+")


def profile(
    agency: Annotated[str, typer.Argument(help=OF_AGENCY, show_default=False)] = "",
    year: Annotated[
        int | None, typer.Option("--year", help="The fiscal year; the newest with a final account if not given.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", "-o", help="The file; by default the agency's name and the year.")
    ] = None,
    everything: Annotated[
        Path | None,
        typer.Option(
            "--all",
            metavar="FOLDER",
            help="Into this folder the pages of all agencies and years, with an index that searches; only what has changed is made again.",
            show_default=False,
        ),
    ] = None,
    pictures: Annotated[
        bool,
        typer.Option(
            "--pictures",
            help="With --all: also pictures of the pages that figures stand on, from the files as they were kept.",
        ),
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="With --all: make all pages again.")] = False,
) -> None:
    """Write one HTML page about an agency: years, peers, change, execution with reasons, contradictions. It needs no server."""
    if bool(agency) == (everything is not None):
        raise GongkaiError(
            _("which agency?"), place="profile", next_step=_("name one, or say --all FOLDER for the pages of all")
        )
    if everything is not None:
        if year is not None or to is not None:
            raise GongkaiError(_("--all stands alone"), place="profile", next_step=_("leave --year and --to out"))
        _all(everything, pictures=pictures, again=again)
        return
    if pictures or again:
        raise GongkaiError(
            _("--pictures and --again go with --all"),
            place="profile",
            next_step=_("say --all FOLDER, or leave them out"),
        )
    with connect(url_told()) as connection:
        check_schema(connection)
        found = read_profile(connection, agency, year)
    path = to or Path(f"{_UNSAFE.sub('_', found.main.agency)[:60]}-{found.main.fiscal_year}.html")
    with replacing(path, _("name another file with --to")) as new:
        new.write_text(page(found), encoding="utf-8")
    typer.echo(str(path))


def _all(folder: Path, *, pictures: bool, again: bool) -> None:
    settings = settings_told()
    with connect(url_told(settings)) as connection, counted(_("profiles")) as progress:
        check_schema(connection)
        done = write_profiles(
            connection,
            folder,
            originals=kept_originals(settings),
            pictures=pictures,
            again=again,
            progress=progress,
        )
    typer.echo(
        _(
            "{path}: {pages} pages of {agencies} agencies, of which made now: {made}; pictures made: {pictures}; gone: {gone}"
        ).format(
            path=folder / "index.html",
            pages=f"{done.pages:,}",
            agencies=f"{done.agencies:,}",
            made=f"{done.made:,}",
            pictures=f"{done.pictures:,}",
            gone=f"{done.gone:,}",
        )
    )
