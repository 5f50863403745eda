"""From a server to a file and to another database: the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from etl.errors import WarehouseError
from etl.warehouse.backup import backup, restore
from etl.warehouse.schema import check_schema


def contents(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Table or view → a hash over its rows, whatever their order."""
    relations = connection.execute(
        "select n.nspname, c.relname from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid"
        " where n.nspname in ('raw', 'core', 'marts', 'marts_zh') and c.relkind in ('r', 'v', 'p')"
    ).fetchall()
    query = "select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {}.{} as t"
    return {
        f"{schema}.{name}": connection.execute(
            sql.SQL(query).format(sql.Identifier(schema), sql.Identifier(name))  # type: ignore[arg-type]
        ).fetchall()[0][0]
        for schema, name in relations
    }


def url_of(connection: psycopg.Connection[Any]) -> str:
    info = connection.info
    return psycopg.conninfo.make_conninfo(
        host=info.host, port=info.port, user=info.user, password=info.password, dbname=info.dbname
    )


def test_restored_warehouse_has_the_same_marts(
    samples: psycopg.Connection[Any], empty_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.dump"
    backup(url_of(samples), file)
    assert file.stat().st_mode & 0o077 == 0
    restore(empty_database, file)
    with psycopg.connect(empty_database) as restored:
        check_schema(restored)
        found = contents(restored)
    assert found == contents(samples)
    assert "marts.agency_year" in found


def test_warehouse_is_not_restored_over_another(samples: psycopg.Connection[Any], tmp_path: Path) -> None:
    file = tmp_path / "warehouse.dump"
    backup(url_of(samples), file)
    before = contents(samples)
    with pytest.raises(WarehouseError, match="there is a warehouse already"):
        restore(url_of(samples), file)
    assert contents(samples) == before


def test_damaged_backup_leaves_the_database_empty(
    samples: psycopg.Connection[Any], empty_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.dump"
    backup(url_of(samples), file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(WarehouseError, match="pg_restore failed"):
        restore(empty_database, file)
    with psycopg.connect(empty_database) as connection:
        assert contents(connection) == {}


def test_failed_backup_leaves_no_file(empty_database: str, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.dump"
    gone = psycopg.conninfo.make_conninfo(empty_database, dbname="no_such_database")
    with pytest.raises(WarehouseError):
        backup(gone, file)
    with pytest.raises(WarehouseError, match="pg_dump failed"):
        backup(empty_database, file)  # none of the schemas is there
    assert list(tmp_path.iterdir()) == []
