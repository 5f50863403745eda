"""Who may do what in a shared warehouse: three groups, which have all rights, and logins, which have none but by their group.

Groups can't log in: `gongkai_may_load` writes `raw` and `core`; `gongkai_may_build` reads them and makes what dbt makes; `gongkai_may_read`
reads the marts. A login is a member of one. Those of services are made here: `gongkai_loader`, `gongkai_builder`, `gongkai_reader` and,
where they are wanted, `gongkai_superset` for the dashboards and `gongkai_watchdog`, which ends queries of readers and may end nothing
else. Those of people are made by `logins.py`. A role of PostgreSQL can change its own password and settings: where each login is one
person's or one program's, this reaches nobody else.

Made by the database's owner, who needs CREATEROLE and no superuser. Doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import psycopg
from psycopg import sql

from etl.errors import WarehouseError
from migrations.helpers import FUNCTIONS

MAY_LOAD, MAY_BUILD, MAY_READ = GROUPS = ("gongkai_may_load", "gongkai_may_build", "gongkai_may_read")
LOADER, BUILDER, READER = ROLES = ("gongkai_loader", "gongkai_builder", "gongkai_reader")
DASHBOARDS = "gongkai_superset"
WATCHDOG = "gongkai_watchdog"
OPTIONAL = (DASHBOARDS, WATCHDOG)
SERVICES = (*ROLES, *OPTIONAL)
GROUP_OF = {LOADER: MAY_LOAD, BUILDER: MAY_BUILD, READER: MAY_READ, DASHBOARDS: MAY_READ, WATCHDOG: MAY_READ}

LOADED = ("raw", "core")
BUILT = ("dbt_staging", "dbt_intermediate", "dbt_quality", "marts", "marts_zh")
READ = ("marts", "marts_zh")

# A dashboard's query that takes a minute is a mistake. A session may set these otherwise; `watchdog.py` is for those that do.
_READING = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "1min",
    "search_path": "marts",
}
_SETTINGS = {
    MAY_LOAD: {"idle_in_transaction_session_timeout": "10min"},
    # What one builder makes, another makes anew: it is the group's.
    MAY_BUILD: {"idle_in_transaction_session_timeout": "10min", "role": MAY_BUILD},
    MAY_READ: _READING,
}
_CONNECTIONS = {READER: 40, DASHBOARDS: 30, WATCHDOG: 3}
"""How many connections a login of a service may have at once; the server has 100 by default, and loading needs some."""
TEMPORARY_FILES = "5GB"
"""What a query of a reader may put into temporary files."""

Connection = psycopg.Connection[Any]


def create_roles(connection: Connection, also: Collection[str] = ()) -> Sequence[str]:
    """Make groups and logins, `also` some of OPTIONAL, and give them their rights, in one transaction; the names of the logins that are new.

    New logins have no password, so they can't be used until `set_password` gives one; one that is there keeps its own. WarehouseError if
    the connection's role may not do this, with what it lacks; nothing is changed then.
    """
    place = place_of(connection)
    try:
        with connection.transaction():
            present = {name for (name,) in connection.execute("select rolname from pg_roles")}
            wanted = [name for name in SERVICES if name in ROLES or name in also or name in present]
            for name in GROUPS:
                if name not in present:
                    connection.execute(_format("create role {} nologin", name))
            new = [name for name in wanted if name not in present]
            for name in wanted:
                if name in new:
                    make_login(connection, name)
                enter(connection, name, GROUP_OF[name], _CONNECTIONS.get(name, -1))
            _become_member(connection)
            _grant(connection)
            for name in wanted:
                if name not in new:
                    _take_own_rights(connection, name)
            show_to_watchdog(connection)
            lacking = _lacking(connection)
            if lacking:
                raise WarehouseError(
                    f"these rights could not be given: {', '.join(lacking)}",
                    place=place,
                    next_step="run gongkai db roles as the owner of the database, after gongkai db migrate",
                )
    except psycopg.errors.InsufficientPrivilege as error:
        raise _may_not(connection, error) from error
    return new


def make_login(connection: Connection, name: str) -> None:
    """Make a role that may log in and nothing else."""
    connection.execute(_format("create role {} login nosuperuser nocreatedb nocreaterole noreplication", name))


def enter(connection: Connection, name: str, group: str, connections: int) -> None:
    """Make a login a member of a group, with the settings of those who are; `connections`: how many it may have at once, -1 for any."""
    connection.execute(_format("grant {} to {}", group, name))
    connection.execute(
        sql.SQL("alter role {} connection limit {}").format(sql.Identifier(name), sql.Literal(connections))
    )
    settings = dict(_SETTINGS[group])
    if group == MAY_READ and may_bound_files(connection):
        settings["temp_file_limit"] = TEMPORARY_FILES
    for setting, value in settings.items():
        connection.execute(
            sql.SQL("alter role {} in database {} set {} = {}").format(
                sql.Identifier(name),
                sql.Identifier(connection.info.dbname),
                sql.Identifier(setting),
                sql.Literal(value),
            )
        )


def set_password(connection: Connection, role: str, password: str) -> None:
    """Give the login of a service a password."""
    if role not in SERVICES:
        raise WarehouseError(
            f"{role} is none of gongkai's roles",
            next_step=f"name one of {', '.join(SERVICES)}; people's are given by gongkai db user password",
        )
    give_password(connection, role, password)


def give_password(connection: Connection, role: str, password: str) -> None:
    """Give a login a password. It is hashed here: the server and its log never see it."""
    hashed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode("ascii")
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(hashed)))


def show_to_watchdog(connection: Connection) -> None:
    """Let the watchdog, where there is one, see what readers run, and end it: a member of their logins may, and may do nothing else."""
    readers = connection.execute(
        """
        select r.rolname from pg_auth_members as m
        inner join pg_roles as r on m.member = r.oid
        inner join pg_roles as g on m.roleid = g.oid
        where g.rolname = %s and r.rolcanlogin and not r.rolsuper and not r.rolcreaterole and r.rolname <> %s
            and exists (
                select from pg_roles as w where w.rolname = %s and not pg_has_role(w.oid, r.oid, 'USAGE')
            )
        """,
        (MAY_READ, WATCHDOG, WATCHDOG),
    ).fetchall()
    for (name,) in readers:
        connection.execute(_format("grant {} to {}", name, WATCHDOG))


def may_bound_files(connection: Connection) -> bool:
    """Whether the connection's role may set how much a role puts into temporary files: superusers, and who was granted it."""
    if connection.info.server_version < 150000:
        question = "select rolsuper from pg_roles where rolname = current_user"
    else:
        question = "select has_parameter_privilege('temp_file_limit', 'SET')"
    return connection.execute(question).fetchone() == (True,)


def place_of(connection: Connection) -> str:
    """host:port/database, as messages name it."""
    return f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"


def _may_not(connection: Connection, error: psycopg.Error) -> WarehouseError:
    return WarehouseError(
        f"{connection.info.user} may not make roles or give rights: {error.diag.message_primary}",
        place=place_of(connection),
        next_step=f"a superuser runs: alter role {connection.info.user} createrole; and makes it the owner of the database",
    )


def _become_member(connection: Connection) -> None:
    """Whoever isn't a superuser must be a member of the builders to hand them schemas, and to run dbt afterwards."""
    row = connection.execute(
        "select rolsuper, pg_has_role(%s, 'USAGE') from pg_roles where rolname = current_user", (MAY_BUILD,)
    ).fetchone()
    if row and not any(row):
        connection.execute(_format("grant {} to current_user", MAY_BUILD))


def _grant(connection: Connection) -> None:
    database = sql.Identifier(connection.info.dbname)
    # PostgreSQL 14 lets everyone create in `public`, and every version lets everyone create temporary tables.
    connection.execute("revoke create on schema public from public")
    connection.execute(sql.SQL("revoke temporary on database {} from public").format(database))
    for name in GROUPS:
        connection.execute(sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(name)))
    connection.execute(
        sql.SQL("grant create, temporary on database {} to {}").format(database, sql.Identifier(MAY_BUILD))
    )

    for schema in LOADED:
        for name, rights in ((MAY_LOAD, "select, insert, update, delete"), (MAY_BUILD, "select")):
            connection.execute(_format("grant usage on schema {} to {}", schema, name))
            connection.execute(_format(f"grant {rights} on all tables in schema {{}} to {{}}", schema, name))
            # Tables of later migrations, which the same role will run.
            connection.execute(
                _format(f"alter default privileges in schema {{}} grant {rights} on tables to {{}}", schema, name)
            )
    for signature, _, _ in FUNCTIONS:
        connection.execute(f"revoke all on function core.{signature} from public")
        connection.execute(_format(f"grant execute on function core.{signature} to {{}}", MAY_LOAD))
    if connection.execute("select to_regclass('core.alembic_version') is not null").fetchone() == (True,):
        connection.execute(_format("revoke insert, update, delete on core.alembic_version from {}", MAY_LOAD))

    for schema in BUILT:
        connection.execute(_format("create schema if not exists {}", schema))
        _hand_over(connection, schema)
    for schema in READ:
        connection.execute(_format("grant usage on schema {} to {}", schema, MAY_READ))
        connection.execute(_format("grant select on all tables in schema {} to {}", schema, MAY_READ))
        # dbt makes its tables anew: by a builder, or by ourselves.
        connection.execute(
            _format("alter default privileges in schema {} grant select on tables to {}", schema, MAY_READ)
        )
        connection.execute(
            _format(
                "alter default privileges for role {} in schema {} grant select on tables to {}",
                MAY_BUILD,
                schema,
                MAY_READ,
            )
        )


def _take_own_rights(connection: Connection, name: str) -> None:
    """Take from a service's login what it was once granted itself: it has the same by its group, and what isn't granted can't be left over."""
    for schema in (*LOADED, *BUILT):
        connection.execute(_format("revoke all on all tables in schema {} from {}", schema, name))
        connection.execute(_format("revoke all on schema {} from {}", schema, name))
        connection.execute(_format("alter default privileges in schema {} revoke all on tables from {}", schema, name))
    for signature, _, _ in FUNCTIONS:
        connection.execute(_format(f"revoke all on function core.{signature} from {{}}", name))
    connection.execute(
        sql.SQL("revoke all on database {} from {}").format(
            sql.Identifier(connection.info.dbname), sql.Identifier(name)
        )
    )
    given_by_builder = connection.execute(
        """
        select n.nspname from pg_default_acl as d
        inner join pg_namespace as n on d.defaclnamespace = n.oid
        where pg_get_userbyid(d.defaclrole) = %s and pg_has_role(d.defaclrole, 'MEMBER') and d.defaclacl::text like %s
        """,
        (BUILDER, f"%{name}=%"),
    ).fetchall()
    for (schema,) in given_by_builder:
        connection.execute(
            _format(
                "alter default privileges for role {} in schema {} revoke all on tables from {}", BUILDER, schema, name
            )
        )


def _hand_over(connection: Connection, schema: str) -> None:
    """Make the builders the owner of a schema and of what dbt made in it so far: only an owner can make it anew."""
    kinds = {"r": "table", "p": "table", "v": "view", "m": "materialized view"}
    connection.execute(_format("alter schema {} owner to {}", schema, MAY_BUILD))
    found = connection.execute(
        """
        select c.relname, c.relkind::text from pg_class as c
        where c.relnamespace = %s::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and pg_get_userbyid(c.relowner) <> %s
        """,
        (schema, MAY_BUILD),
    ).fetchall()
    for name, kind in found:
        statement = f"alter {kinds[kind]} {{}}.{{}} owner to {{}}"
        connection.execute(_format(statement, schema, name, MAY_BUILD))


def _lacking(connection: Connection) -> list[str]:
    """What the groups still may not do, or may and should not: the server answers some grants with a mere warning."""
    checks: list[tuple[str, str, tuple[str, ...], bool]] = [
        (
            f"CREATE on the database for {MAY_BUILD}",
            "has_database_privilege(%s, current_database(), 'CREATE')",
            (MAY_BUILD,),
            True,
        ),
        *((f"writing {schema} for {MAY_LOAD}", _ALL_TABLES, (MAY_LOAD, "INSERT", schema), True) for schema in LOADED),
        *((f"reading {schema} for {MAY_BUILD}", _ALL_TABLES, (MAY_BUILD, "SELECT", schema), True) for schema in LOADED),
        *(
            (f"USAGE on {schema} for {MAY_READ}", "has_schema_privilege(%s, %s, 'USAGE')", (MAY_READ, schema), True)
            for schema in READ
        ),
        *(
            (f"keeping {name} out of {schema}", "has_schema_privilege(%s, %s, 'USAGE')", (name, schema), False)
            for name in (MAY_READ, READER)
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
