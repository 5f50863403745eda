"""Keeps a hostile page from taking the machine: bounds on the time and memory of what is made of its lines and characters."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Iterator
from pathlib import Path

MAX_GROWTH_BYTES = 2 * 1024 * 1024 * 1024
"""By how much the process may grow while one page is read."""
_TICK = 0.2


class TimeUpError(BaseException):
    """The work took longer or more memory than allowed. No Exception: no handler on the way may swallow it."""


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Run the block for at most so long; TimeUpError interrupts it wherever it is in Python code.

    What is made of a page has loops whose length the page decides, so the limit can't be checked at a few places.
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
