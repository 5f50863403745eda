"""Which warehouse a command looks at that changes none."""

from __future__ import annotations

import typer

from etl.language import _, shown
from etl.settings import Settings, load_settings, only_demo, settings_to_read
from etl.warehouse.engine import existing_url


def settings_told() -> Settings:
    """The settings of the warehouse to read; where that is the demo's, standard error says so."""
    settings = settings_to_read()
    if only_demo(load_settings()):
        typer.echo(_("reading the demo's warehouse: nothing else has been loaded here (gongkai run FILES…)"), err=True)
    return settings


def url_told(settings: Settings | None = None) -> str:
    """The address of that warehouse, or of the one that the settings name, password included. None is made; standard error says where
    a server had to be started. WarehouseError where there is none."""
    return existing_url(settings or settings_told(), lambda message: typer.echo(shown(message), err=True))
