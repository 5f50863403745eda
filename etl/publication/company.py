"""Which publications a document without a head of its own (附件1.xlsx) is a part of: that of its folder, or of the page that links to it.

The answer follows from all that is known at the moment, so that what came first decides nothing: a part that was alone in its folder with
one publication waits again when a second one comes to lie there.
"""

from __future__ import annotations

import posixpath
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Generic, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from etl.head import HeadlessSays
from etl.reference.agencies import normalise_name

Key = TypeVar("Key", bound=Hashable)

_SHOWN = 3
"""So many publications are named in a message."""
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document lies (an absolute path or a URL), and where it was published, if that is known."""

    path: str
    folder: str
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Companion(Generic[Key]):
    """A document with a head of its own: the publication that it is of, where it lies, and the files that it links to as (href, text)."""

    publication: Key
    agency: str
    spellings: tuple[str, ...]
    fiscal_year: int
    kind: str
    places: tuple[Place, ...]
    links: tuple[tuple[str, str], ...] = ()

    @property
    def told(self) -> str:
        """The publication, for people."""
        return f"{self.agency} {self.fiscal_year} {self.kind}"


@dataclass(frozen=True, slots=True)
class Belonging(Generic[Key]):
    """The publications that a part belongs to; where none, why."""

    publications: frozenset[Key]
    waits: str = ""


def belonging(places: Sequence[Place], says: HeadlessSays, companions: Sequence[Companion[Key]]) -> Belonging[Key]:
    """Which publications a part belongs to: for each place where it lies that of its folder, or of the page that links to it, if only one."""
    found: set[Key] = set()
    reasons: dict[str, None] = {}
    for place in places:
        near = [one for one in companions if any(other.folder == place.folder for other in one.places)]
        linking = [one for one in companions if _links(one, place)]
        candidates = _narrowed(linking or near, says)
        publications = {one.publication: one for one in candidates}
        if len(publications) != 1:
            reasons[_why(list(publications.values()))] = None
            continue
        ((publication, one),) = publications.items()
        stranger = _stranger(says, [other for other in candidates if other.publication == publication])
        if stranger:
            reasons[f"the publication in its folder is that of {one.agency}, but it names {stranger} as its agency"] = (
                None
            )
        else:
            found.add(publication)
    return Belonging(frozenset(found), "" if found else next(iter(reasons), _why([])))


def _why(candidates: Sequence[Companion[Key]]) -> str:
    if not candidates:
        return "it waits for the main file of its folder, or for the page that links to it"
    shown = ", ".join(sorted(one.told for one in candidates)[:_SHOWN])
    more = f" and {len(candidates) - _SHOWN} more" if len(candidates) > _SHOWN else ""
    return (
        f"its folder holds several publications ({shown}{more}) and none links to it alone: "
        "put it into a folder with the one that it is a part of"
    )


def _narrowed(candidates: Sequence[Companion[Key]], says: HeadlessSays) -> Sequence[Companion[Key]]:
    """Of several publications those that agree with what the part says itself; all of them where none does."""
    for fits in (
        lambda one: says.agency and _is_of(says.agency, one),
        lambda one: one.fiscal_year == says.fiscal_year,
        lambda one: one.kind == says.kind,
    ):
        if len({one.publication for one in candidates}) > 1:
            candidates = [one for one in candidates if fits(one)] or candidates
    return candidates


def _is_of(name: str, one: Companion[Key]) -> bool:
    normal = normalise_name(name)
    own = [normalise_name(spelling) for spelling in (one.agency, *one.spellings)]
    return any(normal.endswith(spelling) or spelling.endswith(normal) for spelling in own if spelling)


def _stranger(says: HeadlessSays, of_publication: Sequence[Companion[Key]]) -> str:
    """An agency that a part names as its own, by a line 编制单位：… or on its cover, where none of them is the publication's; "" for none."""
    named = [name for name in says.preparers if normalise_name(name)]
    if not named or any(_is_of(name, one) for name in named for one in of_publication):
        return ""
    return named[0]


def _links(one: Companion[Key], place: Place) -> bool:
    """Whether a page links to a file: to its very address, to its path from where the page lies, or by its name in its own folder."""
    name = PurePosixPath(place.path).name
    for page in one.places:
        for href, text in one.links:
            if place.source_url and page.source_url and urljoin(page.source_url, href) == place.source_url:
                return True
            if place.source_url and href == place.source_url:
                return True
            if not href.startswith(_WEB) and _path(page, href) == place.path:
                return True
            if page.folder == place.folder and name in (
                file_name_of(href),
                text,
                f"{text}{PurePosixPath(name).suffix}",
            ):
                return True
    return False


def _path(page: Place, href: str) -> str:
    path = unquote(urlsplit(href).path) if "://" not in href else href
    if "://" in page.path:
        return urljoin(page.path, href)
    return posixpath.normpath(posixpath.join(page.folder, path)) if path else ""


def file_name_of(href: str) -> str:
    """The name of the file that a link leads to."""
    try:
        return PurePosixPath(unquote(urlsplit(href).path)).name
    except ValueError:
        return ""


__all__ = ["Belonging", "Companion", "Place", "belonging", "file_name_of"]
