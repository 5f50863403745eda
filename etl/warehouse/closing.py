"""Ways out of reading that PostgreSQL leaves open to everybody: shut where the connection's role may shut them, named where it may not.

A role that may do nothing in this database may still, by default: fill the disk with large objects, messages of its own in the
write-ahead log, snapshots and temporary files; take the locks that loaders wait for; log into other databases of the server and make
temporary tables there. Rights on PostgreSQL's own functions are a superuser's to take away, in each database of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import psycopg
from psycopg import sql

from etl.warehouse.roles import MAY_BUILD, MAY_LOAD, MAY_READ, READER, TEMPORARY_FILES, may_bound_files

_WRITING = (
    "lo_creat",
    "lo_create",
    "lo_export",
    "lo_from_bytea",
    "lo_import",
    "lo_put",
    "lo_truncate",
    "lo_truncate64",
    "lo_unlink",
    "lowrite",
    "pg_logical_emit_message",
)
"""Functions of PostgreSQL that write and that nobody of a warehouse needs."""
_WORKING = (
    "pg_advisory_lock",
    "pg_advisory_lock_shared",
    "pg_advisory_xact_lock",
    "pg_advisory_xact_lock_shared",
    "pg_try_advisory_lock",
    "pg_try_advisory_lock_shared",
    "pg_try_advisory_xact_lock",
    "pg_try_advisory_xact_lock_shared",
    "pg_export_snapshot",
    "pg_notify",
)
"""Functions that who loads, builds or backs up needs, and a reader doesn't: locks, snapshots, messages."""
MAINTENANCE = ("postgres", "template1")
"""Databases that each server has, which hold nothing."""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class WayOut:
    """Something that a reader may do and need not: calls a function, connects to a database, both named in `what`, or writes temporary
    files without bound. `closed_by`: the SQL that a superuser, or the other database's owner, runs."""

    kind: Literal["calls", "connects", "files"]
    what: str
    closed_by: str


def close_functions(connection: Connection) -> None:
    """Take from the public the functions that write; loaders, builders and the owner keep those that they need.

    Nothing happens where the connection's role is no superuser: `ways_out` then names them.
    """
    if connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() != (True,):
        return
    (owner,) = connection.execute(
        "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
    ).fetchone() or ("",)
    with connection.transaction():
        for name, signature in _open_functions(connection):
            # The signature is the server's own, quoted by it.
            function = sql.SQL(signature)
            if name in _WORKING:
                for role in (MAY_LOAD, MAY_BUILD, owner):
                    connection.execute(
                        sql.SQL("grant execute on function {} to {}").format(function, sql.Identifier(role))
                    )
            connection.execute(sql.SQL("revoke execute on function {} from public").format(function))


def close_databases(connection: Connection, names: Collection[str] | None = None) -> Sequence[str]:
    """Take from the public the right to connect to other databases of the server, of all that may be had or of `names`; those closed.

    Owners and superusers go on connecting. For a server that is the warehouse's alone: others' logins would be kept out of theirs.
    """
    may = """
        select datname from pg_database as d
        where datallowconn and datname <> current_database() and has_database_privilege('public', d.oid, 'CONNECT')
            and (pg_has_role(datdba, 'USAGE') or (select rolsuper from pg_roles where rolname = current_user))
        order by datname
    """
    closed = [name for (name,) in connection.execute(may) if names is None or name in names]
    for name in closed:
        connection.execute(sql.SQL("revoke connect, temporary on database {} from public").format(sql.Identifier(name)))
    return closed


def ways_out(connection: Connection) -> Sequence[WayOut]:
    """What stays open to readers here, each with what closes it."""
    found = [
        WayOut("calls", signature, f"revoke execute on function {signature} from public;")
        for _, signature in _open_functions(connection)
    ]
    others = connection.execute(
        """
        select datname, quote_ident(datname) from pg_database
        where datallowconn and datname <> current_database() and has_database_privilege(%s, oid, 'CONNECT') order by datname
        """,
        (MAY_READ,),
    )
    found += [
        WayOut("connects", name, f"revoke connect, temporary on database {quoted} from public;")
        for name, quoted in others
    ]
    if not may_bound_files(connection) and not _files_bounded(connection):
        found.append(
            WayOut(
                "files",
                "",
                f"alter role {READER} set temp_file_limit = '{TEMPORARY_FILES}'; and so for each login",
            )
        )
    return found


def _open_functions(connection: Connection) -> list[tuple[str, str]]:
    """Name and signature of the functions that everybody may call and shouldn't."""
    return connection.execute(
        """
        select proname::text, format('pg_catalog.%%I(%%s)', proname, pg_get_function_identity_arguments(oid)) from pg_proc
        where pronamespace = 'pg_catalog'::regnamespace and proname = any(%s) and has_function_privilege('public', oid, 'EXECUTE')
        order by proname, oid
        """,
        ([*_WRITING, *_WORKING],),
    ).fetchall()


def _files_bounded(connection: Connection) -> bool:
    row = connection.execute(
        """
        select count(*) > 0 from pg_db_role_setting as s, unnest(s.setconfig) as setting
        where s.setrole = %s::regrole and setting like 'temp_file_limit=%%'
        """,
        (READER,),
    ).fetchone()
    return row == (True,)
