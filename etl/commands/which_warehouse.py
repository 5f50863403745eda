"""Which warehouse a command works on, and how it says so: once, on standard error."""

from __future__ import annotations

from pathlib import Path

import psycopg
import typer

from etl.commands.options import LogFormat
from etl.errors import GongkaiError
from etl.language import _, shown
from etl.loading import log
from etl.loading.meant import is_there, names_something
from etl.safe_text import printable
from etl.settings import Settings, load_settings, masked, only_demo, settings_to_read
from etl.warehouse.engine import connect, existing_url


def settings_told() -> Settings:
    """The settings of the warehouse to read, the demo's where that is the only one; standard error says which."""
    if only_demo(load_settings()):
        typer.echo(_("reading the demo's warehouse: nothing else has been loaded here (gongkai run FILES…)"), err=True)
        return settings_to_read()
    return own_settings_told()


def own_settings_told(log_format: LogFormat = LogFormat.TEXT) -> Settings:
    """The settings of the warehouse to write, never the demo's; standard error says which, in the words that it is asked to speak."""
    settings = load_settings()
    if log_format is LogFormat.JSON:
        log.write("warehouse", place=place_of(settings))
    else:
        typer.echo(_("warehouse: {place}").format(place=printable(place_of(settings))), err=True)
    return settings


def place_of(settings: Settings) -> str:
    """Where a warehouse is: its server's address without a password, or its folder, short where that is below the user's."""
    if settings.database_url is not None:
        return masked(settings.database_url.get_secret_value())
    try:
        return f"~/{settings.home.relative_to(Path.home())}"
    except (RuntimeError, ValueError):
        return str(settings.home)


def url_told(settings: Settings | None = None) -> str:
    """The address of the warehouse to read, or of the one that the settings name, password included. None is made; standard error says
    where a server had to be started. WarehouseError where there is none."""
    return existing_url(settings or settings_told(), lambda message: typer.echo(shown(message), err=True))


def names_something_stored(given: str) -> bool:
    """Whether a name is no file's here, and the warehouse that is there knows something by it. Nothing is told, and no server made."""
    if is_there(given):
        return False
    try:
        settings = settings_to_read()
        with connect(existing_url(settings, lambda _: None)) as connection:
            return names_something(connection, given)
    except (
        GongkaiError,
        psycopg.Error,
    ):  # no warehouse, or none that can be asked: then it is a path, and that is what is told of it
        return False
