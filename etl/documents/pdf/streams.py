"""Whether the streams of a PDF can be unpacked whole: pdfium shows what comes before a damage as if it were all, and unpacks a bomb.

Looked at are contents of pages, character maps and streams of objects as they stand in the file; pictures and fonts aren't, as no figure is lost with them.
"""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass, field

MAX_STREAM_BYTES = 96 * 1024 * 1024
"""What one stream may unpack to. The content of the densest page has some 2 MB."""
DAMAGED = "a part of it can't be unpacked whole"
OVERSIZED = f"a stream unpacks to more than {MAX_STREAM_BYTES / 1e6:.0f} MB"
_STREAM = re.compile(rb"stream\r?\n")
"""Or the end of `endstream`: a pattern that tells them apart takes ten times as long."""
_DICTIONARY_BYTES = 4000
"""So far before its stream a dictionary is looked for."""
_NO_TEXT = re.compile(rb"/Subtype\s*/(?:Image|Type1C|CIDFontType0C|OpenType|XML)\b|/Length1\b|/Alternate\b")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/\w+)")
_NAME = re.compile(rb"/(\w+)")
_FLATE, _ASCII85 = ("FlateDecode", "Fl"), ("ASCII85Decode", "A85")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_CHUNK = 1 << 20


@dataclass(slots=True)
class Survey:
    """What the bytes of a file say before it is opened.

    `faults`: what is wrong with a stream, by its packed content. `pages` counts dictionaries of pages.
    """

    faults: dict[bytes, str] = field(default_factory=dict)
    is_encrypted: bool = False
    has_layers: bool = False
    has_replacements: bool = False
    pages: int = 0


def survey(data: bytes) -> Survey:
    """Look through a file."""
    found = Survey(is_encrypted=b"/Encrypt" in data)
    _note_words(found, data)
    view = memoryview(data)
    for match in _STREAM.finditer(data):
        if data.endswith(b"end", 0, match.start()):
            continue
        head = data[max(0, match.start() - _DICTIONARY_BYTES) : match.start()]
        head = head[head.rfind(b" obj") + 4 :]
        end = data.find(b"endstream", match.end())
        packed = view[match.end() : end if end >= 0 else len(data)]
        fault = "" if found.is_encrypted else _fault(packed, head, found)
        if fault:
            found.faults[bytes(packed).rstrip(b"\r\n")] = fault
    return found


def fault_of(packed: bytes, head: bytes) -> str:
    """What is wrong with a stream that has the dictionary `head`; "" if nothing is, or if it is none of those that are looked at."""
    return _fault(memoryview(packed), head, Survey())


def _fault(packed: memoryview, head: bytes, found: Survey) -> str:
    if _NO_TEXT.search(head):
        return ""
    filters = _FILTERS.search(head)
    names = [name.decode() for name in _NAME.findall(filters[1])] if filters else []
    if names and names[0] in _ASCII85:
        try:
            packed = memoryview(
                base64.a85decode(bytes(packed).strip().removesuffix(b"~>").rstrip(), ignorechars=b" \t\r\n\0\f")
            )
        except ValueError:
            return DAMAGED
        names = names[1:]
    if not names or names[0] not in _FLATE:
        return ""
    total, check = 0, 1
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed[2:]  # behind the two bytes of zlib's head
    is_objects = b"/ObjStm" in head
    try:
        while len(rest) and not unpacker.eof:
            part = unpacker.decompress(rest, _CHUNK)
            check = zlib.adler32(part, check)
            total += len(part)
            if total > MAX_STREAM_BYTES:
                return OVERSIZED
            if is_objects:
                _note_words(found, part)
            elif b"ActualText" in part:
                found.has_replacements = True
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return DAMAGED
    # Only the checksum may be missing, as some programs write it.
    printed = unpacker.unused_data.rstrip(b"\r\n")[:4]
    is_whole = unpacker.eof and (len(printed) < 4 or int.from_bytes(printed, "big") == check)
    return "" if is_whole else DAMAGED


def _note_words(found: Survey, data: bytes) -> None:
    """Note what words of objects tell."""
    found.has_layers |= b"/OCProperties" in data
    found.has_replacements |= b"/ActualText" in data
    found.pages += sum(1 for _ in _PAGE.finditer(data))
