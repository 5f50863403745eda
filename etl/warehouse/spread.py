"""What a transaction of a warehouse that Citus spreads over machines has to say beforehand; nothing elsewhere."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import psycopg

Connection = psycopg.Connection[Any]

_SPREAD: WeakKeyDictionary[Connection, bool] = WeakKeyDictionary()
"""What is known of connections: asked once each."""


def has_citus(connection: Connection) -> bool:
    """Whether the extension is in the database."""
    return connection.execute("select 1 from pg_extension where extname = 'citus'").fetchone() is not None


def over_one_connection(connection: Connection) -> None:
    """For the rest of the transaction: what is written to many shards goes over one connection a machine, one after the other.

    Citus demands that of a transaction that writes, deletes or attaches where foreign keys lead to reference tables, as all of ours do.
    """
    if connection not in _SPREAD:
        _SPREAD[connection] = has_citus(connection)
    if _SPREAD[connection]:
        connection.execute("set local citus.multi_shard_modify_mode to 'sequential'")
