"""Ends what readers leave running: a session may set its own time-outs off, and only another can end it then.

Instead of cancelling the query, the session is ended: PL/pgSQL can catch a cancellation and go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from etl.errors import WarehouseError
from etl.warehouse.roles import MAY_BUILD, MAY_LOAD, MAY_READ, WATCHDOG, place_of

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Ended:
    """A session that was ended. `seconds`: how long it had been at it; `idle`: in a transaction without a query."""

    login: str
    seconds: float
    idle: bool
    query: str


_READERS = """
    select r.oid, r.rolname from pg_roles as r
    where pg_has_role(r.oid, %(read)s, 'MEMBER') and r.rolcanlogin and not r.rolsuper and not r.rolcreaterole
        and not pg_has_role(r.oid, %(load)s, 'MEMBER') and not pg_has_role(r.oid, %(build)s, 'MEMBER')
"""
# What is overdue is settled before anything is ended: in one WHERE the planner might end a session first and look at its time after.
_END_OVERDUE = f"""
    with readers as ({_READERS}),
    busy as (
        select a.pid, a.usename, a.state <> 'active' as idle, a.query,
            extract(epoch from clock_timestamp() - case a.state when 'active' then a.query_start else a.state_change end) as at_it,
            extract(epoch from clock_timestamp() - a.xact_start) as in_transaction
        from pg_stat_activity as a
        inner join readers on a.usesysid = readers.oid
        where a.pid <> pg_backend_pid() and a.state in ('active', 'idle in transaction', 'idle in transaction (aborted)')
    ),
    overdue as materialized (
        select * from busy where greatest(at_it, in_transaction) > %(longest)s or (idle and at_it > %(idle)s)
    )
    select usename, greatest(at_it, in_transaction), idle, left(query, 200) from overdue where pg_terminate_backend(pid)
"""  # noqa: S608 — of constants
_OUT_OF_REACH = f"""
    select rolname from ({_READERS}) as readers
    where not pg_has_role(readers.oid, 'USAGE') and not (
        pg_has_role('pg_signal_backend', 'USAGE') and pg_has_role('pg_read_all_stats', 'USAGE')
    )
"""  # noqa: S608 — of constants
_GROUPS = {"read": MAY_READ, "load": MAY_LOAD, "build": MAY_BUILD}


def end_overdue(connection: Connection, longest: float, idle: float) -> Sequence[Ended]:
    """End sessions of readers whose query or transaction takes longer than `longest` seconds, or lies idle in one for `idle` seconds.

    Those of who loads or builds are left alone, whatever else they may. WarehouseError where the connection's role may not see and end
    those of each reader.
    """
    _check_rights(connection)
    rows = connection.execute(
        _END_OVERDUE,
        {**_GROUPS, "longest": longest, "idle": idle},
    ).fetchall()
    return [Ended(login, float(seconds), in_idle, " ".join(query.split())) for login, seconds, in_idle, query in rows]


def _check_rights(connection: Connection) -> None:
    if connection.execute("select to_regrole(%s) is null", (MAY_READ,)).fetchone() == (True,):
        raise WarehouseError(
            "there are no groups yet", place=place_of(connection), next_step="run gongkai db roles first"
        )
    hidden = connection.execute(_OUT_OF_REACH, _GROUPS).fetchall()
    if hidden:
        raise WarehouseError(
            f"{connection.info.user} may not end what {', '.join(name for (name,) in hidden)} runs",
            place=place_of(connection),
            next_step=f"connect as {WATCHDOG}: gongkai db roles --password {WATCHDOG} makes it",
        )
