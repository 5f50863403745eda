"""`gongkai runs`: what was loaded when, and what failed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from etl.commands.which_warehouse import url_told
from etl.language import _, shown
from etl.safe_text import escape
from etl.warehouse.attempts import PAUSE, Run, failures_between, list_runs
from etl.warehouse.engine import connect
from etl.warehouse.schema_check import check_schema


def runs(
    limit: Annotated[int, typer.Option("--limit", "-n", help="So many, the newest.", min=1)] = 20,
    since: Annotated[
        datetime | None,
        typer.Option("--since", help="Only those that went on then or began later.", show_default=False),
    ] = None,
    failures: Annotated[bool, typer.Option("--failures", help="Below each run what failed in it, and why.")] = False,
) -> None:
    """List what was loaded when: runs of load and watch with the number of files that were loaded and that failed."""
    with connect(url_told()) as connection:
        check_schema(connection)
        found = list_runs(connection, limit=limit, since=since.astimezone(UTC) if since else None)
        causes = {run: failures_between(connection, run.began_at, run.ended_at) for run in found} if failures else {}
    if not found:
        typer.echo(
            _("nothing was loaded since {since}").format(since=f"{since:%Y-%m-%d %H:%M}")
            if since
            else _("nothing was loaded")
        )
        return
    console = Console(width=None if Console().is_terminal else 150)
    table = Table(
        _("began"), _("ended"), _("loaded"), _("failed"), _("reading"), _("program"), _("from"), title=_title()
    )
    for run in found:
        table.add_row(*_cells(run))
    console.print(table)
    for run, those in causes.items():
        for outcome, name, message in those:
            console.print(
                f"{_time(run.began_at)}  {outcome}: {escape(name)}: {escape(shown(message))}", highlight=False
            )


def _title() -> str:
    return _("files by run; a pause of {minutes} minutes ends one, what was unchanged isn't counted").format(
        minutes=round(PAUSE.total_seconds() / 60)
    )


def _cells(run: Run) -> tuple[str, ...]:
    failed = sum(run.failed.values())
    causes = ", ".join(f"{count} {cause}" for cause, count in sorted(run.failed.items()))
    more = _(" and {count} more").format(count=len(run.folders) - 1) if len(run.folders) > 1 else ""
    return (
        _time(run.began_at),
        _time(run.ended_at),
        f"{run.loaded:,}",
        f"{failed:,} ({causes})" if failed else "0",
        f"{run.reading_seconds:,.0f} s",
        escape(run.loader_version),
        escape(run.folders[0]) + more,
    )


def _time(when: datetime) -> str:
    return f"{when.astimezone():%Y-%m-%d %H:%M:%S}"
