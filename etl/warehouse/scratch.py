"""A database beside the warehouse for as long as something is tried in it."""

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
from etl.settings import masked
from etl.warehouse.engine import connect


@contextmanager
def empty_database(url: str, purpose: str, next_step: str) -> Iterator[str]:
    """The URL of a new database with nothing in it, on the server of `url`; dropped at the end. `purpose`: one word, part of its name.

    Raises WarehouseError with that next step where the role may not create databases.
    """
    name = f"gongkai_{purpose}_{os.getpid()}_{secrets.token_hex(4)}"
    article = "an" if purpose[0] in "aeiou" else "a"
    with connect(url, application=f"gongkai {purpose}") as server:
        try:
            server.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            raise WarehouseError(
                f"this role may not create the database that {article} {purpose} works in",
                place=masked(url),
                next_step=next_step,
            ) from None
        try:
            yield _other_database(url, name)
        finally:
            with suppress(psycopg.Error):
                server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _other_database(url: str, name: str) -> str:
    """The same server and role, another database."""
    parameters = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    parameters["dbname"] = name
    return "postgresql://?" + "&".join(f"{key}={quote(value, safe='')}" for key, value in parameters.items())
