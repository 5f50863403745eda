"""`gongkai forget`: a document is taken out of the warehouse."""

from __future__ import annotations

from typing import Annotated, Any

import psycopg
import typer
from rich.console import Console

from etl.commands.which_warehouse import own_settings_told, url_told
from etl.errors import WarehouseError
from etl.language import _
from etl.loading.meant import document_meant, failures_meant
from etl.safe_text import escape
from etl.version import loader_version
from etl.warehouse import writer
from etl.warehouse.agencies import refresh_agencies
from etl.warehouse.attempts import Attempt, record
from etl.warehouse.engine import connect
from etl.warehouse.listed import current_version
from etl.warehouse.originals import kept_originals
from etl.warehouse.schema_check import check_schema


def forget(
    document: Annotated[
        str,
        typer.Argument(help="The file, its name as loaded, or the beginning of its SHA-256.", show_default=False),
    ],
) -> None:
    """Take a document out of the warehouse; its publication then consists of the documents that are left.

    A file that couldn't be loaded is taken off the list of `gongkai review`.
    """
    console = Console(soft_wrap=True, highlight=False)
    settings = own_settings_told()
    with connect(url_told(settings)) as connection:
        check_schema(connection)
        put_aside = _put_aside(connection, document)
        for path in put_aside:
            console.print(_("no longer listed as failed: {path}").format(path=escape(path)))
        try:
            stored = document_meant(connection, document)
        except WarehouseError:
            if put_aside:
                return
            raise
        writer.forget(connection, stored.sha256)
        refresh_agencies(connection)
        current = [current_version(connection, publication) for publication in stored.publications]
    console.print(
        _("forgotten: {file_name} (SHA-256 {sha256})").format(
            file_name=escape(stored.file_name), sha256=stored.sha256[:12]
        )
    )
    for one in current:
        if one is not None:
            console.print(
                _("current: revision {number}, {file_names}").format(number=one[0], file_names=escape(one[1]))
            )
    console.print(_("the marts still show it until gongkai build"), style="dim")
    originals = kept_originals(settings)
    if originals is not None:
        originals.forget(stored.sha256)


def _put_aside(connection: psycopg.Connection[Any], document: str) -> list[str]:
    """Paths of the failures that are meant, by the file, its name or the beginning of its hash; they are recorded as forgotten."""
    meant = failures_meant(connection, document)
    record(connection, [Attempt(one.path, one.file_name, one.sha256, loader_version(), "forgotten") for one in meant])
    return [one.path for one in meant]
