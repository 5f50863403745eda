"""`gongkai build`: from the warehouse to the marts."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from etl.commands.options import LEFT_OUT, LogFormat
from etl.commands.progress import counted
from etl.commands.tables import lines_left_out
from etl.commands.which_warehouse import own_settings_told, url_told
from etl.errors import GongkaiError
from etl.language import _, shown
from etl.safe_text import escape
from etl.settings import Settings
from etl.warehouse.build import build as build_marts
from etl.warehouse.engine import connect

console = Console(width=None if sys.stdout.isatty() else 150)
errors = Console(stderr=True)


def build_and_tell(settings: Settings, *, full_refresh: bool = False) -> int:
    """Build the marts and tell how it went; the number of lines about reports that were left out."""
    with counted(_("building the marts")) as progress:
        result = build_marts(settings, full_refresh=full_refresh, progress=progress)
    for problem in (*result.errors, *result.warnings):
        errors.print(escape(f"{shown(problem.status)}: {problem.name}: {shown(problem.message)}"), highlight=False)
    console.print(
        _("{models} models built, {tests} tests, {seconds:.1f} s").format(
            models=result.models, tests=result.tests, seconds=result.seconds
        )
    )
    for line in lines_left_out(result.left_out):
        console.print(line, highlight=False, soft_wrap=True)
    if not result.ok:
        raise typer.Exit(1)
    return len(result.left_out)


def build(
    full_refresh: Annotated[bool, typer.Option("--full-refresh", help="Make incremental models anew.")] = False,
    watch: Annotated[
        float | None,
        typer.Option(
            "--watch", metavar="SECONDS", help="Go on: look so often, build again when the warehouse changed.", min=0.1
        ),
    ] = None,
    log_format: Annotated[
        LogFormat, typer.Option("--log-format", help="With --watch: text, or json, an object a line.")
    ] = LogFormat.TEXT,
) -> None:
    """Build and test the marts with dbt. Exit code 1 if not all was built, 3 if reports were left out of marts."""
    if full_refresh and watch is not None:
        raise GongkaiError(
            _("--watch makes anew what has changed, never all"),
            next_step=_("run gongkai build --full-refresh before it"),
        )
    settings = own_settings_told(log_format)
    connect(url_told(settings)).close()
    if watch is not None:
        from etl.commands.watch import watch_warehouse  # reads files, too: a build need not wait for what that takes

        watch_warehouse(settings, watch, log_format)
        return
    if build_and_tell(settings, full_refresh=full_refresh):
        raise typer.Exit(LEFT_OUT)
