"""The complete copy of the dbt project that dbt reads, and what tells its contents apart.

dbt reads one folder. Some of its files repeat what is defined elsewhere (`generated.py`); they aren't kept, so the complete project is
made under the user's home, once for each content of what it is made from. A copy is never changed afterwards.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from etl import __version__
from etl.errors import OutputError
from etl.output import writing
from etl.warehouse.project.source import PACKAGE, source_folder

HOME = "set GONGKAI_HOME to a folder that you may write to and that has room"
"""What to do where the home can't be written."""

_MADE_FROM = (PACKAGE / "reference", PACKAGE / "words", Path(__file__).parent, PACKAGE.parent / "models")
"""Rooms that the generated files are made from, and with."""

_SUFFIXES = frozenset({".sql", ".yml", ".csv", ".md"})
_WRITTEN_BY_DBT = frozenset({"target", "logs", "dbt_packages"})
"""Folders that dbt makes where somebody runs it by hand in the source tree."""

_UNUSED_SECONDS = 24 * 3600
"""A copy of other contents goes when no build has read it for so long: a build reads its copy for minutes at most."""


def project_digest() -> str:
    """Changes with any file that the complete project is made from and with the program's version; 16 hexadecimal digits."""
    digest = hashlib.sha256(__version__.encode())
    for name, file in _inputs():
        digest.update(name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def project_folder(home: Path) -> Path:
    """The complete dbt project under `home`, made where it isn't there yet; to be read, not written.

    Several processes may ask at once. OutputError where the home can't be written.
    """
    work = home / "dbt"
    folder = work / f"project-{project_digest()}"
    if folder.is_dir():
        with suppress(OSError):  # notes the use; who may only read can't, and need not
            os.utime(folder)
        return folder
    with writing(work, HOME):
        work.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".project-", dir=work))
        try:
            _write(part)
            _put_in_place(part, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        _remove_unused(work)
    return folder


def write_project(folder: Path) -> None:
    """Write the complete project into a folder of one's own, for tools that want it at a fixed place; what was there before goes.

    OutputError where the folder holds something else, or can't be written.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "dbt_project.yml").is_file():
        raise OutputError("holds something that is no dbt project", place=str(folder), next_step="name another folder")
    with writing(folder):
        if folder.is_dir():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        _write(folder)


def _kept() -> Iterator[tuple[Path, Path]]:
    """The files that are kept: path within the project, path of the file."""
    source = source_folder()
    for file in sorted(source.rglob("*")):
        path = file.relative_to(source)
        if path.suffix in _SUFFIXES and path.parts[0] not in _WRITTEN_BY_DBT:
            yield path, file


def _inputs() -> Iterator[tuple[str, Path]]:
    """Every file that the project is made from, under a name that is the same wherever the program is installed."""
    for path, file in _kept():
        yield path.as_posix(), file
    for room in _MADE_FROM:
        for file in sorted(room.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                yield file.relative_to(PACKAGE.parent).as_posix(), file


def _write(folder: Path) -> None:
    from etl.warehouse.project.generated import (
        generated_files,
    )  # the models take a second to import: only making a copy pays for it

    contents = {path: file.read_bytes() for path, file in _kept()}
    contents |= {path: text.encode() for path, text in generated_files().items()}
    for path, content in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _put_in_place(part: Path, folder: Path) -> None:
    """Rename; another process that was first has made the same."""
    try:
        part.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _remove_unused(work: Path) -> None:
    """Copies that nothing reads any more, and what was left of those whose making was interrupted."""
    for folder in (*work.glob("project-*"), *work.glob(".project-*")):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _UNUSED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
