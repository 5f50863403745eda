"""What no command expected, in one line: cause, place, next step, and the exit code that goes with it."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from etl.errors import GongkaiError, UnreachableError, WarehouseError

INTERNAL = 70
"""Exit code of a fault of ours, as sysexits.h has it."""


class InternalError(GongkaiError):
    """A fault of ours."""

    exit_code = INTERNAL


def in_a_line(error: Exception) -> GongkaiError:
    """The error as people read it. What the system or the database said is repeated; anything else is a fault of ours."""
    if isinstance(error, GongkaiError):
        return error
    if isinstance(error, OSError):
        place = ", ".join(str(name) for name in (error.filename, error.filename2) if name)
        return UnreachableError(
            error.strerror or _words(error),
            place=place,
            next_step="check the path, its rights and the room on its disk",
        )
    psycopg = _loaded("psycopg")
    said: Any = getattr(error, "orig", None) or error  # SQLAlchemy wraps what psycopg raised
    if psycopg is not None and isinstance(said, psycopg.Error):
        return _of_database(psycopg, said)
    return InternalError(
        f"internal error ({type(error).__name__}: {_words(error)})",
        next_step="please report it, with what GONGKAI_TRACEBACK=1 shows besides",
    )


def _of_database(psycopg: ModuleType, error: Any) -> WarehouseError:
    message = (error.diag.message_primary if error.diag else None) or _words(error)
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return WarehouseError(
            f"this role may not do that: {message}",
            place="database",
            next_step="connect as a role that may (gongkai db roles)",
        )
    if isinstance(
        error, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName | psycopg.errors.UndefinedColumn
    ):
        return WarehouseError(
            f"something isn't there: {message}",
            place="database",
            next_step="run gongkai db migrate, then gongkai build",
        )
    if isinstance(error, psycopg.OperationalError):
        return WarehouseError(
            f"the server can't go on: {message}",
            place="database",
            next_step="see that it runs and has room (gongkai db status), then do the same again",
        )
    return WarehouseError(f"the database refused it: {message}", place="database", next_step="gongkai db status")


def _loaded(name: str) -> ModuleType | None:
    """A library, if anything has imported it: else no error can be of it."""
    return sys.modules.get(name)


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:600]
