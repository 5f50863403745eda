"""The errors a user meets. Each names the file, the place in it, and what to do next; what no command expected becomes one of them."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Literal

Cause = Literal["failed", "timeout", "crashed", "unreachable", "headless"]
"""Why there is no report: the file's own fault or the program's, its time was over, its process ended or had no memory left, it couldn't
be opened, it doesn't say whose it is."""

INTERNAL = 70
"""Exit code of a fault of ours, as sysexits.h has it."""


class GongkaiError(Exception):
    """Base of every error that is the user's to act on: shown without a traceback.

    `message` says what is wrong, `place` where (file, page, table, row), `next_step` what to do.
    """

    exit_code = 1

    def __init__(self, message: str, *, place: str = "", next_step: str = "") -> None:
        self.message = message
        self.place = place
        self.next_step = next_step
        parts = [f"{place}: {message}" if place else message]
        if next_step:
            parts.append(f"→ {next_step}")
        super().__init__(" ".join(parts))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of it, as IPython asks: the line, without a traceback."""
        return [f"{type(self).__name__}: {self}"]


class DocumentError(GongkaiError):
    """A file can't be read as a document: empty, truncated, wrong format, too large, encrypted."""


class UnreachableError(DocumentError):
    """A path or a URL can't be opened: rights, a name too long, a mount or a network that is gone. Another day it may."""

    exit_code = 6


class UnrecognisedError(DocumentError):
    """A sound file that gave no text by itself: a photograph, a seal, a page of frames, or the extra for scans isn't installed."""


class NotAReportError(GongkaiError):
    """A readable document that isn't one agency's budget or final account (no agency, no year, no form, two reports)."""


class NoHeadError(NotAReportError):
    """A document that doesn't say whose it is, of which year or kind: it may be a part of the publication in its folder.

    `agency`, `fiscal_year` and `kind` are what it says all the same, "" and None for nothing. `is_report`: its titles name an agency and say
    预算 or 决算, so that it is no part of another.
    """

    def __init__(
        self,
        message: str,
        *,
        place: str = "",
        next_step: str = "",
        agency: str = "",
        fiscal_year: int | None = None,
        kind: str = "",
        is_report: bool = False,
    ) -> None:
        super().__init__(message, place=place, next_step=next_step)
        self.agency, self.fiscal_year, self.kind, self.is_report = agency, fiscal_year, kind, is_report


class WarehouseError(GongkaiError):
    """The database can't be reached, isn't ours, is of another schema version, or refused a report."""

    exit_code = 5


class SettingsError(WarehouseError):
    """A variable of the environment has a value that means nothing."""

    exit_code = 2


class ServerTroubleError(WarehouseError):
    """The server can't go on: the connection was lost, its disk or memory is full. No file is to blame; later it may well be done."""


class OutputError(GongkaiError):
    """A file or folder that was to be written can't be."""

    exit_code = 6


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
