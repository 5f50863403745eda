"""`gongkai load` and `run`: from files to the warehouse and on to the marts."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console

from etl.commands import printed as show
from etl.commands.build import build_and_tell
from etl.commands.options import LEFT_OUT, Log, LogFormat, Paths, Scheduler, Timeout, Workers
from etl.commands.progress import counted
from etl.commands.stated import Agency, KindOption, ScopeOption, SourceUrl, Year, checked_url, stated_head
from etl.commands.which_warehouse import names_something_stored, own_settings_told
from etl.errors import GongkaiError
from etl.head import StatedHead
from etl.language import _
from etl.loading import log
from etl.loading.load import load_files, stored_among
from etl.loading.loaded import Loaded, failures
from etl.loading.reading import TIMEOUT
from etl.loading.sources import Remote, Source, find_sources, is_url, named_among
from etl.settings import Settings
from etl.warehouse.engine import warehouse_url
from etl.warehouse.originals import kept_originals
from etl.warehouse.schema import connect_ready, upgrade

console = Console(width=None if sys.stdout.isatty() else 150)
errors = Console(stderr=True)


def _load(
    paths: list[str],
    workers: int | None,
    timeout: float,
    log_format: LogFormat,
    scheduler: str | None,
    stated: StatedHead | None,
    source_url: str | None,
    settings: Settings | None,
    *,
    again: bool = False,
) -> list[Loaded]:
    """Load files into the warehouse of the settings; without one they are only read."""
    files = _found(paths)
    if not files:
        raise GongkaiError(
            _("no documents in there"),
            place=", ".join(str(Remote(one)) if is_url(one) else one for one in paths),
            next_step=_("name files, or a folder that holds some"),
        )
    connection = None if settings is None else connect_ready(warehouse_url(settings))
    if again and connection is not None:
        files = _known(files, connection)
    done: list[Loaded] = []
    started, whole = time.monotonic(), False

    def progress(one: Loaded) -> None:
        done.append(one)
        tell(len(done), len(files))
        if log_format == LogFormat.JSON:
            log.write("file", **log.of_file(one))

    what = _("reading") if settings is None else _("loading")
    with counted(what, len(files), quiet=log_format == LogFormat.JSON, console=errors) as tell:
        try:
            loaded = load_files(
                files,
                connection,
                workers=workers,
                timeout=timeout,
                scheduler=scheduler,
                named=named_among(files, paths),
                stated=stated,
                source_url=source_url,
                originals=None if settings is None else kept_originals(settings),
                progress=progress,
            )
            whole = True
        finally:
            if connection is not None:
                connection.close()
            if log_format == LogFormat.JSON:
                log.write("run", complete=whole, **log.counters(done, time.monotonic() - started))
    if log_format == LogFormat.TEXT:
        show.results(console, loaded)
    return loaded


def _found(paths: list[str]) -> list[Source]:
    """The files that are named. GongkaiError where a name is none of a file here, but of something that is loaded."""
    for path in paths:
        if names_something_stored(path):
            raise GongkaiError(
                _("that is in the warehouse, and no file or folder here"),
                place=path,
                next_step=_("name files to load; gongkai reports {name} lists what is loaded").format(name=path),
            )
    return find_sources(paths)


def _known(files: Sequence[Source], connection: psycopg.Connection[Any]) -> list[Source]:
    """Those of the files that the warehouse has, told by their content. GongkaiError where it has none of them."""
    known = stored_among(files, connection)
    if not known:
        connection.close()
        raise GongkaiError(
            _("none of these {number_files} files is in the warehouse").format(number_files=len(files)),
            place="load --again",
            next_step=_(
                "name the folder that holds the files which gongkai review --kind read_before lists; without --again new ones load"
            ),
        )
    if len(known) < len(files):
        errors.print(
            _("{number_files} files that the warehouse doesn't have are left alone").format(
                number_files=len(files) - len(known)
            ),
            highlight=False,
        )
    return known


def load(
    paths: Paths,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and report, write nothing, need no database.")
    ] = False,
    workers: Workers = None,
    timeout: Timeout = TIMEOUT,
    log_format: Log = LogFormat.TEXT,
    scheduler: Scheduler = None,
    agency: Agency = None,
    year: Year = None,
    kind: KindOption = None,
    scope: ScopeOption = None,
    source_url: SourceUrl = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Only files that the warehouse has, by content: those an older program read are read anew."
        ),
    ] = False,
) -> None:
    """Load documents into the warehouse. Exit code 1 if any failed; the others are loaded all the same.

    --agency, --year, --kind and --scope hold for all the files named, those that are loaded already too, and are remembered.
    """
    if again and dry_run:
        raise typer.BadParameter(_("--again writes, --dry-run doesn't"))
    stated = stated_head(agency, year, kind, scope)
    url = checked_url(source_url)
    settings = None if dry_run else own_settings_told(log_format)
    if failures(_load(paths, workers, timeout, log_format, scheduler, stated, url, settings, again=again)):
        raise typer.Exit(1)


def run(
    paths: Paths,
    workers: Workers = None,
    timeout: Timeout = TIMEOUT,
    log_format: Log = LogFormat.TEXT,
    scheduler: Scheduler = None,
    agency: Agency = None,
    year: Year = None,
    kind: KindOption = None,
    scope: ScopeOption = None,
    source_url: SourceUrl = None,
) -> None:
    """Create or update the schema, load documents and build the marts: all that it takes.

    Exit code 1 if a file failed or not all was built, 3 if reports were left out of marts.
    """
    stated = stated_head(agency, year, kind, scope)
    url = checked_url(source_url)
    settings = own_settings_told(log_format)
    upgrade(warehouse_url(settings))
    failed = failures(_load(paths, workers, timeout, log_format, scheduler, stated, url, settings))
    left_out = build_and_tell(settings)
    if failed:
        raise typer.Exit(1)
    if left_out:
        raise typer.Exit(LEFT_OUT)
