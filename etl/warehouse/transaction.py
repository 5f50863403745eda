"""A transaction that is done again where loaders met, and whose failure names the file and what to do next."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus

from etl.errors import ServerTroubleError, WarehouseError
from etl.warehouse.merge_rules import MERGES
from etl.warehouse.spread import over_one_connection

Connection = psycopg.Connection[Any]
_Result = TypeVar("_Result")

ATTEMPTS = 5
TROUBLE = ("08", "53", "57P", "58")
"""How the codes of what is wrong with the server itself begin: a machine of its cluster can't be reached, no room or memory or connections
left, shut down, the disk fails."""


def transaction(connection: Connection, place: str, work: Callable[[], _Result]) -> _Result:
    """What `work` gives, in a transaction of its own, done again after a deadlock. The connection must not be in one.

    WarehouseError, naming `place`, if the database refuses a row; ServerTroubleError if it goes away or has no room. Nothing is written then.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE and not connection.closed:
        # A savepoint inside somebody's transaction would be no report of its own.
        raise ValueError("the connection is already in a transaction; use autocommit")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with connection.transaction():
                over_one_connection(connection)
                return work()
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure) as error:
            if attempt == ATTEMPTS:
                raise _refused(error, place) from error
            time.sleep(random.uniform(0.05, 0.2) * attempt)  # noqa: S311 — no secret: only so that two don't meet again
        except psycopg.errors.UniqueViolation as error:
            if attempt == ATTEMPTS or not _met_in_dimension(error):
                raise _refused(error, place) from error
            time.sleep(random.uniform(0.01, 0.1) * attempt)  # noqa: S311 — as above
        except psycopg.Error as error:
            raise _refused(error, place) from error
    raise AssertionError("unreachable")


def _met_in_dimension(error: psycopg.errors.UniqueViolation) -> bool:
    """Whether another loader put the same row into a dimension at the same moment. `on conflict` waits on the key's index only; a
    second unique index of the same row (code and name) is checked beside it. Done again, the row is found and merged."""
    tables = {name.partition(".")[2] for name in MERGES}
    return error.diag.schema_name == "core" and error.diag.table_name in tables


def _refused(error: psycopg.Error, place: str) -> WarehouseError:
    if isinstance(error, psycopg.OperationalError) and not error.sqlstate:
        return ServerTroubleError(
            f"the connection was lost: {' '.join(str(error).split())}",
            place=place,
            next_step="nothing of the file was written; run it again",
        )
    # The context names table, row and column: "COPY figure, line 3, column amount_yuan".
    said = " — ".join(
        t for t in (error.diag.message_primary, error.diag.message_detail, error.diag.context) if t
    ) or str(error)
    if (error.sqlstate or "").startswith(TROUBLE):
        return ServerTroubleError(
            f"the server can't go on: {' '.join(said.split())[:600]}",
            place=place,
            next_step="nothing of the file was written; see to the server (room on its disk, memory), then run it again",
        )
    return WarehouseError(
        f"the database refused it: {' '.join(said.split())[:600]}",
        place=place,
        next_step="nothing of the file was written; please report this with the file",
    )
