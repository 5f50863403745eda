"""The same documents give the same rows of marts, in whatever order they were loaded, in however many builds, on every server."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import find_files
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.engine import connect
from scripts.queries import SAMPLES
from tests.dbt.warehouse import build_from_nothing

DIGESTS = "GONGKAI_DIGESTS"
"""Names a file: the first run of the tests writes what its server gives into it, a run on another server compares with that."""


def digests(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Mart, or table that marts are made from → a digest of all its rows as text."""
    tables = connection.execute(
        "select schemaname, tablename from pg_tables where schemaname = 'marts'"
        " or schemaname = 'dbt_intermediate' and starts_with(tablename, 'int_') order by 1, 2"
    ).fetchall()
    found = {}
    for schema, table in tables:
        rows = connection.execute(
            sql.SQL("select t::text from {} as t").format(sql.Identifier(schema, table))
        ).fetchall()
        digest = hashlib.sha256()
        for text in sorted(text for (text,) in rows):
            digest.update(text.encode() + b"\n")
        found[f"{schema}.{table}"] = f"{len(rows)} {digest.hexdigest()}"
    return found


def test_order_of_loading_and_number_of_builds_change_no_row(
    samples: psycopg.Connection[Any], database: str, home_with_builds: Path
) -> None:
    settings = Settings(database_url=SecretStr(database), home=home_with_builds)
    files = find_files([SAMPLES])[::-1]
    for some in (files[::2], files[1::2]):
        with connect(database) as connection:
            assert not failures(load_files(some, connection))
        assert build(settings).errors == ()
    with psycopg.connect(database, autocommit=True) as connection:
        assert digests(connection) == digests(samples)
        assert build_from_nothing(settings).errors == ()
        assert digests(connection) == digests(samples)


@pytest.mark.skipif(DIGESTS not in os.environ, reason=f"{DIGESTS} names no file")
def test_another_server_gives_the_same_rows(samples: psycopg.Connection[Any]) -> None:
    stored = Path(os.environ[DIGESTS])
    if not stored.exists():
        stored.write_text(json.dumps(digests(samples)), encoding="utf-8")
    assert digests(samples) == json.loads(stored.read_text(encoding="utf-8"))
