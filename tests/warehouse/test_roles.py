"""Each role may do its work, and nothing else. Roles belong to the server, so the tests use one database after the other."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, QueryCanceled, ReadOnlySqlTransaction

from etl.errors import WarehouseError
from etl.warehouse.roles import BUILDER, LOADER, READER, ROLES, create_roles, set_password
from etl.warehouse.schema import create_from_models
from etl.warehouse.writer import write_report
from tests.warehouse.samples import report

pytestmark = pytest.mark.usefixtures("server_roles")

Connection = psycopg.Connection[Any]


@pytest.fixture
def roles(connection: Connection) -> Connection:
    """A warehouse with the roles."""
    create_roles(connection)
    return connection


def _as(owner: Connection, url: str, role: str) -> Connection:
    """A session of the role, logged in with a password."""
    password = secrets.token_urlsafe(12)
    set_password(owner, role, password)
    parts = urlsplit(url)
    return psycopg.connect(
        parts._replace(netloc=f"{role}:{password}@{parts.netloc.rpartition('@')[2]}").geturl(), autocommit=True
    )


def test_making_the_roles_twice_changes_nothing(roles: Connection) -> None:
    assert create_roles(roles) == []


def test_the_loader_loads_and_touches_no_table_itself(roles: Connection, database: str) -> None:
    with _as(roles, database, LOADER) as loader:
        assert write_report(loader, report()).status == "loaded"
        for forbidden in (
            "drop table core.figure",
            "create table core.mine (n int)",
            "delete from core.alembic_version",
            "create schema mine",
        ):
            with pytest.raises((InsufficientPrivilege, psycopg.errors.UndefinedTable)):
                loader.execute(forbidden)  # type: ignore[call-overload]


def test_the_builder_builds_from_core_and_writes_nothing_there(roles: Connection, database: str) -> None:
    with _as(roles, database, BUILDER) as builder:
        builder.execute("create schema if not exists dbt_other")
        builder.execute("create table marts.agency_year as select * from core.dim_report")
        with pytest.raises(InsufficientPrivilege):
            builder.execute("delete from core.dim_report")


def test_the_builder_may_make_anew_what_the_owner_built_before(connection: Connection, database: str) -> None:
    connection.execute(
        "create schema marts; create table marts.agency_year (n int); create view marts.v as select * from marts.agency_year"
    )
    create_roles(connection)
    with _as(connection, database, BUILDER) as builder:
        builder.execute("drop table marts.agency_year cascade")


def test_the_reader_reads_marts_made_later_and_nothing_else(roles: Connection, database: str) -> None:
    with _as(roles, database, BUILDER) as builder, _as(roles, database, READER) as reader:
        builder.execute("create table marts.agency_year as select 1 as n")
        builder.execute("create table dbt_staging.secret as select 1 as n")
        assert reader.execute("select n from agency_year").fetchone() == (1,)
        for hidden in ("core.dim_report", "core.published_figure", "raw.document", "dbt_staging.secret"):
            with pytest.raises(InsufficientPrivilege):
                reader.execute(f"select * from {hidden}")  # type: ignore[call-overload]


def test_the_reader_cannot_write_even_with_its_setting_undone(roles: Connection, database: str) -> None:
    with _as(roles, database, READER) as reader:
        with pytest.raises(ReadOnlySqlTransaction):
            reader.execute("create temporary table t (n int)")
        reader.execute("set default_transaction_read_only = off")
        for forbidden in (
            "create table marts.t (n int)",
            "create table public.t (n int)",
            "create temporary table t (n int)",
            "create schema s",
        ):
            with pytest.raises(InsufficientPrivilege):
                reader.execute(forbidden)  # type: ignore[call-overload]


def test_the_readers_queries_are_stopped_after_a_time(roles: Connection, database: str) -> None:
    with _as(roles, database, READER) as reader:
        assert reader.execute("show statement_timeout").fetchone() == ("1min",)
        reader.execute("set statement_timeout = '50ms'")
        with pytest.raises(QueryCanceled):
            reader.execute("select pg_sleep(5)")


def test_an_owner_who_is_no_superuser_makes_the_roles(server_url: str, empty_database: str) -> None:
    name, password = f"owner_{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    with psycopg.connect(empty_database, autocommit=True) as admin:
        admin.execute(
            sql.SQL("create role {} login createrole password {}").format(sql.Identifier(name), sql.Literal(password))
        )
        admin.execute(
            sql.SQL("alter database {} owner to {}").format(sql.Identifier(admin.info.dbname), sql.Identifier(name))
        )
        if admin.info.server_version < 150000:
            admin.execute(sql.SQL("alter schema public owner to {}").format(sql.Identifier(name)))
        parts = urlsplit(empty_database)
        url = parts._replace(netloc=f"{name}:{password}@{parts.netloc.rpartition('@')[2]}").geturl()
        try:
            create_from_models(url)
            with psycopg.connect(url, autocommit=True) as owner:
                assert create_roles(owner) == list(ROLES)
                assert create_roles(owner) == []
                with _as(owner, url, READER) as reader, pytest.raises(InsufficientPrivilege):
                    reader.execute("select * from core.dim_report")
        finally:
            admin.execute(sql.SQL("reassign owned by {} to current_user").format(sql.Identifier(name)))
            admin.execute(
                sql.SQL("drop owned by {} cascade; drop role {}").format(sql.Identifier(name), sql.Identifier(name))
            )


def test_who_may_not_make_roles_is_told_what_is_lacking(connection: Connection, database: str) -> None:
    name, password = f"plain_{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    connection.execute(sql.SQL("create role {} login password {}").format(sql.Identifier(name), sql.Literal(password)))
    parts = urlsplit(database)
    url = parts._replace(netloc=f"{name}:{password}@{parts.netloc.rpartition('@')[2]}").geturl()
    try:
        with psycopg.connect(url, autocommit=True) as plain, pytest.raises(WarehouseError, match="createrole"):
            create_roles(plain)
    finally:
        connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))
    assert connection.execute("select count(*) from pg_roles where rolname = any(%s)", (list(ROLES),)).fetchone() == (
        0,
    )


def test_a_password_reaches_the_server_as_a_hash_only(roles: Connection) -> None:
    set_password(roles, READER, "s3cret")
    (stored,) = roles.execute("select rolpassword from pg_authid where rolname = %s", (READER,)).fetchone() or ("",)
    assert stored.startswith("SCRAM-SHA-256$")
    with pytest.raises(WarehouseError, match="none of gongkai's roles"):
        set_password(roles, "postgres", "x")
