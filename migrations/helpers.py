"""What versions of the schema call: schemas, and the views with their comments (Alembic itself knows tables only)."""

from __future__ import annotations

import sqlalchemy as sa

from models.base import described
from models.views import VIEWS, View

SCHEMAS = ("raw", "core")
VERSION_SCHEMA = "core"
"""Where Alembic keeps its version: the loader's own schema, since ordinary roles may not create tables in `public`."""


def create_schemas(connection: sa.Connection) -> None:
    """Create `raw` and `core` where they are missing. A role without the right to create may use schemas made for it."""
    present = set(sa.inspect(connection).get_schema_names())
    for name in SCHEMAS:
        if name not in present:
            connection.execute(sa.schema.CreateSchema(name))
    comments = {
        "raw": described("文件原貌：段落、表格，一字不失", "What the files say, nothing lost"),
        "core": described(
            "星型模型：维度、事实与公开数字登记簿", "The star: dimensions, facts and the register of published figures"
        ),
    }
    for name in SCHEMAS:
        if name not in present:
            connection.execute(sa.text(f"comment on schema {name} is '{comments[name]}'"))


def create_views(connection: sa.Connection, views: tuple[View, ...] = VIEWS) -> None:
    """Create the views of `core` with their comments, in the order given (a view may read those before it).

    A version that changes a table which views read drops them first and creates them again at its end. A version that
    must stand for itself when the models have moved on gives `views` of its own.
    """
    for view in views:
        connection.exec_driver_sql(f"create view core.{view.name} as {view.query.strip()}".replace("%", "%%"))
        comment = described(view.zh, view.en).replace("'", "''").replace("%", "%%")
        connection.exec_driver_sql(f"comment on view core.{view.name} is '{comment}'")


def drop_views(connection: sa.Connection, views: tuple[View, ...] = VIEWS) -> None:
    """Drop the views of `core`, the last one first; those that aren't there are passed over."""
    for view in reversed(views):
        connection.exec_driver_sql(f"drop view if exists core.{view.name}")
