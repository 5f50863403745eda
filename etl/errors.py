"""The errors a user meets. Each names the file, the place in it, and what to do next."""

from __future__ import annotations


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
    """A document that doesn't say whose it is, of which year or kind: it may be a part of the publication in its folder."""


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
