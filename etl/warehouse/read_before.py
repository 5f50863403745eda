"""The documents that an older program read: what it couldn't tell of them only their files can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from packaging.version import InvalidVersion, Version

from etl.version import loader_version
from etl.warehouse.revisions import is_older

Connection = psycopg.Connection[Any]

WEB = ("html", "mhtml")
"""Formats whose title and meta data tell whose a report is: only the file has them."""


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """A document that an older program read: `version` is that program's public one, `why` what only the file can tell."""

    file_name: str
    sha256: str
    version: str
    why: str


def read_before(connection: Connection) -> list[ReadBefore]:
    """The documents that an older program read, by file name: `gongkai load --again` with their files reads them anew."""
    ours = loader_version()
    found = connection.execute(
        """
        select d.file_name, d.sha256, d.loader_version, d.format from raw.document as d
        order by d.file_name collate "C", d.sha256
        """
    ).fetchall()
    return [
        ReadBefore(name, sha256, _public(version), _why(kind))
        for name, sha256, version, kind in found
        if is_older(version, ours)
    ]


def _public(version: str) -> str:
    try:
        return Version(version).public
    except InvalidVersion:
        return version


def _why(kind: str) -> str:
    if kind in WEB:
        return "whose it is by the page's title; what it says of itself (更正, 作废, date), how sure its tables are"
    return "what it says of itself (更正, 作废, date), how sure its tables are"
