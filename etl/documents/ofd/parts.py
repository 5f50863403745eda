"""The parts of an OFD file: its documents, their pages, templates and resources (fonts, pictures, drawing parameters)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from etl.documents.ofd.values import numbers
from etl.documents.package import Package, attribute, local
from etl.errors import DocumentError

_A4 = (210.0, 297.0)
_ENCRYPTED = ("encryptions.xml", "decryptseed.dat")
"""Parts of a file whose other parts are encrypted (GM/T 0099)."""


@dataclass(slots=True)
class Resources:
    """What objects of a document refer to, by identifier: elements, and the folder of each picture's file."""

    elements: dict[str, etree._Element] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the part that holds it, the templates of its document, and what its objects refer to. `size` in millimetres."""

    part: str
    size: tuple[float, float]
    templates: dict[str, str]
    resources: Resources


class Parts:
    """An OFD package. Raises DocumentError: damaged, encrypted, a part that is missing or lies outside of the file."""

    def __init__(self, data: bytes, place: str) -> None:
        self.place = place
        self.package = Package(data, place)
        self._names = {name.lower(): name for name in self.package.members}
        root = self.xml("OFD.xml")
        if (
            any(posixpath.basename(name) in _ENCRYPTED for name in self._names)
            or _first(root, "Encryptions") is not None
        ):
            raise DocumentError(
                "an encrypted OFD file", place=place, next_step="save it without encryption, or load the published PDF"
            )
        self._documents = [text for one in root.iter() if local(one) == "DocRoot" and (text := _text(one))]

    def pages(self) -> list[Page]:
        """The pages of all documents in it, in order."""
        return [page for document in self._documents for page in self._pages_of(joined("", document))]

    def _pages_of(self, document: str) -> Iterator[Page]:
        root = self.xml(document)
        folder = posixpath.dirname(document)
        common = _first(root, "CommonData")
        size = _size(_first(common, "PageArea")) or _A4
        resources = Resources()
        templates: dict[str, str] = {}
        for one in common if common is not None else ():
            if local(one) in ("PublicRes", "DocumentRes") and _text(one):
                self.add_resources(joined(folder, _text(one)), resources)
            elif local(one) == "TemplatePage":
                templates[attribute(one, "ID") or ""] = joined(folder, attribute(one, "BaseLoc") or "")
        pages = _first(root, "Pages")
        for one in pages if pages is not None else ():
            if local(one) == "Page":
                yield Page(joined(folder, attribute(one, "BaseLoc") or ""), size, templates, resources)

    def add_resources(self, part: str, resources: Resources) -> None:
        """Add what a part of resources defines. One that is missing defines nothing: text is read without fonts."""
        if not self._has(part):
            return
        root = self.xml(part)
        folder = joined(posixpath.dirname(part), attribute(root, "BaseLoc") or "")
        for one in root.iter():
            identifier = attribute(one, "ID") if isinstance(one.tag, str) else None
            if identifier:
                resources.elements.setdefault(identifier, one)
                resources.folders.setdefault(identifier, folder)

    def xml(self, part: str) -> etree._Element:
        """The root of a part. Raises DocumentError."""
        return self.package.xml(self._names.get(part.lower(), part))

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises DocumentError."""
        return self.package.read(self._names.get(part.lower(), part))

    def _has(self, part: str) -> bool:
        return part.lower() in self._names


def joined(folder: str, name: str) -> str:
    """A part's name as a part in `folder` gives it; with a slash before it, from the root of the package. Raises DocumentError."""
    name = name.strip().replace("\\", "/")
    whole = posixpath.normpath(name.lstrip("/") if name.startswith("/") else posixpath.join(folder, name))
    if whole.startswith("..") or ":" in whole.split("/")[0]:
        raise DocumentError(
            "names a part outside of the file", place=name[:80], next_step="fetch the published file again"
        )
    return whole


def _first(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child with a local name."""
    return next((one for one in element if local(one) == name), None) if element is not None else None


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _size(area: etree._Element | None) -> tuple[float, float] | None:
    """Width and height that an area (`CT_PageArea`) states; None where it states none."""
    box = _first(area, "PhysicalBox")
    found = numbers(_text(box)) if box is not None else []
    return (found[2], found[3]) if len(found) == 4 and min(found[2:]) > 0 else None


def size_of(page: etree._Element, default: tuple[float, float]) -> tuple[float, float]:
    """Width and height of a page in millimetres."""
    return _size(_first(page, "Area")) or default
