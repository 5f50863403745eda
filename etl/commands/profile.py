"""`gongkai profile`: one page about an agency."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from etl.commands.options import OF_AGENCY
from etl.commands.which_warehouse import url_told
from etl.errors import GongkaiError
from etl.language import _
from etl.site.data import read_profile
from etl.site.page import page
from etl.warehouse.engine import connect
from etl.warehouse.schema import check_schema

_UNSAFE = re.compile(r"[^\w（）()-]+")


def profile(
    agency: Annotated[str, typer.Argument(help=OF_AGENCY, show_default=False)],
    year: Annotated[
        int | None, typer.Option("--year", help="The fiscal year; the newest with a final account if not given.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", "-o", help="The file; by default the agency's name and the year.")
    ] = None,
) -> None:
    """Write one HTML page about an agency: years, peers, change, execution with reasons, contradictions. It needs no server."""
    with connect(url_told()) as connection:
        check_schema(connection)
        found = read_profile(connection, agency, year)
    path = to or Path(f"{_UNSAFE.sub('_', found.main.agency)[:60]}-{found.main.fiscal_year}.html")
    try:
        path.write_text(page(found), encoding="utf-8")
    except OSError as error:
        raise GongkaiError(
            error.strerror or str(error), place=str(path), next_step=_("name another file with --to")
        ) from None
    typer.echo(str(path))
