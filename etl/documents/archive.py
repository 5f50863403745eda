"""Reader for a report in parts: a folder or .zip with, say, the page and its Excel annex → one Document."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from PIL import Image

from etl.documents import limits
from etl.documents.builder import DocumentBuilder
from etl.documents.detect import Kind, detect
from etl.documents.model import Document
from etl.documents.package import Package, display_name
from etl.documents.same_parts import without_repeats
from etl.errors import DocumentError, UnrecognisedError
from etl.words.data import load_yaml
from etl.words.numerals import NUMERALS, value_of

_NUMBERS = re.compile(rf"(\d+|[{NUMERALS}]+)")
_PAGES_FIRST = (Kind.HTML, Kind.MHTML)
_LEAST_PIXELS = 600
"""The shorter side of a page that can be read: A4 at 72 dpi. Logos, seals, QR codes and buttons are smaller."""
_LONGEST = 3
"""Longer side to shorter side of a page, at most; banners and rules are longer."""

ReadPart = Callable[[Path, bytes, Kind], Document]
"""How a part is read: its name, its content, and what that is."""


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    data: bytes
    kind: Kind


def read_zip(path: Path, data: bytes, read_part: ReadPart) -> Document:
    """Read an archive of the parts of one report; `path` names it in messages. An archive in it is opened once.

    Raises DocumentError: damaged, protected, beyond the bounds, no part of a report in it, or a part can't be read.
    """
    return _read(path.name, _unpacked(path.name, data, nested=False), "zip", read_part, data)


def read_folder(path: Path, read_part: ReadPart) -> Document:
    """Read a folder of the parts of one report, with its sub-folders; links in it aren't followed.

    The document's hash is taken over the parts' names and contents. Raises DocumentError as `read_zip`.
    """
    name = path.resolve().name
    files = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and not file.is_symlink() and not _left_behind(file.relative_to(path).as_posix())
    ]
    _count(len(files), name)
    parts: list[tuple[str, bytes]] = []
    total = 0
    for file in files:
        total += file.stat().st_size
        if total > limits.MAX_UNPACKED_BYTES:
            raise DocumentError(
                f"more than {limits.MAX_UNPACKED_BYTES / 1e6:.0f} MB of files",
                place=name,
                next_step="put the files of one report only into the folder",
            )
        parts.append((file.relative_to(path).as_posix(), file.read_bytes()))
    return _read(name, iter(parts), "folder", read_part, None)


def _unpacked(name: str, data: bytes, *, nested: bool) -> Iterator[tuple[str, bytes]]:
    package = Package(data, name)
    names = [(display_name(member), key) for key, member in package.members.items()]
    wanted = [(shown, key) for shown, key in names if not _left_behind(shown.replace("\\", "/"))]
    _count(len(wanted), name)
    for shown, key in wanted:
        content = package.read(key)
        if not nested and content.startswith(b"PK\x03\x04") and detect(content, f"{name}, {shown}") == Kind.ZIP:
            for inner, inner_content in _unpacked(f"{name}, {shown}", content, nested=True):
                yield f"{shown}/{inner}", inner_content
        else:
            yield shown, content


def _read(
    name: str, files: Iterator[tuple[str, bytes]], format_name: str, read_part: ReadPart, data: bytes | None
) -> Document:
    builder = DocumentBuilder(name)
    parts: list[_Part] = []
    seen: set[bytes] = set()
    digest = sha256()
    size = 0
    for file_name, content in sorted(files, key=lambda file: _natural(file[0])):
        fingerprint = sha256(content).digest()
        digest.update(file_name.encode() + b"\x00" + fingerprint)
        size += len(content)
        if not content.strip():
            builder.warn(f"{file_name} is empty and was left out")
            continue
        if fingerprint in seen:
            builder.warn(f"{file_name} has the same content as another part and was left out")
            continue
        seen.add(fingerprint)
        kind = detect(content, f"{name}, {file_name}")
        if kind == Kind.ZIP:
            builder.warn(f"{file_name} is an archive within an archive's archive and was left out")
        elif kind == Kind.TEXT and b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            builder.warn(f"{file_name} is of no kind that can be read and was left out")
        else:
            parts.append(_Part(file_name, content, kind))
    parts = _without_illustrations(parts, builder)
    _count(len(parts), name)
    parts.sort(key=lambda part: part.kind not in _PAGES_FIRST)
    documents, unread = _documents(name, parts, read_part, builder)
    documents, repeats = without_repeats(documents)
    for note in repeats:
        builder.warn(note)
    pages = 0
    starts: list[int] = []
    for part_name, document in documents:
        if document.format != "image":
            starts.append(len(builder.blocks))
        builder.part(document, page_offset=pages)
        for warning in document.warnings:
            builder.warn(f"{part_name}: {warning}")
        if document.page_count and len(documents) > 1:
            builder.warn(f"{part_name}: its pages are counted as {pages + 1} to {pages + document.page_count}")
        pages += document.page_count or 0
    if unread is not None and not documents:
        raise unread
    if not parts:
        raise DocumentError(
            "no file of a report in it",
            place=name,
            next_step="put the published files into it (PDF, Word, Excel, page)",
        )
    whole = builder.document(format_name, data or b"", page_count=pages or None)
    whole = replace(whole, member_starts=tuple(starts))
    return whole if data is not None else replace(whole, sha256=digest.hexdigest(), byte_size=size)


def _documents(
    name: str, parts: list[_Part], read_part: ReadPart, builder: DocumentBuilder
) -> tuple[list[tuple[str, Document]], UnrecognisedError | None]:
    """The parts as documents, and why nothing was recognised in the last picture of which that is so: it is left out beside others."""
    documents: list[tuple[str, Document]] = []
    unread: UnrecognisedError | None = None
    for part in parts:
        try:
            # only the last piece of the name is given on, with what it stands in: no path of the archive's
            document = read_part(Path(f"{name}, {part.name}".replace("/", ", ")), part.data, part.kind)
        except UnrecognisedError as error:
            builder.warn(f"{part.name} was left out: {error.message}; {error.next_step}")
            unread = error
            continue
        documents.append((part.name, document))
    return documents, unread


def _without_illustrations(parts: list[_Part], builder: DocumentBuilder) -> list[_Part]:
    """The parts without pictures that are no pages: a page of print has a page's shape and enough pixels to be read."""
    kept: list[_Part] = []
    for part in parts:
        if part.kind == Kind.IMAGE and not _is_page(part.data):
            builder.warn(f"{part.name} is a picture too small or too narrow for a page of print and was left out")
        else:
            kept.append(part)
    return kept


def _is_page(data: bytes) -> bool:
    """Whether a picture can be a page of print. One that can't be opened is left to the reader, which says what is wrong."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            short, long = sorted(image.size)
    except (OSError, ValueError, Image.DecompressionBombError):
        return True
    return short >= _LEAST_PIXELS and long <= _LONGEST * short


def _count(parts: int, name: str) -> None:
    if parts > limits.MAX_PARTS:
        raise DocumentError(
            f"{parts:,} files in it; one report has at most {limits.MAX_PARTS}",
            place=name,
            next_step="load the files one by one, or put those of one report into a folder of their own",
        )


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts 附件2 before 附件10, and 附件二 before 附件十二; a numeral that is no number sorts as text."""
    return tuple(
        (0, piece) if (value := value_of(piece[:18])) is None else (value, "") for piece in _NUMBERS.split(name)
    )


def _left_behind(name: str) -> bool:
    return any(pattern.search(name) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    source = load_yaml(Path(__file__).with_name("archive_members.yaml").read_text(encoding="utf-8"))
    return tuple(re.compile(pattern, re.I) for pattern in source["left_behind"])
