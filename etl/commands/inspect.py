"""`gongkai inspect`: what is recognised in a file."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from etl.commands import printed as show
from etl.commands.options import Timeout
from etl.commands.stated import Agency, KindOption, ScopeOption, Year, stated_head
from etl.commands.which_warehouse import names_something_stored, settings_told, url_told
from etl.loading.companions import read_report_in_folder
from etl.loading.meant import original_meant
from etl.loading.reading import TIMEOUT, read_apart
from etl.warehouse.engine import connect
from etl.warehouse.originals import kept_originals

console = Console(width=None if sys.stdout.isatty() else 150)


def inspect(
    file: Annotated[
        Path,
        typer.Argument(
            help="A document, or a folder of the parts of one. Or what the warehouse knows by that name: its original is inspected.",
            show_default=False,
        ),
    ],
    columns: Annotated[
        bool, typer.Option("--columns/--no-columns", help="Show what each column was taken for.")
    ] = True,
    timeout: Timeout = TIMEOUT,
    agency: Agency = None,
    year: Year = None,
    kind: KindOption = None,
    scope: ScopeOption = None,
) -> None:
    """Say what is recognised in a file and what isn't, without a database."""
    stated = stated_head(agency, year, kind, scope)
    with ExitStack() as opened:
        if names_something_stored(str(file)):
            settings = settings_told()
            connection = opened.enter_context(connect(url_told(settings)))
            file = opened.enter_context(original_meant(connection, kept_originals(settings), str(file)))
        report = read_apart(partial(read_report_in_folder, stated=stated), file, timeout=timeout)
    show.recognised(console, report, columns=columns)
