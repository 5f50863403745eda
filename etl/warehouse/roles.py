"""The three roles that a shared warehouse needs, and no more rights than their work takes.

`gongkai_loader` writes `raw` and `core`; `gongkai_builder` reads them and makes what dbt makes; `gongkai_reader` reads the marts.
`gongkai_superset` may do what the reader may, and is made for the dashboards alone: their program chooses its password, people choose the reader's.
Made by the database's owner, who needs CREATEROLE and no superuser. Doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from etl.errors import WarehouseError
from migrations.helpers import FUNCTIONS

LOADER, BUILDER, READER = ROLES = ("gongkai_loader", "gongkai_builder", "gongkai_reader")
DASHBOARDS = "gongkai_superset"
READERS = (READER, DASHBOARDS)

LOADED = ("raw", "core")
BUILT = ("dbt_staging", "dbt_intermediate", "dbt_quality", "marts", "marts_zh")
READ = ("marts", "marts_zh")

# A dashboard's query that takes a minute is a mistake; a session can set these otherwise, but can't grant itself rights.
_READER_SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "1min",
    "search_path": "marts",
}
_SETTINGS = {
    LOADER: {"idle_in_transaction_session_timeout": "10min"},
    BUILDER: {"idle_in_transaction_session_timeout": "10min"},
    **dict.fromkeys(READERS, _READER_SETTINGS),
}

Connection = psycopg.Connection[Any]


def create_roles(connection: Connection, also: Sequence[str] = ()) -> Sequence[str]:
    """Make the roles, and `also` DASHBOARDS, and give them their rights, in one transaction; the names of the roles that are new.

    New roles may log in and have no password, so they can't until `set_password` gives one. WarehouseError if the connection's
    role may not do this, with what it lacks; nothing is changed then.
    """
    place = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
    wanted = (*ROLES, *also)
    try:
        with connection.transaction():
            present = {name for (name,) in connection.execute("select rolname from pg_roles")}
            new = [name for name in wanted if name not in present]
            for name in new:
                connection.execute(
                    _format("create role {} login nosuperuser nocreatedb nocreaterole noreplication", name)
                )
            for name in wanted:
                for setting, value in _SETTINGS[name].items():
                    connection.execute(
                        sql.SQL("alter role {} in database {} set {} = {}").format(
                            sql.Identifier(name),
                            sql.Identifier(connection.info.dbname),
                            sql.Identifier(setting),
                            sql.Literal(value),
                        )
                    )
            _become_member(connection)
            _grant(connection, wanted)
            lacking = _lacking(connection, wanted)
            if lacking:
                raise WarehouseError(
                    f"these rights could not be given: {', '.join(lacking)}",
                    place=place,
                    next_step="run gongkai db roles as the owner of the database, after gongkai db migrate",
                )
    except psycopg.errors.InsufficientPrivilege as error:
        raise WarehouseError(
            f"{connection.info.user} may not make roles or give rights: {error.diag.message_primary}",
            place=place,
            next_step=f"a superuser runs: alter role {connection.info.user} createrole; and makes it the owner of the database",
        ) from error
    return new


def set_password(connection: Connection, role: str, password: str) -> None:
    """Give one of the roles a password. It is hashed here: the server and its log never see it."""
    if role not in (*ROLES, DASHBOARDS):
        raise WarehouseError(f"{role} is none of gongkai's roles", next_step=f"name one of {', '.join(ROLES)}")
    hashed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode("ascii")
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(hashed)))


def _become_member(connection: Connection) -> None:
    """Whoever isn't a superuser must be a member of the builder to hand it schemas, and to run dbt afterwards."""
    row = connection.execute(
        "select rolsuper, pg_has_role(%s, 'USAGE') from pg_roles where rolname = current_user", (BUILDER,)
    ).fetchone()
    if row and not any(row):
        connection.execute(_format("grant {} to current_user", BUILDER))


def _grant(connection: Connection, wanted: Sequence[str]) -> None:
    database = sql.Identifier(connection.info.dbname)
    # PostgreSQL 14 lets everyone create in `public`, and every version lets everyone create temporary tables.
    connection.execute("revoke create on schema public from public")
    connection.execute(sql.SQL("revoke temporary on database {} from public").format(database))
    for name in wanted:
        connection.execute(sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(name)))
    connection.execute(
        sql.SQL("grant create, temporary on database {} to {}").format(database, sql.Identifier(BUILDER))
    )

    for schema in LOADED:
        for name, rights in ((LOADER, "select, insert, update, delete"), (BUILDER, "select")):
            connection.execute(_format("grant usage on schema {} to {}", schema, name))
            connection.execute(_format(f"grant {rights} on all tables in schema {{}} to {{}}", schema, name))
            # Tables of later migrations, which the same role will run.
            connection.execute(
                _format(f"alter default privileges in schema {{}} grant {rights} on tables to {{}}", schema, name)
            )
    for signature, _, _ in FUNCTIONS:
        connection.execute(f"revoke all on function core.{signature} from public")
        connection.execute(_format(f"grant execute on function core.{signature} to {{}}", LOADER))
    if connection.execute("select to_regclass('core.alembic_version') is not null").fetchone() == (True,):
        connection.execute(_format("revoke insert, update, delete on core.alembic_version from {}", LOADER))

    for schema in BUILT:
        connection.execute(_format("create schema if not exists {}", schema))
        _hand_over(connection, schema)
    for schema in READ:
        for name in _readers(wanted):
            connection.execute(_format("grant usage on schema {} to {}", schema, name))
            connection.execute(_format("grant select on all tables in schema {} to {}", schema, name))
            # dbt makes its tables anew: by the builder, or by ourselves.
            connection.execute(
                _format("alter default privileges in schema {} grant select on tables to {}", schema, name)
            )
            connection.execute(
                _format(
                    "alter default privileges for role {} in schema {} grant select on tables to {}",
                    BUILDER,
                    schema,
                    name,
                )
            )


def _readers(wanted: Sequence[str]) -> Sequence[str]:
    return [name for name in wanted if name in READERS]


def _hand_over(connection: Connection, schema: str) -> None:
    """Make the builder the owner of a schema and of what dbt made in it so far: only an owner can make it anew."""
    kinds = {"r": "table", "p": "table", "v": "view", "m": "materialized view"}
    found = connection.execute(
        """
        select c.relname, c.relkind::text from pg_class as c
        where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and pg_get_userbyid(c.relowner) <> %s
        """,
        (schema, BUILDER),
    ).fetchall()
    for name, kind in found:
        statement = f"alter {kinds[kind]} {{}}.{{}} owner to {{}}"
        connection.execute(_format(statement, schema, name, BUILDER))
    connection.execute(_format("alter schema {} owner to {}", schema, BUILDER))


def _lacking(connection: Connection, wanted: Sequence[str]) -> list[str]:
    """What the roles still may not do, or may and should not: the server answers some grants with a mere warning."""
    checks: list[tuple[str, str, tuple[str, ...], bool]] = [
        (
            "CREATE on the database for gongkai_builder",
            "has_database_privilege(%s, current_database(), 'CREATE')",
            (BUILDER,),
            True,
        ),
        *((f"writing {schema} for gongkai_loader", _ALL_TABLES, (LOADER, "INSERT", schema), True) for schema in LOADED),
        *(
            (f"reading {schema} for gongkai_builder", _ALL_TABLES, (BUILDER, "SELECT", schema), True)
            for schema in LOADED
        ),
        *(
            (f"USAGE on {schema} for {name}", "has_schema_privilege(%s, %s, 'USAGE')", (name, schema), True)
            for name in _readers(wanted)
            for schema in READ
        ),
        *(
            (f"keeping {name} out of {schema}", "has_schema_privilege(%s, %s, 'USAGE')", (name, schema), False)
            for name in _readers(wanted)
            for schema in (*LOADED, *BUILT)
            if schema not in READ
        ),
    ]
    return [
        what
        for what, question, values, answer in checks
        if connection.execute(sql.SQL("select ({})").format(sql.SQL(question)), values).fetchone() != (answer,)
    ]


_ALL_TABLES = """
    select count(*) > 0 and coalesce(bool_and(has_table_privilege(%s, c.oid, %s)), false) from pg_class as c
    where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'alembic_version'
"""


def _format(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
