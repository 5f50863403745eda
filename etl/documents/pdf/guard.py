"""Keeps a hostile or broken PDF from taking the machine: bounds on time, memory and what a stream may unpack to."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from pdfminer import pdftypes

MAX_STREAM_BYTES = 96 * 1024 * 1024
"""What one stream may unpack to. The content of the densest page has some 2 MB, an embedded Chinese font 20 MB."""
MAX_GROWTH_BYTES = 2 * 1024 * 1024 * 1024
"""By how much the process may grow while one page is read."""
_TICK = 0.2


class TimeUpError(BaseException):
    """The work took longer or more memory than allowed. No Exception: the parser's own handlers must not swallow it."""


class OversizedError(Exception):
    """A stream unpacks to more than a page or a font has."""


def _decompress(data: bytes) -> bytes:
    """`zlib.decompress`, but no further than the bound."""
    unpacker = zlib.decompressobj()
    result = unpacker.decompress(data, MAX_STREAM_BYTES)
    if unpacker.unconsumed_tail:
        raise OversizedError(f"a stream unpacks to more than {MAX_STREAM_BYTES / 1e6:.0f} MB")
    if not unpacker.eof:
        raise zlib.error("incomplete stream")
    return result


damaged = 0
"""How many streams of this process were not whole. What was printed after the damage is lost, and nothing else tells."""


def _decompress_damaged(data: bytes) -> bytes:
    """What can be unpacked before the damage. The library's own way takes a time that grows with the square of the size."""
    global damaged
    damaged += not _is_whole(data)
    unpacker = zlib.decompressobj()
    parts: list[bytes] = []
    total = 0
    for at in range(0, len(data), 256):
        try:
            part = unpacker.decompress(data[at : at + 256], MAX_STREAM_BYTES)
        except zlib.error:
            break
        parts.append(part)
        total += len(part)
        if total > MAX_STREAM_BYTES:
            raise OversizedError(f"a stream unpacks to more than {MAX_STREAM_BYTES / 1e6:.0f} MB")
    return b"".join(parts)


def _is_whole(data: bytes) -> bool:
    """Whether all of a stream can be unpacked, and is what was packed: only its checksum may be missing, as some programs write it."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    check = 1
    rest = data[2:]  # behind the two bytes of zlib's head
    try:
        while rest and not unpacker.eof:
            part = unpacker.decompress(rest, 1 << 20)
            check = zlib.adler32(part, check)
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return False
    printed = unpacker.unused_data.rstrip(b"\r\n")[:4]
    return unpacker.eof and (len(printed) < 4 or int.from_bytes(printed, "big") == check)


def install() -> None:
    """Give pdfminer the bounded ways to unpack; calling it again changes nothing."""
    bounded_zlib = SimpleNamespace(decompress=_decompress, decompressobj=zlib.decompressobj, error=zlib.error)
    setattr(pdftypes, "zlib", bounded_zlib)  # noqa: B010 - a module's own import, not its interface
    pdftypes.decompress_corrupted = _decompress_damaged


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Run the block for at most so long; TimeUpError interrupts it wherever it is in Python code.

    pdfminer is Python throughout and has loops whose length the file decides (ranges of character maps, chains of
    tables), so the limit can't be checked at places of ours.
    """
    thread = threading.get_ident()
    lock = threading.Lock()
    ended = threading.Event()
    fired = False

    def watch() -> None:
        nonlocal fired
        limit = time.monotonic() + seconds
        most = _resident_bytes() + MAX_GROWTH_BYTES
        while not ended.wait(_TICK):
            if time.monotonic() < limit and _resident_bytes() < most:
                continue
            with lock:
                if not ended.is_set():
                    fired = True
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeUpError))
            return

    threading.Thread(target=watch, name="pdf time limit", daemon=True).start()
    arrived = False
    try:
        yield
    except TimeUpError:
        arrived = True
        raise
    finally:
        with lock:
            ended.set()
        if fired and not arrived:
            # The interruption was on its way while the block ended: take it here, or it would strike somewhere else.
            for _ in range(100):
                time.sleep(0.001)


def _resident_bytes() -> int:
    """Memory of this process; 0 where the system doesn't say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096
    except (OSError, IndexError, ValueError):
        return 0
