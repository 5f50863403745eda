"""All ways that a reader might write, block or reach others, with its read-only mode off."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

WRITES = (
    "create table marts.t (n int)",
    "create table marts_zh.t (n int)",
    "create table public.t (n int)",
    "select 1 as n into public.t",
    "create temporary table t (n int)",
    "create temporary view v as select 1",
    "create temporary sequence s",
    "create unlogged table public.t (n int)",
    "create schema s",
    "create function public.f() returns int language sql as 'select 1'",
    "create function marts.f() returns int language sql as 'select 1'",
    "create function pg_temp.f() returns int language sql as 'select 1'",
    "create type public.t as (n int)",
    "create domain public.d as int",
    "create extension pg_trgm",
    "create publication p",
    "create database d",
    "create role r",
    "insert into marts.agency_year select * from marts.agency_year",
    "update marts.agency_year set agency = agency",
    "delete from marts.agency_year",
    "truncate marts.agency_year",
    "drop table marts.agency_year",
    "alter table marts.agency_year add n int",
    "comment on table marts.agency_year is 'x'",
    "create index on marts.agency_year (agency)",
    "do $$ begin lock table marts.agency_year in row exclusive mode; end $$",
    "do $$ begin lock table marts.agency_year in access exclusive mode; end $$",
    "select * from marts.agency_year for update",
    "create rule r as on insert to marts.agency_year do nothing",
    "create trigger t after insert on marts.agency_year execute function suppress_redundant_updates_trigger()",
    "select * from core.dim_report",
    "select * from raw.document",
    "select core.make_partitions(2030)",
    "select core.analyze_partitioned()",
    "copy marts.agency_year to '/tmp/t'",
    "copy marts.agency_year to program 'true'",
    "copy marts.agency_year from '/etc/passwd'",
    "alter system set work_mem = '1GB'",
    "set role gongkai_may_build",
    "set role gongkai_loader",
    "set session authorization gongkai_loader",
    "alter role gongkai_loader set work_mem = '1GB'",
    "alter role gongkai_loader password 'x'",
    "alter role all set statement_timeout = 0",
    "checkpoint",
)
"""Statements; `marts.agency_year` is a table with a column `agency`."""

CALLS = (
    "lo_create(0)",
    "lo_creat(-1)",
    "lo_from_bytea(0, decode(repeat('00', 1000), 'hex'))",
    "lo_import('/etc/passwd')",
    "lo_export(1, '/tmp/t')",
    "lo_put(1, 0, '')",
    "lo_unlink(1)",
    "lo_truncate(0, 0)",
    "lo_truncate64(0, 0)",
    "lowrite(0, '')",
    "pg_logical_emit_message(true, 'x', repeat('x', 1000))",
    "pg_logical_emit_message(false, 'x', ''::bytea)",
    "pg_notify('x', 'y')",
    "pg_export_snapshot()",
    "pg_advisory_lock(1)",
    "pg_advisory_lock(1, 1)",
    "pg_advisory_lock_shared(1)",
    "pg_advisory_xact_lock(1)",
    "pg_try_advisory_lock(1)",
    "pg_try_advisory_xact_lock_shared(1, 1)",
    "pg_reload_conf()",
    "pg_rotate_logfile()",
    "pg_switch_wal()",
    "pg_create_restore_point('x')",
    "pg_create_physical_replication_slot('x')",
    "pg_create_logical_replication_slot('x', 'pgoutput')",
    "pg_stat_reset()",
    "pg_read_file('/etc/passwd')",
    "pg_ls_dir('/')",
    "pg_replication_origin_create('x')",
)
"""Functions of PostgreSQL that write, block others or look at the machine."""


def assert_all_shut(reader: psycopg.Connection[Any]) -> None:
    """Each way out is refused for want of rights, and nothing was left by any."""
    reader.execute("set default_transaction_read_only = off; set statement_timeout = 0")
    open_ways = []
    for statement in (*WRITES, *(f"select {call}" for call in CALLS)):
        try:
            reader.execute(statement)  # type: ignore[call-overload]
        except InsufficientPrivilege:
            continue
        except psycopg.Error as error:
            open_ways.append(f"{statement}: {error}")
        else:
            open_ways.append(statement)
    assert not open_ways, "; ".join(open_ways)
    assert reader.execute("select count(*) from pg_largeobject_metadata").fetchone() == (0,)


def assert_kept_out(reader_url: str, database: str) -> None:
    """The reader may not connect to another database."""
    other = urlsplit(reader_url)._replace(path=f"/{database}").geturl()
    with pytest.raises(psycopg.OperationalError, match="CONNECT"):
        psycopg.connect(other)
