"""Keeps a hostile page from taking the machine: bounds on the time and memory of what is made of its lines and characters."""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_GROWTH_BYTES = 2 * 1024 * 1024 * 1024
"""By how much the process may grow while one page is read."""
_TICK = 0.2
_IDLE_TICKS = 25
"""After so many looks at nothing the watching thread ends; the next page starts another."""


class TimeUpError(BaseException):
    """The work took longer or more memory than allowed. No Exception: no handler on the way may swallow it."""


@dataclass(slots=True, eq=False)
class _Work:
    """Work of a thread, and what it may take."""

    thread: int
    until: float
    most_bytes: int
    is_stopped: bool = False


class _Watch:
    """One thread that looks at all work: starting one a page would cost more than the page."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._works: set[_Work] = set()
        self._is_running = False

    def add(self, work: _Work) -> None:
        """Look at work from now on."""
        with self.lock:
            self._works.add(work)
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="time limit of pages", daemon=True).start()

    def remove(self, work: _Work) -> None:
        """Look at it no more."""
        with self.lock:
            self._works.discard(work)

    def _run(self) -> None:
        idle = 0
        while idle < _IDLE_TICKS:
            time.sleep(_TICK)
            with self.lock:
                idle = 0 if self._works else idle + 1
                for work in self._works:
                    if not work.is_stopped and (time.monotonic() >= work.until or _resident_bytes() >= work.most_bytes):
                        work.is_stopped = True
                        _raise_in(work.thread)
                if idle >= _IDLE_TICKS:
                    self._is_running = False


_watch = _Watch()


def _watch_anew() -> None:
    """A forked process has no thread that watches, and perhaps a lock that nobody frees."""
    global _watch
    _watch = _Watch()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_watch_anew)


def _raise_in(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeUpError))


@contextlib.contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Run the block for at most so long; TimeUpError interrupts it wherever it is in Python code.

    What is made of a page has loops whose length the page decides, so the limit can't be checked at a few places.
    """
    work = _Work(threading.get_ident(), time.monotonic() + seconds, _resident_bytes() + MAX_GROWTH_BYTES)
    watch = _watch
    watch.add(work)
    arrived = False
    try:
        yield
    except TimeUpError:
        arrived = True
        raise
    finally:
        watch.remove(work)
        if work.is_stopped and not arrived:
            # The interruption was on its way while the block ended: take it here, or it would strike somewhere else.
            for _ in range(100):
                time.sleep(0.001)


def _resident_bytes() -> int:
    """Memory of this process; 0 where the system doesn't say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096
    except (OSError, IndexError, ValueError):
        return 0
