"""A reader can write nothing, take no lock and reach no other database, whatever it sets; what can't be shut is named."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ProgramLimitExceeded

from etl.errors import WarehouseError
from etl.warehouse.closing import close_databases, close_functions, ways_out
from etl.warehouse.logins import add_login
from etl.warehouse.roles import BUILDER, LOADER, WATCHDOG, create_roles, set_password
from etl.warehouse.watchdog import end_overdue
from tests.warehouse.test_logins import address, as_login
from tests.warehouse.ways_out import assert_all_shut, assert_kept_out

pytestmark = pytest.mark.usefixtures("server_roles")

Connection = psycopg.Connection[Any]


@pytest.fixture
def owner(connection: Connection) -> Connection:
    """A warehouse with the groups, a mart and an analyst, li; functions are shut."""
    create_roles(connection, also=[WATCHDOG])
    connection.execute("create table marts.agency_year as select text '甲' as agency")
    connection.execute("alter table marts.agency_year owner to gongkai_may_build")
    close_functions(connection)
    add_login(connection, "li", "analyst", "s3cret")
    return connection


@pytest.fixture
def another(server_url: str) -> Iterator[str]:
    """The name of another database of the server."""
    name = "gongkai_another"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield name
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_each_way_out_is_shut(owner: Connection, database: str) -> None:
    with as_login(database, "li", "s3cret") as reader:
        assert_all_shut(reader)
    assert [way.what for way in ways_out(owner) if way.kind == "calls"] == []


def test_a_way_that_is_open_is_noticed(connection: Connection, database: str) -> None:
    """The test above can fail: without `close_functions` large objects and locks are open."""
    create_roles(connection)
    add_login(connection, "li", "analyst", "s3cret")
    with as_login(database, "li", "s3cret") as reader, pytest.raises(AssertionError, match="lo_create"):
        assert_all_shut(reader)
    named = [way.closed_by for way in ways_out(connection)]
    assert "revoke execute on function pg_catalog.lo_create(oid) from public;" in named
    for statement in named:
        if "function" in statement:
            connection.execute(statement)  # type: ignore[call-overload]
    assert [way.what for way in ways_out(connection) if way.kind == "calls"] == []


def test_loaders_and_builders_keep_the_locks_that_they_need(owner: Connection, database: str) -> None:
    for name in (LOADER, BUILDER):
        set_password(owner, name, "s3cret")
        with as_login(database, name, "s3cret") as session:
            session.execute("select pg_advisory_lock(1), pg_advisory_unlock(1)")
            with pytest.raises(InsufficientPrivilege):
                session.execute("select lo_create(0)")


def test_other_databases_are_shut(owner: Connection, database: str, another: str) -> None:
    reader_url = address(database, "li", "s3cret")
    psycopg.connect(urlsplit(reader_url)._replace(path=f"/{another}").geturl()).close()
    assert another in [way.what for way in ways_out(owner)]
    assert close_databases(owner, [another]) == [another]
    assert_kept_out(reader_url, another)
    assert another not in [way.what for way in ways_out(owner)]


def test_a_reader_cannot_undo_the_bound_on_its_files(owner: Connection, database: str) -> None:
    with as_login(database, "li", "s3cret") as reader:
        assert reader.execute("show temp_file_limit").fetchone() == ("5GB",)
        reader.execute("set default_transaction_read_only = off")
        name = sql.Identifier(reader.info.dbname)
        for undone in ("set temp_file_limit = -1", "alter role li set temp_file_limit = -1"):
            with pytest.raises(InsufficientPrivilege):
                reader.execute(undone)  # type: ignore[call-overload]
        reader.execute(sql.SQL("alter role li in database {} reset all").format(name))
    with as_login(database, "li", "s3cret") as reader:
        assert reader.execute("show temp_file_limit").fetchone() == ("5GB",)


def test_a_reader_has_so_many_connections_and_no_more(owner: Connection, database: str) -> None:
    held = [as_login(database, "li", "s3cret") for _ in range(8)]
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        as_login(database, "li", "s3cret")
    for one in held:
        one.close()


def test_partitions_are_made_of_so_many_years_and_no_more(owner: Connection, database: str) -> None:
    set_password(owner, LOADER, "s3cret")
    owner.execute(
        "do $$ begin for year in 1..300 loop execute format("
        "'create table core_partition.figure_%s partition of core.figure for values in (%s)', year, year); end loop; end $$"
    )
    with as_login(database, LOADER, "s3cret") as loader, pytest.raises(ProgramLimitExceeded):
        loader.execute("select core.make_partitions(301)")


BUSY = """
    set statement_timeout = 0;
    do $$ begin
        loop begin perform pg_sleep(1000); exception when query_canceled then null; end; end loop;
    end $$
"""


def _run(session: Connection, query: str, ended: list[str]) -> None:
    try:
        session.execute(query)  # type: ignore[call-overload]
    except psycopg.Error as error:
        ended.append(str(error))


def test_what_a_reader_runs_too_long_is_ended_and_a_loader_s_is_not(owner: Connection, database: str) -> None:
    set_password(owner, WATCHDOG, "of the watchdog")
    set_password(owner, LOADER, "s3cret")
    ended: list[str] = []
    with (
        as_login(database, "li", "s3cret") as reader,
        as_login(database, "li", "s3cret") as idle,
        as_login(database, LOADER, "s3cret") as loader,
        as_login(database, WATCHDOG, "of the watchdog") as watchdog,
    ):
        idle.execute("set idle_in_transaction_session_timeout = 0; begin; select * from marts.agency_year")
        threads = [
            threading.Thread(target=_run, args=(reader, BUSY, ended)),
            threading.Thread(target=_run, args=(loader, "select pg_sleep(4)", ended)),
        ]
        for thread in threads:
            thread.start()
        time.sleep(1.5)
        assert end_overdue(watchdog, longest=600, idle=600) == []
        found = end_overdue(watchdog, longest=1, idle=1)
        assert sorted((one.login, one.idle) for one in found) == [("li", False), ("li", True)]
        for thread in threads:
            thread.join(timeout=20)
        assert len(ended) == 1, ended
        with pytest.raises(psycopg.OperationalError):
            idle.execute("select 1")
        with pytest.raises(InsufficientPrivilege):
            watchdog.execute("select pg_terminate_backend(%s)", (loader.info.backend_pid,))
        with pytest.raises(WarehouseError, match=r"gongkai_watchdog"):
            end_overdue(loader, longest=1, idle=1)


def test_the_command_watches_until_it_is_told_to_end(owner: Connection, database: str) -> None:
    set_password(owner, WATCHDOG, "s3cret")
    command = ["db", "watchdog", "--longest", "1", "--interval", "0.2", "--log-format", "json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", *command],
        env={"PATH": "/usr/bin:/bin", "GONGKAI_DATABASE_URL": address(database, WATCHDOG, "s3cret")},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        assert '"warehouse"' in process.stderr.readline()
        assert '"watching"' in process.stderr.readline()
        with as_login(database, "li", "s3cret") as reader, pytest.raises(psycopg.OperationalError):
            reader.execute(BUSY)
        assert '"ended"' in process.stderr.readline()
    finally:
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=20)[1]
    assert process.returncode == 0, rest
