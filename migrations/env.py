"""Alembic's entry point: how it connects, and what of the database is ours.

`gongkai db migrate` hands over its connection, and what rows of before are made anew with; the `alembic` command (developers: `alembic revision --autogenerate -m …` in
the repository's root) connects by the same settings as everything else.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context

from migrations.helpers import SCHEMAS, VERSION_SCHEMA, create_schemas
from models import metadata


def _ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Only the two schemas of the models: dbt's and other people's are none of our business."""
    return name in SCHEMAS if kind == "schema" else True


def _migrate(connection: sa.Connection) -> None:
    create_schemas(connection)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=True,
        include_name=_ours,
        version_table_schema=VERSION_SCHEMA,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run() -> None:
    if context.is_offline_mode():
        raise SystemExit("gongkai's migrations look at the database that they change: run them with a connection")
    connection: sa.Connection | None = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    from etl.warehouse import made_anew
    from etl.warehouse.engine import make_engine

    context.config.attributes["program"] = made_anew
    engine = make_engine(poolclass=sa.NullPool)
    with engine.begin() as own:
        _migrate(own)
    engine.dispose()


_run()
