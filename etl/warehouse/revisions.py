"""Which revision a document becomes, and which of its report's revisions is current: worked out here, written by the writer. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from packaging.version import InvalidVersion, Version

Identity = tuple[int, int, str, str]
"""What revisions share: agency key, fiscal year, kind, scope."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report.

    `loaded`: the first of its agency, year, kind and scope. `superseded`: it became current in place of revision `replaced_revision`,
    which stays. `reloaded`: the rows of the same document, read by another version, were replaced. `unchanged`: nothing was written.
    """

    status: Literal["loaded", "superseded", "reloaded", "unchanged"]
    report_key: int
    revision: int
    replaced_revision: int | None = None


@dataclass(slots=True)
class Revision:
    """A document's report: in the warehouse (`was_current` says how it stands there), or about to be written (`was_current` is None)."""

    report_key: int
    document_key: int
    loader_version: str
    identity: Identity
    revision: int
    is_current: bool
    loaded_at: Any = None
    was_current: bool | None = None


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


@dataclass
class Revisions:
    """The revisions of some identities, all that the warehouse has of them, and what comes to them one after the other."""

    stored: Iterable[Revision]
    removed: list[Revision] = field(default_factory=list)
    _of: dict[Identity, list[Revision]] = field(default_factory=dict)
    _by_document: dict[int, Revision] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.stored:
            self._of.setdefault(one.identity, []).append(one)
            self._by_document[one.document_key] = one

    def add(self, document_key: int, version: str, identity: Identity, report_key: int) -> tuple[Outcome, Revision]:
        """A document that was read: what becomes of it, and its revision, whose `is_current` later ones may still change."""
        known = self._by_document.get(document_key)
        if known is not None and is_done(version, known.loader_version):
            return Outcome("unchanged", known.report_key, known.revision), known
        if known is not None:
            self._remove(known, promote=known.identity != identity)
        if known is not None and known.identity == identity:
            # The revision keeps its place in time: what was current on a day stays so.
            outcome = Outcome("reloaded", report_key, known.revision)
            added = Revision(
                report_key, document_key, version, identity, known.revision, known.is_current, known.loaded_at
            )
        else:
            others = self._of.get(identity, [])
            replaced = max((other.revision for other in others if other.is_current), default=None)
            newest = max((other.revision for other in others), default=0)
            for other in others:
                other.is_current = False
            outcome = Outcome("superseded" if replaced is not None else "loaded", report_key, newest + 1, replaced)
            added = Revision(report_key, document_key, version, identity, newest + 1, True)
        self._of.setdefault(identity, []).append(added)
        self._by_document[document_key] = added
        return outcome, added

    def forget(self, document_key: int) -> None:
        """A document is taken out; of a current revision the latest one left becomes current. Nothing if it isn't there."""
        known = self._by_document.pop(document_key, None)
        if known is not None:
            self._remove(known, promote=True)

    def turned(self, *, current: bool) -> list[int]:
        """Keys of the stored reports that have become current, or have ceased to be."""
        return [
            one.report_key
            for several in self._of.values()
            for one in several
            if one.was_current is not None and one.is_current is current and one.was_current is not current
        ]

    def _remove(self, one: Revision, *, promote: bool) -> None:
        left = self._of[one.identity]
        left.remove(one)
        self.removed.append(one)
        if promote and one.is_current and left:
            max(left, key=lambda other: other.revision).is_current = True
