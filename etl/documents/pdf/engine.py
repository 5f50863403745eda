"""The engine of PDF: what each page of a file draws, whatever the file does to the library that reads it.

pdfium is C++ and can neither be interrupted nor trusted with a hostile file. It runs in a child of this process that has bounds of its own on time and memory:
a page on which it hangs, crashes or grows costs that page, and the next child goes on behind it. The child asks for the next page while this process
lays out the last. Where processes can't be forked (Windows), pages are read in this one.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import pickle
import signal
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from etl.documents.page.drawn import Bar, Drawn, Fault, Image, Item, Run, Shading, Shape
from etl.documents.pdf import pdfium
from etl.documents.pdf.pdfium import LockedError, PdfiumDocument, TooDenseError, UnreadableError
from etl.documents.pdf.plain_copy import PlainCopy
from etl.documents.pdf.streams import Survey, fault_of, survey

MAX_GROWTH_BYTES = 2 * 1024 * 1024 * 1024
"""By how much the process may grow while a file is read."""
_LENGTH = struct.Struct("<Q")
_PICKLED, _DRAWN = b"p", b"d"
_KINDS: tuple[type[Item], ...] = (Run, Bar, Shape, Image, Shading)
_WITHOUT_REFERENCES = 2
"""The form of marshal that doesn't look for objects that come twice."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that opening a file and reading a page may take, and how many pages are asked for at most."""

    open_seconds: float
    page_seconds: float
    pages: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was opened. `is_damaged`: a stream that belongs to no page can't be unpacked whole."""

    pages: int
    is_damaged: bool = False
    faults: dict[int, str] = field(default_factory=dict)
    """What is wrong with a page's streams, by its index from 0."""


class Pages:
    """The pages of a file, to be gone through once."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data, self._limits = data, limits
        self._source = self._start(0)
        self.opened: Opened | Fault = self._first()

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._source.close()

    def __iter__(self) -> Iterator[Drawn | Fault]:
        """What each page draws, or why it can't be told."""
        if isinstance(self.opened, Fault):
            return
        count = min(self.opened.pages, self._limits.pages)
        index = 0
        while index < count:
            outcome = self._source.next()
            if isinstance(outcome, _End):
                yield Fault(outcome.reason)
                self._source.close()
                self._source = self._start(index + 1)
                if index + 1 < count and isinstance(self._first(), Fault):
                    return
            else:
                yield outcome
            index += 1

    def _start(self, first: int) -> _Child | _Here:
        pdfium.library()  # found once, for all children
        return _Child(self._data, first, self._limits) if hasattr(os, "fork") else _Here(self._data, first)

    def _first(self) -> Opened | Fault:
        outcome = self._source.next()
        return Fault(outcome.reason) if isinstance(outcome, _End) else outcome


@dataclass(frozen=True, slots=True)
class _End:
    """How a child ended before it was asked to."""

    reason: str


def _outcomes(data: bytes, first: int) -> Iterator[Any]:
    """The file as opened, then each page from `first` on: what is drawn, or a fault."""
    try:
        opened, document = _opened(data)
    except LockedError:
        yield Fault("", is_locked=True)
        return
    except Exception as error:  # noqa: BLE001 - what a damaged file raises says why it can't be read
        yield Fault(_reason(error))
        return
    yield opened
    for index in range(first, opened.pages):
        yield Fault(f"damaged ({opened.faults[index]})") if index in opened.faults else _page(document, index)


def _page(document: PdfiumDocument, index: int) -> Drawn | Fault:
    try:
        return document.page(index)
    except TooDenseError as error:
        return Fault(str(error))
    except Exception as error:  # noqa: BLE001 - as above
        return Fault(f"damaged ({_reason(error)})")


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split())[:120]
    if isinstance(error, UnreadableError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _opened(data: bytes) -> tuple[Opened, PdfiumDocument]:
    """Open a file, written out and marked first where it has layers, streams that aren't whole, or another number of pages than it says."""
    seen = survey(data)
    document = PdfiumDocument(data, has_replacements=seen.has_replacements)
    count = document.count()
    if not (seen.faults or seen.has_layers or seen.is_encrypted or seen.pages != count):
        return Opened(count), document
    try:
        copy = PlainCopy(document.plain_copy())
    except (UnreadableError, ValueError):
        return Opened(count, is_damaged=bool(seen.faults)), document
    has_layers = copy.mark_layers()
    faults, is_damaged, pages = _faults(copy, seen)
    if pages != count:
        copy.set_count(pages)
    revised = copy.changed()
    if revised is not copy.data:
        document = PdfiumDocument(revised, has_layers=has_layers)
        count = document.count()
    return Opened(count, is_damaged, faults), document


def _faults(copy: PlainCopy, seen: Survey) -> tuple[dict[int, str], bool, int]:
    """What is wrong with the streams of each page, whether anything is with others, and how many pages there are."""
    pages = copy.pages(1_000_000)
    faults: dict[int, str] = {}
    belonging: set[bytes] = set()
    if seen.faults or seen.is_encrypted:
        for index, page in enumerate(pages):
            for head, packed in copy.streams_of(page):
                fault = fault_of(packed, head)
                if fault:
                    faults[index] = fault
                    belonging.add(packed.rstrip(b"\r\n"))
    return faults, bool(seen.faults.keys() - belonging), len(pages)


class _Here:
    """Pages read in this process."""

    def __init__(self, data: bytes, first: int) -> None:
        self._outcomes = _outcomes(data, first)

    def next(self) -> Any:
        return next(self._outcomes, _End("the page isn't there"))

    def close(self) -> None:
        pass


class _Child:
    """A process that reads pages."""

    def __init__(self, data: bytes, first: int, limits: Limits) -> None:
        reading, writing = os.pipe()
        self._limits = limits
        self._is_open = False
        self._process = os.fork()
        if self._process == 0:
            os.close(reading)
            _serve(data, first, limits, writing)
        os.close(writing)
        self._pipe: BinaryIO = os.fdopen(reading, "rb", 1 << 16)
        self._resident = 0

    def next(self) -> Any:
        """The next outcome, or how the child ended."""
        head = self._pipe.read(_LENGTH.size)
        if len(head) == _LENGTH.size:
            (length,) = _LENGTH.unpack(head)
            body = self._pipe.read(length)
            if len(body) == length:
                self._is_open = True
                return _unpacked(body)
        return _End(self._how_it_ended())

    def close(self) -> None:
        """End it."""
        self._pipe.close()
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            self._wait()

    def _wait(self) -> tuple[int, int]:
        """The signal that ended it (0 if none), and the most memory that it had, in bytes."""
        process, self._process = self._process, 0
        try:
            _, status, usage = os.wait4(process, 0)
        except ChildProcessError:  # somebody else waited for it
            return 0, 0
        return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), usage.ru_maxrss * 1024

    def _how_it_ended(self) -> str:
        number, memory = self._wait()
        if number == signal.SIGALRM:
            if self._is_open:
                return f"not read within {self._limits.page_seconds:.0f} s"
            return f"its pages can't be found within {self._limits.open_seconds:.0f} s"
        if memory > MAX_GROWTH_BYTES * 0.75:
            return "it takes too much memory"
        name = signal.Signals(number).name if number else "no signal"
        return f"damaged (the library that reads it broke off: {name})"


def _serve(data: bytes, first: int, limits: Limits, writing: int) -> None:
    """Send the outcomes to the parent. Never returns."""
    try:
        gc.disable()
        for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        _bound_memory()
        seconds = limits.open_seconds
        outcomes = _outcomes(data, first)
        while True:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            outcome = next(outcomes, None)
            body = _packed(outcome)
            signal.setitimer(signal.ITIMER_REAL, 0)
            if outcome is None:
                break
            _write(writing, _LENGTH.pack(len(body)) + body)
            seconds = limits.page_seconds
    finally:
        os._exit(0)


def _packed(outcome: Any) -> bytes:
    """An outcome as the child sends it. A page's items go as plain tuples: marshal, which knows nothing else, takes half of pickle's time."""
    if not isinstance(outcome, Drawn):
        return _PICKLED + pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
    items = [(_KINDS.index(type(item)), tuple(item)) for item in outcome.items]
    return _DRAWN + marshal.dumps((outcome.width, outcome.height, items, outcome.is_overdrawn), _WITHOUT_REFERENCES)


def _unpacked(body: bytes) -> Any:
    """An outcome, as `_packed` made it in a process of our own."""
    kind, content = body[:1], memoryview(body)[1:]
    if kind == _PICKLED:
        return pickle.loads(content)  # noqa: S301 - our own process wrote it
    width, height, items, is_overdrawn = marshal.loads(content)  # noqa: S302 - as above
    return Drawn(width, height, [_KINDS[number]._make(fields) for number, fields in items], is_overdrawn)


def _write(to: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(to, view) :]


def _bound_memory() -> None:
    """Bound what this process may take from now on, where the system says what it has."""
    with contextlib.suppress(ImportError, OSError, ValueError, IndexError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MAX_GROWTH_BYTES
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        if soft == resource.RLIM_INFINITY or most < soft:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
