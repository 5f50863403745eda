"""From a server to a file and to another database: the same rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from etl.errors import UnreachableError, WarehouseError
from etl.warehouse.attempts import Attempt, record
from etl.warehouse.backup import backup, restore, verify
from etl.warehouse.content_hash import differing, table_hashes
from etl.warehouse.schema import check_schema
from etl.warehouse.writer import write_report
from tests.warehouse.samples import report


def contents(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Table or view → a hash over its rows, whatever their order."""
    relations = connection.execute(
        "select n.nspname, c.relname from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid"
        " where n.nspname in ('raw', 'core', 'marts', 'marts_zh') and c.relkind in ('r', 'v', 'p')"
    ).fetchall()
    query = "select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {}.{} as t"
    return {
        f"{schema}.{name}": connection.execute(
            sql.SQL(query).format(sql.Identifier(schema), sql.Identifier(name))
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
    with pytest.raises(WarehouseError, match="is damaged"):
        restore(empty_database, file)
    file.with_name("warehouse.dump.hash").unlink()  # of an older version, or left behind
    with pytest.raises(WarehouseError, match="pg_restore failed"):
        restore(empty_database, file)
    with psycopg.connect(empty_database) as connection:
        assert contents(connection) == {}


def test_verified_backup_is_whole_and_a_damaged_one_is_found(
    samples: psycopg.Connection[Any], tmp_path: Path, server_url: str
) -> None:
    file = tmp_path / "warehouse.dump"
    backup(url_of(samples), file)
    assert verify(server_url, file) > 50
    whole = file.read_bytes()
    for damaged in (
        whole[: len(whole) // 2],
        whole[:-1],
        whole[: len(whole) // 3] + bytes([whole[len(whole) // 3] ^ 1]) + whole[len(whole) // 3 + 1 :],
        b"",
    ):
        file.write_bytes(damaged)
        with pytest.raises(WarehouseError, match="is damaged"):
            verify(server_url, file)
    file.unlink()
    with pytest.raises(UnreachableError, match="can't be opened"):
        verify(server_url, file)


def test_backup_whose_rows_are_not_those_of_the_warehouse_is_found(
    connection: psycopg.Connection[Any], database: str, tmp_path: Path, server_url: str
) -> None:
    """The bytes are those that were written, a table's rows aren't: what a fault of pg_dump, or a changed format, would show as."""
    write_report(connection, report())
    file, hashes = tmp_path / "warehouse.dump", tmp_path / "warehouse.dump.hash"
    backup(database, file)
    noted = json.loads(hashes.read_bytes())
    assert verify(server_url, file) == len(noted["tables"])
    noted["tables"]["core.figure"] = noted["tables"]["core.dim_report"]
    hashes.write_text(json.dumps(noted), encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"aren't what they were: core.figure$|core.figure →"):
        verify(server_url, file)
    for broken in ("", "[]", "{}", "nonsense"):
        hashes.write_text(broken, encoding="utf-8")
        with pytest.raises(WarehouseError, match="no list of hashes"):
            verify(server_url, file)
    hashes.unlink()
    with pytest.raises(UnreachableError, match="keep it beside"):
        verify(server_url, file)
    left = connection.execute("select count(*) from pg_database where datname like 'gongkai_verification%'")
    assert left.fetchone() == (0,)


def test_backup_and_hashes_are_of_one_moment(
    connection: psycopg.Connection[Any], database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server_url: str
) -> None:
    """What is written between the dump and the hashes is in neither."""
    from etl.warehouse import backup as module

    write_report(connection, report("甲"))
    before = table_hashes(connection)
    dump = module._run

    def load_after(*arguments: Any) -> None:
        dump(*arguments)
        record(connection, [Attempt("/in/乙.pdf", "乙.pdf", "ab", "0.2", "failed", "it is damaged")])

    monkeypatch.setattr(module, "_run", load_after)
    file = tmp_path / "warehouse.dump"
    backup(database, file)
    monkeypatch.setattr(module, "_run", dump)
    assert differing(before, table_hashes(connection)) != []
    noted = json.loads((tmp_path / "warehouse.dump.hash").read_bytes())["tables"]
    assert {name: value for name, value in noted.items() if name in before} == before
    verify(server_url, file)


def test_hash_is_of_rows_and_not_of_their_order_or_their_columns(connection: psycopg.Connection[Any]) -> None:
    connection.execute("create schema one; create schema other")
    connection.execute("create table one.t (n int, at timestamptz, amount numeric(20, 2), name text)")
    connection.execute("create table other.t (name text, amount numeric(20, 2), n int, at timestamptz)")
    connection.execute(
        "insert into one.t values (1, '2024-01-01 08:00+08', 1.50, '甲'), (2, null, null, ''), (2, null, null, '')"
    )
    connection.execute(
        "insert into other.t (n, at, amount, name) values (2, null, null, ''), (1, '2024-01-01 00:00+00', 1.50, '甲'), (2, null, null, '')"
    )
    connection.execute("set timezone = 'Asia/Shanghai'")

    def found(schema: str) -> str:
        return table_hashes(connection, [schema])[f"{schema}.t"]

    assert found("one") == found("other")
    for change in (
        "update other.t set amount = 1.51 where n = 1",
        "update other.t set name = null where n = 1",
        "delete from other.t where ctid = (select min(ctid) from other.t where n = 2)",
        "insert into other.t (n, name) values (2, '')",
    ):
        connection.execute("begin")
        connection.execute(change)
        assert found("one") != found("other"), change
        connection.execute("rollback")


def test_failed_backup_leaves_no_file(empty_database: str, tmp_path: Path) -> None:
    file = tmp_path / "warehouse.dump"
    gone = psycopg.conninfo.make_conninfo(empty_database, dbname="no_such_database")
    with pytest.raises(WarehouseError):
        backup(gone, file)
    with pytest.raises(WarehouseError, match="pg_dump failed"):
        backup(empty_database, file)  # none of the schemas is there
    assert list(tmp_path.iterdir()) == []
