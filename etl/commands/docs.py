"""`gongkai docs`: dbt's documentation of the warehouse as one page."""

from __future__ import annotations

import shutil
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from etl.commands.which_warehouse import settings_told, url_told
from etl.errors import GongkaiError, WarehouseError
from etl.language import _
from etl.warehouse.build import build


def docs(
    to: Annotated[Path, typer.Option("--to", "-o", help="The file to write.")] = Path("gongkai-docs.html"),
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write dbt's documentation (tables, columns, lineage, tests, metrics) as one HTML file; it needs no server."""
    settings = settings_told()
    url_told(settings)
    result = build(settings, command="docs generate --static")
    if not result.ok:
        raise WarehouseError(
            "; ".join(f"{problem.name}: {problem.message}" for problem in result.errors),
            next_step=_("run gongkai build"),
        )
    try:
        shutil.copyfile(settings.home / "dbt" / "target" / "static_index.html", to)
    except OSError as error:
        raise GongkaiError(
            error.strerror or str(error), place=str(to), next_step=_("name another file with --to")
        ) from None
    typer.echo(str(to))
    if show:
        webbrowser.open(to.resolve().as_uri())
