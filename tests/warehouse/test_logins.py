"""A login for each person: made with the rights of its kind, its own to change, and gone when it is taken away."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction
from typer.testing import CliRunner

from etl.cli import app
from etl.errors import WarehouseError
from etl.warehouse.logins import add_login, change_password, list_logins, remove_login
from etl.warehouse.roles import BUILDER, MAY_BUILD, MAY_READ, READER, WATCHDOG, create_roles, set_password
from etl.warehouse.writer import write_report
from tests.warehouse.samples import report

pytestmark = pytest.mark.usefixtures("server_roles")

Connection = psycopg.Connection[Any]


@pytest.fixture
def owner(connection: Connection) -> Connection:
    """A warehouse with the groups."""
    create_roles(connection)
    return connection


def address(url: str, name: str, password: str) -> str:
    """The same database, as another login."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(name, safe='')}:{quote(password, safe='')}@{place}").geturl()


def as_login(url: str, name: str, password: str) -> Connection:
    """A session of a login."""
    return psycopg.connect(address(url, name, password), autocommit=True)


def test_an_analyst_reads_the_marts_and_nothing_else(owner: Connection, database: str) -> None:
    owner.execute("create table marts.agency_year as select 1 as n")
    add_login(owner, "李明", "analyst", "s3cret")
    with as_login(database, "李明", "s3cret") as analyst:
        assert analyst.execute("select n from agency_year").fetchone() == (1,)
        with pytest.raises(ReadOnlySqlTransaction):
            analyst.execute("create temporary table t (n int)")
        with pytest.raises(InsufficientPrivilege):
            analyst.execute("select * from core.dim_report")


def test_a_loader_loads(owner: Connection, database: str) -> None:
    add_login(owner, "wang", "loader", "s3cret")
    with as_login(database, "wang", "s3cret") as loader:
        assert write_report(loader, report()).status == "loaded"


def test_what_one_builder_makes_another_makes_anew(owner: Connection, database: str) -> None:
    set_password(owner, BUILDER, "s3cret")
    add_login(owner, "zhao", "builder", "s3cret")
    add_login(owner, "li", "analyst", "s3cret")
    with as_login(database, "zhao", "s3cret") as first, as_login(database, BUILDER, "s3cret") as second:
        first.execute("create table marts.agency_year as select 1 as n")
        second.execute("drop table marts.agency_year")
        second.execute("create table marts.agency_year as select 2 as n")
    with as_login(database, "li", "s3cret") as analyst:
        assert analyst.execute("select n from agency_year").fetchone() == (2,)


def test_a_reader_of_before_keeps_password_and_rights(connection: Connection, database: str) -> None:
    """As `gongkai db roles` of the version before left them: rights of the logins themselves, no groups."""
    connection.execute("create role gongkai_reader login; create role gongkai_builder login; create schema marts")
    connection.execute("alter schema marts owner to gongkai_builder; grant usage on schema marts to gongkai_reader")
    connection.execute(
        "alter default privileges for role gongkai_builder in schema marts grant select on tables to gongkai_reader"
    )
    connection.execute(
        "create table marts.agency_year as select 1 as n; grant select on marts.agency_year to gongkai_reader"
    )
    connection.execute("alter table marts.agency_year owner to gongkai_builder")
    set_password(connection, READER, "of before")
    create_roles(connection)
    with as_login(database, READER, "of before") as reader:
        assert reader.execute("select n from agency_year").fetchone() == (1,)
    owns = connection.execute("select pg_get_userbyid(relowner) from pg_class where relname = 'agency_year'").fetchone()
    assert owns == (MAY_BUILD,)
    left = connection.execute(
        "select count(*) from pg_shdepend where refobjid = 'gongkai_reader'::regrole and deptype = 'a'"
    )
    assert left.fetchone() == (0,)


def test_nothing_that_one_login_sets_reaches_another(owner: Connection, database: str) -> None:
    add_login(owner, "li", "analyst", "one")
    add_login(owner, "wang", "analyst", "two")
    set_password(owner, READER, "three")
    with as_login(database, "li", "one") as li, as_login(database, "wang", "two") as wang:
        li.execute("set default_transaction_read_only = off")
        for forbidden in (
            "alter role wang set statement_timeout = 0",
            "alter role wang password 'x'",
            "alter role gongkai_reader set statement_timeout = 0",
            "set role gongkai_reader",
            "set role wang",
            "alter database {} set statement_timeout = 0",
            "alter system set statement_timeout = 0",
            f"select pg_terminate_backend({wang.info.backend_pid})",
            f"select pg_cancel_backend({wang.info.backend_pid})",
        ):
            with pytest.raises(InsufficientPrivilege):
                li.execute(sql.SQL(forbidden).format(sql.Identifier(li.info.dbname)))
        # What it may do to itself and, as a member, to the group, which nobody logs in as:
        li.execute("alter role li set statement_timeout = 0")
        li.execute("set role gongkai_may_read")
        li.execute("alter role gongkai_may_read set statement_timeout = 0")
    for name, password in (("wang", "two"), (READER, "three")):
        with as_login(database, name, password) as other:
            assert other.execute("show statement_timeout").fetchone() == ("1min",)


def test_what_is_no_name_and_what_is_there_already_is_said(owner: Connection) -> None:
    for name in ("", " li", "a\nb", "x" * 64, "pg_li", "public", READER, MAY_READ):
        with pytest.raises(WarehouseError, match="a login's name"):
            add_login(owner, name, "analyst", "x")
    add_login(owner, "li", "analyst", "one")
    with pytest.raises(WarehouseError, match=r"already.*--existing"):
        add_login(owner, "li", "analyst", "two")
    with pytest.raises(WarehouseError, match="no role wang"):
        add_login(owner, "wang", "analyst", None, existing=True)
    with pytest.raises(WarehouseError, match="superuser"):
        add_login(owner, owner.info.user, "analyst", None, existing=True)
    with pytest.raises(WarehouseError, match="gongkai db user list"):
        change_password(owner, "wang", "x")


def test_a_role_that_is_there_is_let_in_with_its_password_and_stays(owner: Connection, database: str) -> None:
    owner.execute("create table marts.agency_year as select 1 as n")
    owner.execute("create role bi login password 'of its own'")
    add_login(owner, "bi", "dashboard", None, existing=True)
    with as_login(database, "bi", "of its own") as tool:
        assert tool.execute("select n from agency_year").fetchone() == (1,)
    assert remove_login(owner, "bi") is False
    with as_login(database, "bi", "of its own") as tool, pytest.raises(InsufficientPrivilege):
        tool.execute("select n from marts.agency_year")
    owner.execute("drop role bi")


def test_a_removed_login_is_gone_with_its_sessions_and_what_it_made_stays(owner: Connection, database: str) -> None:
    add_login(owner, "zhao", "builder", "s3cret")
    with as_login(database, "zhao", "s3cret") as builder:
        builder.execute("create table marts.agency_year as select 1 as n")
        builder.execute("set role zhao; create schema of_zhao")
        assert remove_login(owner, "zhao") is True
        with pytest.raises(psycopg.OperationalError):
            builder.execute("select 1")
    assert owner.execute("select n from marts.agency_year").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        as_login(database, "zhao", "s3cret")
    with pytest.raises(WarehouseError, match="service"):
        remove_login(owner, READER)


def test_an_owner_who_is_no_superuser_adds_and_removes_logins(empty_database: str) -> None:
    from etl.warehouse.schema import create_from_models

    name = f"owner_{secrets.token_hex(4)}"
    role = sql.Identifier(name)
    with psycopg.connect(empty_database, autocommit=True) as admin:
        admin.execute(sql.SQL("create role {} login createrole password 's3cret'").format(role))
        admin.execute(sql.SQL("alter database {} owner to {}").format(sql.Identifier(admin.info.dbname), role))
        if admin.info.server_version < 150000:
            admin.execute(sql.SQL("alter schema public owner to {}").format(role))
        url = address(empty_database, name, "s3cret")
        try:
            create_from_models(url)
            with psycopg.connect(url, autocommit=True) as owner:
                create_roles(owner, also=[WATCHDOG])
                for kind in ("analyst", "builder"):
                    add_login(owner, f"a-{kind}", kind, "s3cret")
                    with as_login(url, f"a-{kind}", "s3cret") as session:
                        assert session.execute("select count(*) >= 0 from pg_tables").fetchone() == (True,)
                        change_password(owner, f"a-{kind}", "another")
                        assert remove_login(owner, f"a-{kind}") is True
                        with pytest.raises(psycopg.OperationalError):
                            session.execute("select 1")
                assert [login.name for login in list_logins(owner) if not login.is_service] == []
        finally:
            admin.execute(sql.SQL("reassign owned by {}, gongkai_may_build to current_user").format(role))
            admin.execute(sql.SQL("drop owned by {} cascade; drop role {}").format(role, role))


def test_commands_make_list_and_remove_logins(
    owner: Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", database)
    run = CliRunner()
    made = run.invoke(app, ["db", "user", "add", "li", "--role", "analyst"])
    assert made.exit_code == 0, made.output
    password = made.output.split("shown this once: ")[1].strip()
    as_login(database, "li", password).close()
    listed = run.invoke(app, ["db", "user", "list"]).output
    assert [line for line in listed.splitlines() if "li " in line and "analyst" in line and "person" in line]
    given = run.invoke(app, ["db", "user", "add", "wang", "--ask-password"], input="of mine\n")
    assert "of mine" not in given.output
    as_login(database, "wang", "of mine").close()
    monkeypatch.setenv("GONGKAI_USER_PASSWORD", "of the environment")
    changed = run.invoke(app, ["db", "user", "password", "wang"])
    assert "of the environment" not in changed.output
    as_login(database, "wang", "of the environment").close()
    assert run.invoke(app, ["db", "user", "remove", "wang"]).exit_code == 0
    with pytest.raises(psycopg.OperationalError):
        as_login(database, "wang", "of the environment")
