"""Connections to the warehouse from settings: the server that GONGKAI_DATABASE_URL names, else the embedded one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from etl.errors import WarehouseError
from etl.settings import Settings, load_settings, masked

if TYPE_CHECKING:
    import sqlalchemy as sa

    from etl.warehouse.embedded.server import EmbeddedServer

OLDEST_SERVER = 140000
"""PostgreSQL 14, as the server numbers its versions."""

# It warns of a rollback that an interrupt in the middle of a query leaves to the server; on stderr that would stand between lines of JSON.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


def warehouse_url(settings: Settings | None = None) -> str:
    """The libpq URL of the warehouse, password included; makes and starts the embedded server where that is used."""
    settings = settings or load_settings()
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    with _looking_into(settings):
        return _embedded(settings).ensure()


def existing_url(settings: Settings, tell: Callable[[str], None]) -> str:
    """The same of a warehouse that is there: none is made. `tell` is told that its server is started, where it is down.

    WarehouseError names the folder that was looked into.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    with _looking_into(settings):
        server = _embedded(settings)
        if not server.exists():
            raise WarehouseError(
                "there is no warehouse in this folder",
                place=str(settings.home),
                next_step="gongkai run FILES… makes one; GONGKAI_HOME names another folder, GONGKAI_DATABASE_URL a server",
            )
        url = server.url_if_alive()
        if url is None:
            tell(f"starting the server of the warehouse in {settings.home}")
            url = server.ensure()
        return url


@contextmanager
def _looking_into(settings: Settings) -> Iterator[None]:
    """What the system refuses about the embedded server's folder, as a WarehouseError."""
    try:
        yield
    except OSError as error:
        raise WarehouseError(
            f"the folder of the embedded server can't be used ({error.strerror or error})",
            place=str(error.filename or settings.home),
            next_step="set GONGKAI_HOME to a folder that you may write to",
        ) from error


def _embedded(settings: Settings) -> EmbeddedServer:
    try:
        from etl.warehouse.embedded.server import EmbeddedServer
    except ImportError as error:  # no fcntl: Windows
        raise WarehouseError(
            "the embedded PostgreSQL doesn't run on this system",
            next_step="set GONGKAI_DATABASE_URL=postgresql://user:password@host:port/name",
        ) from error
    return EmbeddedServer(settings)


def connect(url: str | None = None, *, application: str = "gongkai") -> psycopg.Connection[Any]:
    """A connection in autocommit mode (the writer opens its own transactions); WarehouseError if there is none to be had."""
    url = url or warehouse_url()
    try:
        # The names of applications show in pg_stat_activity: an operator sees who holds a lock.
        connection: psycopg.Connection[Any] = psycopg.connect(
            url, autocommit=True, application_name=application, connect_timeout=10
        )
    except (psycopg.Error, UnicodeError) as error:
        reason = " ".join(str(error).split())
        raise WarehouseError(
            f"can't connect: {reason}",
            place=masked(url),
            next_step="check the address and that the server runs (gongkai db status)",
        ) from None
    if connection.info.server_version < OLDEST_SERVER:
        version = connection.info.parameter_status("server_version")
        connection.close()
        raise WarehouseError(
            f"PostgreSQL {version} is too old", place=masked(url), next_step="use PostgreSQL 14 or newer"
        )
    return connection


def make_engine(url: str | None = None, **options: Any) -> sa.Engine:
    """A SQLAlchemy engine on the same connections; the URL goes to libpq as it is, whatever it holds (several hosts, sockets)."""
    import sqlalchemy as sa  # most commands ask psycopg, and need not wait for it

    url = url or warehouse_url()

    def open_connection() -> psycopg.Connection[Any]:
        connection = connect(url)
        connection.autocommit = False
        return connection

    return sa.create_engine("postgresql+psycopg://", creator=open_connection, **options)
