"""Which warehouse a command looks at that changes none."""

from __future__ import annotations

import typer

from etl.settings import Settings, load_settings, only_demo, settings_to_read
from etl.warehouse.engine import warehouse_url


def settings_told() -> Settings:
    """The settings of the warehouse to read; where that is the demo's, standard error says so."""
    settings = settings_to_read()
    if only_demo(load_settings()):
        typer.echo("reading the demo's warehouse: nothing else has been loaded here (gongkai run FILES…)", err=True)
    return settings


def url_told() -> str:
    """The address of that warehouse, password included."""
    return warehouse_url(settings_told())
