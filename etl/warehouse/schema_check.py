"""Of which version a warehouse is, asked without Alembic: a command that only looks at one needs nothing else of `schema.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

import migrations
from etl.errors import WarehouseError
from etl.warehouse.engine import connect


def known_versions() -> list[str]:
    """The versions of the schema that this program knows, the newest last: each has a file in `migrations/versions` whose name begins with it."""
    folder = Path(migrations.__file__).resolve().parent / "versions"
    return sorted(file.name.partition("_")[0] for file in folder.glob("[0-9]*.py"))


def is_blank(url: str) -> bool:
    """Whether the database holds no warehouse of any version: the first load creates it."""
    with connect(url) as connection:
        row = connection.execute("select to_regclass('core.dim_report')").fetchone()
    return row is None or row[0] is None


def check_schema(connection: psycopg.Connection[Any]) -> None:
    """Nothing if the database is of this program's version; otherwise WarehouseError that says what to do."""
    place = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
    row = connection.execute("select to_regclass('core.alembic_version'), to_regclass('core.dim_report')").fetchone()
    version_table, reports = row or (None, None)
    if reports is None:
        raise WarehouseError("the database holds no warehouse yet", place=place, next_step="run gongkai db migrate")
    found = (
        {r[0] for r in connection.execute("select version_num from core.alembic_version")} if version_table else set()
    )
    known = known_versions()
    if found == {known[-1]}:
        return
    if found.difference(known):
        raise WarehouseError(
            f"the warehouse is of a newer version ({', '.join(sorted(found.difference(known)))}) than this program",
            place=place,
            next_step="install the newer gongkai",
        )
    raise WarehouseError(
        "the warehouse is of an older version than this program", place=place, next_step="run gongkai db migrate"
    )


__all__ = ["check_schema", "is_blank", "known_versions"]
