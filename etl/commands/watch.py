"""`gongkai watch`, and `gongkai build --watch`: a warehouse that keeps itself up to date."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from etl.commands.options import LEFT_OUT, Log, LogFormat, Timeout, Workers
from etl.commands.tables import KIND, SCOPE, lines_left_out
from etl.commands.which_warehouse import own_settings_told, url_told
from etl.errors import DocumentError
from etl.language import _, shown
from etl.loading import log
from etl.loading.loaded import Loaded
from etl.loading.pulse import pulse_of
from etl.loading.reading import TIMEOUT
from etl.loading.sources import find_files
from etl.loading.watch import Builder, Inbox, Loader, Tell, Watch, connect_ready
from etl.safe_text import escape
from etl.settings import Settings
from etl.warehouse.build import BuildResult
from etl.warehouse.engine import connect
from etl.warehouse.originals import kept_originals
from etl.warehouse.watchdog import end_overdue


def watch(
    folder: Annotated[Path, typer.Argument(help="The inbox: a folder into which reports are put.", show_default=False)],
    interval: Annotated[
        float,
        typer.Option(
            "--interval", help="Seconds between two looks; a file is taken when it stood still so long.", min=0.1
        ),
    ] = 10.0,
    once: Annotated[
        bool,
        typer.Option(
            "--once",
            help="Load what stands still, build, and end: for cron. Exit code 1 if a file failed, 3 if marts leave reports out.",
        ),
    ] = False,
    build: Annotated[
        bool, typer.Option("--build/--no-build", help="Build the marts when something has changed.")
    ] = True,
    workers: Workers = None,
    timeout: Timeout = TIMEOUT,
    log_format: Log = LogFormat.TEXT,
) -> None:
    """Load what is put into a folder, as it comes, and keep the marts up to date, until told to end."""
    find_files([folder])  # what is wrong with it is said before anything begins
    if not folder.is_dir():
        raise DocumentError(_("no such folder"), place=str(folder), next_step=_("make it, or name another"))
    settings = own_settings_told(log_format)
    connect_ready().close()
    tell = _teller(log_format)
    loader = Loader(Inbox(folder), tell, workers, timeout, kept_originals(settings))
    builder = Builder(settings, tell)
    tell("watching", what=str(folder), interval=interval)
    failed = keep([loader, builder] if build else [loader], tell, interval, settings.home, once=once)
    if failed and (loader.failed or builder.failed):
        raise typer.Exit(1)
    if failed and builder.left_out:
        raise typer.Exit(LEFT_OUT)


def watch_warehouse(settings: Settings, interval: float, log_format: LogFormat) -> None:
    """Build the marts now, and whenever the warehouse has changed, until told to end."""
    tell = _teller(log_format)
    tell("watching", what=_("the warehouse"), interval=interval)
    keep([Builder(settings, tell)], tell, interval, settings.home)


def watch_readers(
    settings: Settings, longest: float, idle: float, interval: float, log_format: LogFormat, *, once: bool = False
) -> None:
    """End what readers run longer than `longest` seconds or leave idle in a transaction for `idle`, at each look, until told to end."""
    tell = _teller(log_format)

    def look() -> bool:
        with connect(url_told(settings), application="gongkai watchdog") as connection:
            for one in end_overdue(connection, longest, idle):
                tell("ended", login=one.login, seconds=round(one.seconds, 1), idle=one.idle, query=one.query)
        return True

    if once:
        look()
        return
    tell("watching", what="what readers run", interval=interval)
    keep([look], tell, interval, settings.home)


def keep(tasks: Sequence[Callable[[], bool]], tell: Tell, interval: float, home: Path, *, once: bool = False) -> bool:
    """Do the tasks until SIGTERM or Ctrl-C ends it, which is its usual end; whether it ended by itself (`once`). `home` has its pulse."""
    signals: list[int] = []

    def stop(number: int, _: object) -> None:
        signals.append(number)
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)  # a second one ends it at once
        raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    note = pulse_of(home, interval).note
    kept = Watch(tasks, tell, interval, stopped=lambda: bool(signals), note=note)
    try:
        if once:
            kept.once()
        else:
            kept.forever()
    except BaseException:
        if not signals:
            raise
        tell("stopped")
        return False
    return True


def _teller(log_format: LogFormat) -> Tell:
    if log_format == LogFormat.JSON:
        return _tell_machine
    console = Console(soft_wrap=True)

    def tell(event: str, **facts: Any) -> None:
        for line in _TEXT[event](**facts):
            console.print(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}  {line}", highlight=False)

    return tell


def _tell_machine(event: str, **facts: Any) -> None:
    """A JSON object a line, as of `gongkai load`."""
    if "loaded" in facts:
        facts = log.of_file(facts["loaded"])
    elif "result" in facts:
        result: BuildResult = facts["result"]
        facts = {
            "ok": result.ok,
            "models": result.models,
            "tests": result.tests,
            "seconds": round(result.seconds, 3),
            "errors": [f"{one.name}: {one.message}" for one in result.errors],
            "warnings": [f"{one.name}: {one.message}" for one in result.warnings],
            "left_out": [asdict(one) for one in result.left_out],
        }
    log.write(event, **facts)


def _of_file(loaded: Loaded) -> list[str]:
    if loaded.status == "failed":
        return [f"[red]✗[/] {escape(shown(loaded.error))}"]
    if loaded.status == "waiting":
        return [_("[yellow]waiting[/]: {error}").format(error=escape(shown(loaded.error)))]
    name = escape(loaded.path.name)
    if loaded.status == "unchanged":
        return [_("unchanged: {name}").format(name=name)]
    report = f"{escape(loaded.agency)} {loaded.fiscal_year} {SCOPE[loaded.scope]}{KIND[loaded.kind]}"
    return [
        _("{status}: {name}: {report}, {figures:,} figures, not understood: {not_understood}").format(
            status=shown(loaded.status),
            name=name,
            report=report,
            figures=loaded.figures,
            not_understood=loaded.not_understood,
        )
    ]


def _of_build(result: BuildResult) -> list[str]:
    problems = [
        f"[red]{shown(one.status)}[/]: {escape(one.name)}: {escape(shown(one.message))}"
        for one in (*result.errors, *result.warnings)
    ]
    built = _("{models} models built, {tests} tests, {seconds:.1f} s").format(
        models=result.models, tests=result.tests, seconds=result.seconds
    )
    return [*problems, built, *lines_left_out(result.left_out)]


_TEXT: dict[str, Callable[..., list[str]]] = {
    "watching": lambda what, interval: [
        _("watching {what}, every {interval:g} s").format(what=escape(what), interval=interval)
    ],
    "file": _of_file,
    "build": _of_build,
    "waiting": lambda error: [_("[yellow]waiting[/]: {error}").format(error=escape(shown(error)))],
    "back": lambda: [_("going on")],
    "ended": lambda login, seconds, idle, query: [
        (
            _("ended a session of {login}, idle in a transaction for {seconds} s: {query}")
            if idle
            else _("ended a session of {login}, at it for {seconds} s: {query}")
        ).format(login=escape(login), seconds=f"{seconds:,.0f}", query=escape(query))
    ],
    "stopped": lambda: [_("stopped; what was loaded stays")],
}
