"""A login for each person, by group: made, listed, given another password, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from etl.errors import WarehouseError
from etl.warehouse.roles import (
    GROUPS,
    MAY_BUILD,
    MAY_LOAD,
    MAY_READ,
    SERVICES,
    enter,
    give_password,
    make_login,
    place_of,
    show_to_watchdog,
)

KINDS = {"analyst": MAY_READ, "dashboard": MAY_READ, "loader": MAY_LOAD, "builder": MAY_BUILD}
"""What a login is for → its group. An analyst is a person, a dashboard a BI tool that asks for many at once."""
_CONNECTIONS = {"analyst": 8, "dashboard": 30, "loader": 10, "builder": 10}
_LONGEST = 63
_MARK = "gongkai login: "
"""Begins the comment of the roles that were made here: only these are dropped."""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Login:
    """A login of the warehouse. `kinds`: what it is for, several where it is in several groups; `sessions`: how many are open now."""

    name: str
    kinds: tuple[str, ...]
    is_service: bool
    has_expired: bool
    sessions: int


def add_login(connection: Connection, name: str, kind: str, password: str | None, *, existing: bool = False) -> None:
    """Make a login of a kind, one of KINDS, with a password. `existing`: take a role that is there into the group; it keeps its password.

    WarehouseError where the name can't be one, where the role is there already (or isn't, with `existing`), or rights are missing;
    nothing is changed then.
    """
    _check_name(connection, name)
    place = place_of(connection)
    try:
        with connection.transaction():
            if connection.execute("select to_regrole(%s) is null", (MAY_READ,)).fetchone() == (True,):
                raise WarehouseError("there are no groups yet", place=place, next_step="run gongkai db roles first")
            found = _role(connection, name)
            if found is None and existing:
                raise WarehouseError(f"there is no role {name}", place=place, next_step="leave out --existing")
            if found is not None and not existing:
                raise WarehouseError(
                    f"there is a role {name} already",
                    place=place,
                    next_step=f"gongkai db user add {name} --role {kind} --existing lets it in with the password that it has; "
                    f"gongkai db user password {name} gives it another",
                )
            if found is not None and found[0]:
                raise WarehouseError(
                    f"{name} is a superuser, whom no group bounds", place=place, next_step="name another login"
                )
            if found is None:
                make_login(connection, name)
                connection.execute(
                    sql.SQL("comment on role {} is {}").format(sql.Identifier(name), sql.Literal(_MARK + kind))
                )
            enter(connection, name, KINDS[kind], _CONNECTIONS[kind])
            if password is not None:
                give_password(connection, name, password)
            show_to_watchdog(connection)
    except psycopg.errors.InsufficientPrivilege as error:
        raise _may_not(connection, error) from error


def change_password(connection: Connection, name: str, password: str) -> None:
    """Give a person's login another password. WarehouseError where it is none of the warehouse's."""
    _known(connection, name)
    try:
        give_password(connection, name, password)
    except psycopg.errors.InsufficientPrivilege as error:
        raise _may_not(connection, error) from error


def list_logins(connection: Connection) -> Sequence[Login]:
    """All logins that are in a group, services first."""
    found = connection.execute(
        """
        select r.rolname, array_agg(g.rolname::text order by g.rolname), shobj_description(r.oid, 'pg_authid'),
            coalesce(r.rolvaliduntil < now(), false),
            (select count(*) from pg_stat_activity as a where a.usesysid = r.oid and a.datname = current_database())
        from pg_auth_members as m
        inner join pg_roles as r on m.member = r.oid
        inner join pg_roles as g on m.roleid = g.oid
        where g.rolname = any(%s) and r.rolcanlogin and not r.rolsuper and not r.rolcreaterole
        group by r.oid, r.rolname, r.rolvaliduntil
        order by r.rolname
        """,
        (list(GROUPS),),
    )
    logins = [
        Login(name, _kinds(groups, comment or ""), name in SERVICES, expired, sessions)
        for name, groups, comment, expired, sessions in found
    ]
    return sorted(logins, key=lambda login: (not login.is_service, login.name))


def remove_login(connection: Connection, name: str) -> bool:
    """End a person's sessions and take the login away; whether its role was dropped: one that wasn't made here only leaves the groups.

    What it made is its group's from then on. WarehouseError where it is none of the warehouse's, or owns something in another database.
    """
    login = _known(connection, name)
    role = sql.Identifier(name)
    made_here = (_comment(connection, name) or "").startswith(_MARK)
    groups = {KINDS[kind] for kind in login.kinds}
    try:
        with connection.transaction():
            _become_member(connection, name)
            if made_here:
                connection.execute(sql.SQL("alter role {} nologin").format(role))
            for group in groups:
                connection.execute(sql.SQL("revoke {} from {}").format(sql.Identifier(group), role))
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s and datname = current_database()",
            (name,),
        )
        if not made_here:
            return False
        with connection.transaction():
            connection.execute(sql.SQL("reassign owned by {} to {}").format(role, sql.Identifier(MAY_BUILD)))
            connection.execute(sql.SQL("drop owned by {}").format(role))
            connection.execute(sql.SQL("drop role {}").format(role))
    except psycopg.errors.InsufficientPrivilege as error:
        raise _may_not(connection, error) from error
    except psycopg.errors.DependentObjectsStillExist as error:
        raise WarehouseError(
            f"{name} can't log in any more; its role stays, for things of other databases are its own",
            place=place_of(connection),
            next_step=f"in those databases: drop owned by {name}; then: drop role {name}",
        ) from error
    return True


def _check_name(connection: Connection, name: str) -> None:
    if not name or name != name.strip() or not name.isprintable() or len(name.encode()) > _LONGEST:
        reason = f"must have 1 to {_LONGEST} bytes, none of them a control character or a space at an end"
    elif name.startswith("pg_") or name in {"public", "none"}:
        reason = "is a name that PostgreSQL keeps for itself"
    elif name in {*SERVICES, *GROUPS}:
        reason = "is one of gongkai's own roles, which gongkai db roles makes"
    else:
        return
    raise WarehouseError(f"a login's name {reason}: {name!r}", place=place_of(connection), next_step="name another")


def _known(connection: Connection, name: str) -> Login:
    if name in SERVICES:
        raise WarehouseError(
            f"{name} is a service's login, not a person's",
            place=place_of(connection),
            next_step=f"gongkai db roles --password {name} gives it another password",
        )
    for login in list_logins(connection):
        if login.name == name:
            return login
    raise WarehouseError(
        f"there is no login {name} of this warehouse",
        place=place_of(connection),
        next_step="gongkai db user list shows those that there are",
    )


def _become_member(connection: Connection, name: str) -> None:
    """Whoever isn't a superuser must be a member of a role to end its sessions and to take what it owns."""
    row = connection.execute(
        "select rolsuper, pg_has_role(%s, 'USAGE') from pg_roles where rolname = current_user", (name,)
    ).fetchone()
    if row and not any(row):
        connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(name)))


def _role(connection: Connection, name: str) -> tuple[bool] | None:
    """Whether the role is a superuser; None where there is none of that name."""
    return connection.execute("select rolsuper from pg_roles where rolname = %s", (name,)).fetchone()


def _comment(connection: Connection, name: str) -> str | None:
    row = connection.execute(
        "select shobj_description(oid, 'pg_authid') from pg_roles where rolname = %s", (name,)
    ).fetchone()
    return row[0] if row else None


def _kinds(groups: Sequence[str], comment: str) -> tuple[str, ...]:
    """What a login is for, by its groups; the comment tells an analyst from a dashboard."""
    own = comment.removeprefix(_MARK)
    return tuple(
        own if KINDS.get(own) == group else next(kind for kind, its in KINDS.items() if its == group)
        for group in groups
    )


def _may_not(connection: Connection, error: psycopg.Error) -> WarehouseError:
    return WarehouseError(
        f"{connection.info.user} may not do this to logins: {error.diag.message_primary}",
        place=place_of(connection),
        next_step="connect as the role that ran gongkai db roles",
    )
