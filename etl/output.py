"""Writing files that people asked for: what the system refuses is said in a line, and a file appears whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from etl.errors import OutputError

ELSEWHERE = "name a place that you may write to and that has room"


@contextmanager
def writing(path: Path, next_step: str = ELSEWHERE) -> Iterator[None]:
    """What the system refuses while `path` is written is an OutputError that names the place and says `next_step`."""
    try:
        yield
    except OSError as error:
        refused = f"{error.filename}: " if error.filename and str(error.filename) != str(path) else ""
        raise OutputError(
            f"can't be written ({refused}{error.strerror or error})", place=str(path), next_step=next_step
        ) from error


@contextmanager
def replacing(path: Path, next_step: str = ELSEWHERE) -> Iterator[Path]:
    """A path beside this one that takes its place at the end of the block, unless something is raised; folders are made. A device or a pipe
    is no file that another could take the place of: the path is its own.

    OutputError where the system refuses.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        with writing(path, next_step):
            yield path
        return
    new = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        with writing(path, next_step):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield new
            os.replace(new, path)
    finally:
        with suppress(OSError):  # what couldn't be made needs no removing
            new.unlink(missing_ok=True)


def write_changed(path: Path, text: str) -> None:
    """Write a file where it isn't there with this very text."""
    with suppress(OSError, ValueError):
        if path.read_text("utf-8") == text:
            return
    with replacing(path) as new:
        new.write_text(text, encoding="utf-8")
