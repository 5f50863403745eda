"""The objects of a PDF as pdfium writes them out: one after the other, not encrypted, none within a stream, so that few lines can read them.

pdfium's interface doesn't tell which layers are off, which page a stream belongs to, or how many pages there are by the tree. Files that raise one of these
questions are written out once more, and marked for `pdfium`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from etl.documents.pdf.pdfium import OFF_MARK

MAX_DEPTH = 60
_TOKEN = re.compile(
    rb"[\s\0]*(?:(?P<open><<|\[)|(?P<close>>>|\])|(?P<reference>(\d+)[\s\0]+\d+[\s\0]+R\b)|(?P<number>[-+.\d]+)"
    rb"|/(?P<name>[^\s\0()<>\[\]{}/%]*)|(?P<hex><[^>]*>)|(?P<text>\()|(?P<word>[^\s\0()<>\[\]{}/%]+))"
)
_END_OF_DICTIONARY, _END_OF_ARRAY = re.compile(rb"[\s\0]*>>"), re.compile(rb"[\s\0]*\]")
_PARENTHESES = re.compile(rb"\\.|[()]", re.S)
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_SECTION = re.compile(rb"(\d+) (\d+)\s*\r?\n?")
_OBJECT = re.compile(rb"(\d+) \d+ obj\s*")
_STREAM = re.compile(rb"\s*stream\r?\n")
_WRAPPER = (
    b"<</Type/XObject/Subtype/Form/BBox[-1000000 -1000000 1000000 1000000]"
    b"/Resources<</Properties<</L<</%s 1>>>>/XObject<</X %d 0 R>>>>/Length 19>>stream\r\n/OC/L BDC /X Do EMC\r\nendstream"
)
"""A stored form that draws another one on a layer that is off."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What an object is named by."""

    number: int


class Dictionary(dict[str, Any]):
    """A dictionary, with the place of its first entry in the file."""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start


class PlainCopy:
    """A copy of a PDF. What doesn't hold together raises ValueError when it is opened."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._places = _places(data)
        self._known: dict[int, Any] = {}
        trailer, _ = _value(data, data.rindex(b"trailer") + 7)
        self._root = trailer.get("Root") if isinstance(trailer, dict) else None
        self._changed: dict[int, bytes] = {}

    def found(self, value: Any) -> Any:
        """What a reference stands for; None where there is nothing."""
        for _ in range(MAX_DEPTH):
            if not isinstance(value, Reference):
                return value
            value = self._object(value.number)
        return None

    def _object(self, number: int) -> Any:
        if number not in self._known:
            place = self._places.get(number)
            self._known[number] = None
            if place is not None:
                self._known[number], _ = _value(self.data, place)
        return self._known[number]

    def _get(self, value: Any, *names: str) -> Any:
        for name in names:
            value = self.found(value)
            value = value.get(name) if isinstance(value, dict) else None
        return self.found(value)

    # Pages and their streams

    def pages(self, limit: int) -> list[Dictionary]:
        """The pages by the tree, at most `limit`."""
        found: list[Dictionary] = []
        seen: set[int] = set()
        stack = [self._get(self._root, "Pages")]
        while stack and len(found) < limit:
            node = stack.pop()
            if not isinstance(node, Dictionary) or id(node) in seen:
                continue
            seen.add(id(node))
            kids = self.found(node.get("Kids"))
            if isinstance(kids, list):
                stack += [self.found(kid) for kid in reversed(kids)]
            else:
                found.append(node)
        return found

    def streams_of(self, page: Dictionary) -> Iterator[tuple[bytes, bytes]]:
        """The dictionary and the packed bytes of each stream that draws on a page."""
        contents = self.found(page.get("Contents"))
        waiting = list(contents) if isinstance(contents, list) else [page.get("Contents")]
        resources: Any = page
        for _ in range(MAX_DEPTH):
            if not isinstance(resources, dict) or "Resources" in resources:
                break
            resources = self.found(resources.get("Parent"))
        waiting += self._forms_of(resources)
        seen: set[int] = set()
        while waiting:
            one = waiting.pop()
            if not isinstance(one, Reference) or one.number in seen:
                continue
            seen.add(one.number)
            yield from self._stream(one.number)
            waiting += self._forms_of(self.found(one))

    def _forms_of(self, owner: Any) -> list[Any]:
        forms = self._get(owner, "Resources", "XObject")
        return list(forms.values()) if isinstance(forms, dict) else []

    def _stream(self, number: int) -> Iterator[tuple[bytes, bytes]]:
        place = self._places.get(number)
        found = self._object(number)
        if place is None or not isinstance(found, Dictionary):
            return
        _, end = _value(self.data, place)
        match = _STREAM.match(self.data, end)
        length = found.get("Length")
        if match and isinstance(length, (int, float)):
            yield self.data[place:end], self.data[match.end() : match.end() + int(length)]

    # Layers

    def mark_layers(self) -> bool:
        """Mark what stands on layers (optional content) that are off when the file is opened; whether there is any such layer."""
        properties = self._get(self._root, "OCProperties")
        default = self._get(properties, "D")
        off = _numbers(self._get(default, "OFF"))
        if self._get(default, "BaseState") == "OFF":
            off = _numbers(self._get(properties, "OCGs")) - _numbers(self._get(default, "ON"))
        if not off:
            return False
        new = max(self._places) + 1
        for number in list(self._places):
            found = self._object(number)
            if not isinstance(found, Dictionary):
                continue
            if self.found(found.get("Subtype")) in ("Form", "Image") and self._is_off(found.get("OC"), off):
                self._changed[new] = self._bytes_of(number)
                self._changed[number] = _WRAPPER % (OFF_MARK.encode(), new)
                new += 1
                continue
            places = sorted(one.start for one in _dictionaries(found) if self._is_off(one, off))
            if number in off:
                places = sorted({*places, found.start})
            if places:
                self._changed[number] = self._marked(number, places)
        return True

    def _is_off(self, layer: Any, off: set[int]) -> bool:
        """Whether a layer, or the group of layers that it names (OCMD: shown if any of them is), is off."""
        if isinstance(layer, Reference) and layer.number in off:
            return True
        found = self.found(layer)
        if not isinstance(found, dict) or "OCGs" not in found or "D" in found:
            return False
        listed = self.found(found["OCGs"])
        numbers = _numbers(listed if isinstance(listed, list) else [found["OCGs"]])
        return bool(numbers) and numbers <= off

    def _bytes_of(self, number: int) -> bytes:
        start = self._places[number]
        _, end = _value(self.data, start)
        match = _STREAM.match(self.data, end)
        if match:
            end = match.end() + int(self._object(number).get("Length") or 0)
            return self.data[start:end] + b"\r\nendstream"
        return self.data[start:end]

    def _marked(self, number: int, places: list[int]) -> bytes:
        start = self._places[number]
        body = self._bytes_of(number)
        for place in reversed(places):
            body = body[: place - start] + b"/%s 1" % OFF_MARK.encode() + body[place - start :]
        return body

    def set_count(self, pages: int) -> None:
        """Say how many pages there are."""
        root = self.found(self._root)
        reference = root.get("Pages") if isinstance(root, dict) else None
        if isinstance(reference, Reference):
            body = self._bytes_of(reference.number)
            self._changed[reference.number] = re.sub(rb"/Count[ \d-]*", b"/Count %d" % pages, body, count=1)

    def changed(self) -> bytes:
        """The file with what was changed behind it."""
        if not self._changed:
            return self.data
        result = bytearray(self.data)
        table = b"xref\n"
        for number, body in sorted(self._changed.items()):
            result += b"\n"
            table += b"%d 1\n%010d 00000 n \n" % (number, len(result))
            result += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        before = _START.search(self.data)
        root = self._root.number if isinstance(self._root, Reference) else 0
        size = max(*self._changed, *self._places) + 1
        place = len(result)
        result += table + b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
            size,
            root,
            int(before[1]) if before else 0,
            place,
        )
        return bytes(result)


def _places(data: bytes) -> dict[int, int]:
    """Where each object's value begins, by number."""
    start = _START.search(data, max(0, len(data) - 200))
    if start is None or data[int(start[1]) : int(start[1]) + 4] != b"xref":
        raise ValueError("no table of objects")
    at = data.index(b"\n", int(start[1])) + 1
    places: dict[int, int] = {}
    while match := _SECTION.match(data, at):
        first, count = int(match[1]), int(match[2])
        at = match.end()
        for line in range(count):
            entry = data[at + 20 * line : at + 20 * line + 20]
            if entry[17:18] == b"n":
                found = _OBJECT.match(data, int(entry[:10]))
                if found and int(found[1]) == first + line:
                    places[first + line] = found.end()
        at += 20 * count
    if not places:
        raise ValueError("no objects")
    return places


def _value(data: bytes, at: int, depth: int = 0) -> tuple[Any, int]:
    """The value at a place, and where it ends. Strings and words are None: nothing asks for them."""
    match = _TOKEN.match(data, at)
    if match is None or depth > MAX_DEPTH:
        raise ValueError(f"no value at byte {at}")
    at = match.end()
    match match.lastgroup:
        case "open":
            return _dictionary(data, at, depth) if match["open"] == b"<<" else _array(data, at, depth)
        case "reference":
            return Reference(int(match[4])), at
        case "number":
            text = match["number"]
            return (int(text) if text.isdigit() else _number(text)), at
        case "name":
            return match["name"].decode("latin-1"), at
        case "text":
            return None, _end_of_text(data, at)
        case _:
            return None, at


def _dictionary(data: bytes, at: int, depth: int) -> tuple[Dictionary, int]:
    found = Dictionary(at)
    while not (end := _END_OF_DICTIONARY.match(data, at)):
        key, at = _value(data, at, depth + 1)
        value, at = _value(data, at, depth + 1)
        if isinstance(key, str):
            found[key] = value
    return found, end.end()


def _array(data: bytes, at: int, depth: int) -> tuple[list[Any], int]:
    found = []
    while not (end := _END_OF_ARRAY.match(data, at)):
        value, at = _value(data, at, depth + 1)
        found.append(value)
    return found, end.end()


def _end_of_text(data: bytes, at: int) -> int:
    level = 1
    for match in _PARENTHESES.finditer(data, at):
        level += {b"(": 1, b")": -1}.get(match[0], 0)
        if level == 0:
            return match.end()
    raise ValueError(f"a string without end at byte {at}")


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _numbers(layers: Any) -> set[int]:
    return {layer.number for layer in layers if isinstance(layer, Reference)} if isinstance(layers, list) else set()


def _dictionaries(value: Any) -> Iterator[Dictionary]:
    """All dictionaries within a value."""
    if isinstance(value, Dictionary):
        yield value
    parts: Any = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _dictionaries(part)
