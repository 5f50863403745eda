"""Reading that goes wrong in the way that the file's text says, for tests: the processes import it by name."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

from etl.loading.reading import Outcome, Unread


def read(path: Path) -> Outcome:
    """What a file's text says becomes of the process; else an outcome that names the file and its process."""
    order = path.read_text(encoding="utf-8")
    if order == "exit":
        os._exit(3)
    if order == "leave":
        os._exit(0)
    if order == "send":
        Connection._send = _dies_amidst  # type: ignore[attr-defined]
    if order == "much":
        path.with_suffix(".read").touch()
        return Unread(f"{path.name} {'x' * 1_000_000}")
    if order == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "hang":
        time.sleep(600)
    if order == "eat":
        _eat()
    if order == "slow":
        time.sleep(0.4)
    return Unread(f"{path.name} by {os.getpid()}")


def _dies_amidst(pipe: Connection, data: memoryview) -> None:
    """In place of the pipe's own writing: half of it, and no more."""
    os.write(pipe.fileno(), bytes(data[: len(data) // 2]))
    os.kill(os.getpid(), signal.SIGKILL)


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(2**26))


def read_anyhow(path: Path, **_: object) -> Outcome:
    """The same, whatever is wanted besides."""
    return read(path)


def refuse(path: Path, stated: object = None) -> Outcome:
    """No file is good enough."""
    return Unread(f"{path.name}: refused")


def draw(_: object, path: Path) -> Outcome:
    """The same in place of drawing a figure's page."""
    return read(path)
