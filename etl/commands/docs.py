"""`gongkai docs`: the warehouse described on one page, in Chinese, or by dbt."""

from __future__ import annotations

import shutil
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from etl.commands.which_warehouse import settings_told, url_told
from etl.errors import WarehouseError
from etl.handbook.content import read_content
from etl.handbook.page import page
from etl.language import _, chosen
from etl.output import writing
from etl.settings import Settings
from etl.warehouse.build import build


def docs(
    to: Annotated[Path, typer.Option("--to", "-o", help="The file to write.")] = Path("gongkai-docs.html"),
    chinese: Annotated[
        bool | None,
        typer.Option(
            "--zh/--dbt",
            help="The page in Chinese, or dbt's with its tests and SQL; default: Chinese where gongkai speaks it.",
            show_default=False,
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Describe the warehouse (tables, columns, lineage, metrics) as one HTML file with a search; it needs no server."""
    settings = settings_told()
    url_told(settings)
    in_chinese = chosen() == "zh" if chinese is None else chinese
    made = _asked(settings, "parse" if in_chinese else "docs generate --static")
    with writing(to, _("name another file with --to")):
        if in_chinese:
            to.write_text(page(read_content(made / "manifest.json")), encoding="utf-8")
        else:
            shutil.copyfile(made / "static_index.html", to)
    typer.echo(str(to))
    if show:
        webbrowser.open(to.resolve().as_uri())


def _asked(settings: Settings, command: str) -> Path:
    """The folder in which dbt left what it was asked for."""
    result = build(settings, command=command)
    if not result.ok:
        raise WarehouseError(
            "; ".join(f"{problem.name}: {problem.message}" for problem in result.errors),
            next_step=_("run gongkai build"),
        )
    return settings.home / "dbt" / "target"
