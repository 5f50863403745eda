"""What became of a document, and which program's reading of it holds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from packaging.version import InvalidVersion, Version

Identity = tuple[str, int, str, str]
"""What the versions of a publication share: agency key, fiscal year, kind, scope."""

Status = Literal["loaded", "joined", "current", "kept", "reloaded", "unchanged"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document.

    `loaded`: it is a report, the first of its agency, year, kind and scope. `joined`: it is a part of the current version, with `other`.
    `current`: its version holds in place of that of `other`, which stays. `kept`: it is in the warehouse and not current, `other` holds.
    `reloaded`: the rows of the same document, read by another version of the program, were replaced. `unchanged`: nothing was written.
    """

    status: Status
    report_key: str
    revision: int
    other: str = ""

    @property
    def detail(self) -> str:
        """What `other` has to do with it, in words."""
        words = {"joined": "part of", "current": "in place of", "kept": "current is"}
        return f"{words[self.status]} {self.other}" if self.other and self.status in words else ""


def is_older(version: str, stored: str) -> bool:
    """Whether a loader is older than the one that read the document: it then leaves the document alone.

    Only the public part counts (PEP 440): after `+` stands what can't be ordered, a hash of the catalogue for example.
    """
    try:
        return Version(Version(version).public) < Version(Version(stored).public)
    except InvalidVersion:
        return False


def is_done(version: str, stored: str) -> bool:
    """Whether what `stored` read needs no reading by `version`: the same version, or an older one."""
    return version == stored or is_older(version, stored)
