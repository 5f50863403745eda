"""Packed files (zip): members within bounds, read into memory only, and their XML parsed without entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from etl.documents import limits
from etl.errors import DocumentError

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What zipfile raises for damaged, encrypted and oddly packed members."""


class Package:
    """The members of a packed file (an Office document or an archive), by name.

    Nothing is ever written to disk, so a member's name can't lead out of a folder.
    Raises DocumentError: no zip file, damaged, encrypted, or beyond `limits`.
    """

    def __init__(self, data: bytes, place: str) -> None:
        self.place = place
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _DAMAGE as error:
            raise DocumentError(
                f"the packed file is damaged or cut off ({error})", place=place, next_step="fetch the file again"
            ) from error
        if len(members) > limits.MAX_MEMBERS:
            raise DocumentError(
                f"{len(members):,} files in it; at most {limits.MAX_MEMBERS:,} are read",
                place=place,
                next_step="take the files of one report out of it",
            )
        self.members = {member.filename: member for member in members if not member.is_dir()}

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def read(self, name: str, limit: int = limits.MAX_PART_BYTES) -> bytes:
        """The bytes of a member. Raises DocumentError: missing, damaged, encrypted, too large, a zip bomb."""
        place = f"{self.place}, part {display_name(self.members[name]) if name in self.members else name}"
        member = self.members.get(name)
        if member is None:
            raise DocumentError("the part is missing: the file is damaged", place=place, next_step="fetch it again")
        if member.flag_bits & 0x1:
            raise DocumentError(
                "protected by a password", place=place, next_step="remove the password and load the file again"
            )
        packed = max(member.compress_size, 1)
        declared = member.file_size
        if declared > limit or (declared > 4 * 1024 * 1024 and declared / packed > limits.MAX_RATIO):
            raise _too_large(place, declared, limit)
        try:
            with self._zip.open(member) as stream:
                # One byte more than declared shows a header that lies about the size
                data = stream.read(min(limit, declared) + 1)
        except _DAMAGE as error:
            raise DocumentError(f"damaged ({error})", place=place, next_step="fetch the file again") from error
        self._unpacked += len(data)
        if len(data) > declared or self._unpacked > limits.MAX_UNPACKED_BYTES:
            raise _too_large(place, self._unpacked, limits.MAX_UNPACKED_BYTES)
        return data

    def xml(self, name: str) -> etree._Element:
        """The root of an XML member. Raises DocumentError as `read` and `parse_xml` do."""
        return parse_xml(self.read(name, limits.MAX_TREE_BYTES), f"{self.place}, part {name}")


def display_name(member: zipfile.ZipInfo) -> str:
    """A member's name as its packer wrote it: UTF-8 where flagged, else UTF-8 or GB18030 told from the bytes."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def refuse_dtd(data: bytes, place: str) -> None:
    """Raise DocumentError where an XML part declares a DTD: Office files have none, entity bombs do."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise DocumentError(
            "its XML declares a document type or entities, which Office files never do",
            place=place,
            next_step="open and save the file with an office program",
        )


def parse_xml(data: bytes, place: str) -> etree._Element:
    """The root of an XML text. Entities are not resolved, nothing is fetched. Raises DocumentError."""
    refuse_dtd(data, place)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError(f"damaged XML ({error})", place=place, next_step="fetch the file again") from error
    if root is None:
        raise DocumentError("empty XML", place=place, next_step="fetch the file again")
    return root


def stream_xml(data: bytes, tags: frozenset[str], place: str) -> Iterator[etree._Element]:
    """The elements with these local names, one after the other, each freed after use. Raises DocumentError."""
    refuse_dtd(data, place)
    try:
        events = etree.iterparse(
            io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _, element in events:
            if local(element) in tags:
                yield element
                element.clear()
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError(f"damaged XML ({error})", place=place, next_step="fetch the file again") from error


def local(element: etree._Element) -> str:
    """An element's name without its namespace ("" for comments): transitional and strict Office files differ in it."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    value = element.get(name)
    if value is not None:
        return str(value)
    for key, text in element.attrib.items():
        if key.endswith("}" + name):
            return str(text)
    return None


def number(text: str | None, default: int = 0) -> int:
    """A whole number in an attribute; `default` where it is missing or damaged."""
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


def _too_large(place: str, size: int, limit: int) -> DocumentError:
    return DocumentError(
        f"unpacks to {size / 1e6:,.0f} MB (at most {limit / 1e6:,.0f} MB, and {limits.MAX_RATIO} times its packed size)",
        place=place,
        next_step="check how the file was made; load the published PDF instead",
    )
