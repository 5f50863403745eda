"""The warehouse's tables: brought to the newest version, taken back, checked. The steps themselves are in `migrations/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql

import migrations
from etl.errors import WarehouseError
from etl.settings import masked
from etl.warehouse import made_anew
from etl.warehouse.engine import connect, make_engine
from etl.warehouse.schema_check import check_schema, is_blank
from migrations.helpers import SCHEMAS, VERSION_SCHEMA, create_functions, create_schemas, create_views
from models import metadata

LOCK = "gongkai migration"


def configuration(connection: sa.Connection | None = None) -> Config:
    """Alembic's configuration, made here and not read from a file: it holds for a wheel and for any path."""
    config = Config()
    folder = Path(migrations.__file__).resolve().parent
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["program"] = made_anew
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a version, the newest if none is named. All steps in one transaction; one upgrade at a time."""
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str = "base") -> None:
    """Take the database back to a version; `base` removes all tables and leaves the two schemas and alembic's own table."""
    _run(url, lambda config: command.downgrade(config, revision))


def _run(url: str, step: Any) -> None:
    engine = make_engine(url, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": LOCK})
            step(configuration(connection))
    except sa.exc.DBAPIError as error:
        raise WarehouseError(
            f"the migration failed and was undone: {' '.join(str(error.orig).split())}",
            place=masked(url),
            next_step="a role that may create schemas in this database must run gongkai db migrate",
        ) from error
    finally:
        engine.dispose()


def newest() -> tuple[str, ...]:
    """The version that this program's migrations lead to."""
    return tuple(ScriptDirectory.from_config(configuration()).get_heads())


def installed(connection: sa.Connection) -> tuple[str, ...]:
    """The version that the database is of; empty for a database without a warehouse."""
    context = MigrationContext.configure(connection, opts={"version_table_schema": VERSION_SCHEMA})
    return tuple(context.get_current_heads())


def connect_ready(url: str, application: str = "gongkai") -> psycopg.Connection[Any]:
    """A connection to a warehouse of this program's version; the first load of all creates it. WarehouseError as `check_schema` says."""
    if is_blank(url):
        upgrade(url)
    connection = connect(url, application=application)
    check_schema(connection)
    return connection


def create_from_models(url: str) -> None:
    """Create everything straight from the models, marked as the newest version: for tests, where speed counts."""
    engine = make_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        create_schemas(connection)
        metadata.create_all(connection)
        create_functions(connection)
        create_views(connection, complete=True)
        command.stamp(configuration(connection), "head")
    engine.dispose()


def empty(connection: psycopg.Connection[Any]) -> None:
    """Remove every report and all that came from reports; regions, forms and types of agencies stay: for tests and measurements."""
    tables = [
        table
        for table in metadata.sorted_tables
        if table.name not in {"dim_region", "dim_statement", "dim_agency_type"}
    ]
    names = (sql.Identifier(table.schema or "public", table.name) for table in tables)
    connection.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(names)))


__all__ = [
    "SCHEMAS",
    "check_schema",
    "configuration",
    "connect_ready",
    "create_from_models",
    "downgrade",
    "empty",
    "installed",
    "is_blank",
    "newest",
    "upgrade",
]
