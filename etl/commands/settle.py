"""`gongkai settle …`: what a person decides, which is kept and holds over everything that is loaded or built later."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from etl.commands.reports import document_meant
from etl.commands.which_warehouse import url_told
from etl.errors import GongkaiError
from etl.safe_text import escape
from etl.settings import load_settings
from etl.warehouse.engine import connect
from etl.warehouse.listed import current_version
from etl.warehouse.schema import check_schema
from etl.warehouse.writer import settle_version

app = typer.Typer(
    add_completion=False,
    help="Settle what awaits a person: which version of a report holds. It stays settled.",
    no_args_is_help=True,
)


@app.callback()
def settle() -> None:
    """Settle what awaits a person: which version of a report holds. It stays settled."""


@app.command()
def version(
    document: Annotated[
        str,
        typer.Argument(
            help="A document of the version that holds: the file, its name as loaded, or the beginning of its SHA-256.",
            show_default=False,
        ),
    ],
    note: Annotated[str, typer.Option("--note", help="Why: kept with the decision.", show_default=False)] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what was settled about its publication; evidence decides again.")
    ] = False,
) -> None:
    """Say which version of a report holds; gongkai versions shows them side by side."""
    with connect(url_told(load_settings())) as connection:
        check_schema(connection)
        meant = document_meant(connection, document)
        revisions = settle_version(connection, meant.sha256, note=note.strip(), undo=undo)
        current = current_version(connection, meant.publication)
    if not undo and len(revisions) != 1:
        raise GongkaiError(
            f"it is in versions {', '.join(map(str, revisions))} and doesn't say which holds",
            place=meant.file_name,
            next_step="name a document that only one of them has: gongkai versions shows them",
        )
    console = Console(soft_wrap=True, highlight=False)
    if current is not None:
        console.print(f"current: revision {current[0]}, {escape(current[1])}")
    else:
        console.print("current: none")
    console.print("the marts show it after gongkai build", style="dim")
