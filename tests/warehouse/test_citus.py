"""A warehouse that Citus spreads over machines holds the same rows as a PostgreSQL alone, whatever is done with it.

GONGKAI_TEST_CITUS_URL names a database of a cluster's coordinator with the extension, whose name holds "test": its schemas are dropped.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pydantic import SecretStr

from dashboards.definition import read_definitions
from dashboards.trace import bound, dimensions, first_query, read_sources, source_mart, traced
from etl.errors import ServerTroubleError
from etl.evidence.figure import evidence_of
from etl.loading.load import load_files
from etl.loading.loaded import failures
from etl.loading.sources import find_files
from etl.settings import Settings
from etl.warehouse.build import build
from etl.warehouse.distribute import distribute
from etl.warehouse.engine import connect
from etl.warehouse.find_agency import find_agency
from etl.warehouse.listed import list_reports
from etl.warehouse.schema import create_from_models, upgrade
from etl.warehouse.versions_compared import list_versions
from etl.warehouse.writer import forget
from scripts.queries import SAMPLES

CLUSTER = "GONGKAI_TEST_CITUS_URL"
SCHEMAS = ("marts_zh", "marts", "dbt_quality", "dbt_intermediate", "dbt_staging", "core_partition", "core", "raw")
TECHNICAL = {"loaded_at", "attempted_at", "attempt_no"}
"""Columns that tell when something was done."""

pytestmark = pytest.mark.skipif(CLUSTER not in os.environ, reason=f"{CLUSTER} names no cluster")


@pytest.fixture
def cluster() -> Iterator[str]:
    """The database of the cluster, with nothing of ours in it."""
    url = os.environ[CLUSTER]
    _emptied(url)
    yield url
    _emptied(url)


def _emptied(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        assert "test" in connection.info.dbname, "its name must hold 'test': its schemas are dropped"
        for schema in SCHEMAS:
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))


def _digests(url: str) -> dict[str, str]:
    """Table → how many rows it has, and a digest of them; numbers by value, whatever zeros they end in."""
    found = {}
    with psycopg.connect(url, autocommit=True) as connection:
        columns = connection.execute(
            """
            select c.relnamespace::regnamespace::text, c.relname, array_agg(a.attname order by a.attname)
            from pg_class as c inner join pg_attribute as a on c.oid = a.attrelid
            where
                c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text in ('raw', 'core', 'marts')
                and a.attnum > 0 and not a.attisdropped and c.relname not in ('alembic_version', 'load_attempt')
            group by 1, 2
            """
        ).fetchall()
        for schema, table, names in columns:
            wanted = sql.SQL(", ").join(sql.Identifier(name) for name in names if name not in TECHNICAL)
            rows = connection.execute(sql.SQL("select {} from {}").format(wanted, sql.Identifier(schema, table)))
            texts = sorted(repr([_plain(value) for value in row]) for row in rows)
            digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
            found[f"{schema}.{table}"] = f"{len(texts)} {digest}"
    return found


def _plain(value: Any) -> Any:
    return value.normalize() + 0 if isinstance(value, Decimal) else value


def _load(url: str, files: list[Path]) -> None:
    with connect(url) as connection:
        assert not failures(load_files(files, connection))


def _build(url: str, home: Path, *, full_refresh: bool = False) -> None:
    result = build(Settings(database_url=SecretStr(url), home=home), full_refresh=full_refresh)
    assert (result.errors, result.left_out) == ((), ())


@pytest.mark.parametrize("spread", ["empty", "loaded"])
def test_rows_are_those_of_a_postgresql_alone(cluster: str, database: str, tmp_path: Path, spread: str) -> None:
    files = find_files([SAMPLES])
    _load(database, files)
    _build(database, tmp_path / "alone")
    wanted = _digests(database)

    upgrade(cluster) if spread == "empty" else create_from_models(cluster)
    last, others = files[-1], files[:-1]
    if spread == "loaded":
        _load(cluster, others)
        _build(cluster, tmp_path / "spread")
    with connect(cluster) as connection:
        assert distribute(connection)
        assert distribute(connection) == []
    if spread == "empty":
        _load(cluster, others)
        _build(cluster, tmp_path / "spread")
    _load(cluster, [last])
    _build(cluster, tmp_path / "spread")
    assert _digests(cluster) == wanted

    with connect(cluster) as connection:
        sha256 = hashlib.sha256(last.read_bytes()).hexdigest()
        assert forget(connection, sha256)
    _build(cluster, tmp_path / "spread", full_refresh=True)
    _load(cluster, [last])
    _build(cluster, tmp_path / "spread")
    assert _digests(cluster) == wanted
    with connect(cluster) as connection:
        placed = connection.execute(
            "select citus_table_type, count(*) > 5 from citus_tables where table_name::text like 'marts.%' group by 1 order by 1"
        ).fetchall()
        assert placed == [("distributed", True), ("reference", True)]
        _ask(connection)


def _ask(connection: psycopg.Connection[Any]) -> None:
    """What lists, evidence and dashboards ask is answered."""
    assert list_reports(connection, history=True)
    (agency, key), *_ = connection.execute(
        "select a.name, f.report_key || '-' || f.figure_no from core.figure as f "
        "inner join core.dim_agency as a on f.agency_key = a.agency_key limit 1"
    ).fetchall()
    assert list_versions(connection, find_agency(connection, agency).agency_key)
    assert evidence_of(connection, key).cells
    for view in ("published_figure", "published_disclosure", "published_performance", "left_cell", "expenditure"):
        rows = connection.execute(sql.SQL("select 1 from {} limit 1").format(sql.Identifier("core", view)))
        assert rows.fetchone() == (1,)
    definitions, sources = read_definitions(), read_sources()
    for _, chart in traced(definitions):
        if not dimensions(chart):
            text, given = bound(first_query(chart, definitions, sources[source_mart(chart, definitions)]), {})
            connection.execute(text.encode(), given).fetchall()


@contextmanager
def _lost(url: str) -> Iterator[str]:
    """For the length of the block a worker of the cluster, which is given as host and port, answers nobody."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "select node_name, node_port from citus_get_active_worker_nodes() order by 2 desc limit 1"
        ).fetchone()
        assert row is not None
        host, port = row
        given = {**conninfo_to_dict(url), "host": host, "port": port, "dbname": "postgres"}
        database = sql.Identifier(connection.info.dbname)
        with psycopg.connect(make_conninfo("", **given), autocommit=True) as worker:
            worker.execute(sql.SQL("alter database {} allow_connections false").format(database))
            worker.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (connection.info.dbname,)
            )
            try:
                yield f"{host}:{port}"
            finally:
                worker.execute(sql.SQL("alter database {} allow_connections true").format(database))


def test_a_worker_that_is_lost_is_named_and_nothing_is_missing_once_it_is_back(
    cluster: str, database: str, tmp_path: Path
) -> None:
    files = find_files([SAMPLES])
    last, others = files[-1], files[:4]
    _load(database, [*others, last])
    _build(database, tmp_path / "alone")

    create_from_models(cluster)
    with connect(cluster) as connection:
        assert distribute(connection)
    _load(cluster, others)
    _build(cluster, tmp_path / "spread")
    with _lost(cluster) as worker:
        with connect(cluster) as connection, pytest.raises(ServerTroubleError, match=worker):
            load_files([last], connection)
        with pytest.raises(psycopg.OperationalError, match=worker):
            build(Settings(database_url=SecretStr(cluster), home=tmp_path / "spread"))
    _load(cluster, [last])
    _build(cluster, tmp_path / "spread")
    assert _digests(cluster) == _digests(database)
