"""A database that lives for one audit: whoever checks a report before release needs no warehouse, and none is touched."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from etl.errors import WarehouseError
from etl.settings import Settings, masked
from etl.warehouse.engine import connect, warehouse_url
from etl.warehouse.schema import create_from_models


@contextmanager
def scratch_database(settings: Settings) -> Iterator[str]:
    """The URL of a new database with empty `raw` and `core`, on the server that the settings name; dropped at the end.

    Raises WarehouseError where the role may not create databases.
    """
    url = warehouse_url(settings)
    name = f"gongkai_audit_{os.getpid()}_{secrets.token_hex(4)}"
    with connect(url, application="gongkai audit") as server:
        try:
            server.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise WarehouseError(
                "this role may not create the database that an audit works in",
                place=masked(url),
                next_step="unset GONGKAI_DATABASE_URL to use the embedded server, or load the file and use --report",
            ) from None
        try:
            scratch = _other_database(url, name)
            create_from_models(scratch)
            yield scratch
        finally:
            with suppress(psycopg.Error):
                server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _other_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    parameters = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    parameters["dbname"] = name
    return "postgresql://?" + "&".join(f"{key}={quote(value, safe='')}" for key, value in parameters.items())
