"""The files that were loaded, kept by content, so that a page can be shown when the file itself has gone.

A folder, or a place that fsspec opens (s3://…). A file appears whole or not at all and is held against its hash whenever it is read. What
isn't kept (switched off, no room, older than this) is a state that is told, never an error of a load.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.errors import GongkaiError, UnreachableError
from etl.output import replacing
from etl.settings import Settings

_BLOCK = 1 << 20
_LOGIN = re.compile(r"(?<=://)[^/@]*@")
_HEX = frozenset("0123456789abcdef")


@dataclass
class Originals:
    """A store of files by SHA-256, of at most so many bytes; what would not fit is not kept. `url` is a folder's path or an fsspec URL."""

    url: str
    most_bytes: int
    _used: int | None = field(default=None, repr=False)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of this machine."""
        return "://" not in self.url

    @property
    def place(self) -> str:
        """Where it is, without a login."""
        return _LOGIN.sub("***@", self.url)

    def has(self, sha256: str) -> bool:
        """Whether a file is there. False where the store can't be reached."""
        try:
            if self.is_folder:
                return self._path(sha256).is_file()
            return bool(self._files().exists(self._place(sha256)))
        except Exception:  # noqa: BLE001 - a file system raises what its library does
            return False

    def keep(self, sha256: str, file: Path) -> str:
        """Keep a file; "" where it is there afterwards, else in words why not."""
        try:
            size = file.stat().st_size
            if self.used() + size > self.most_bytes:
                return f"no room among the originals: {self.most_bytes / 1e6:,.0f} MB (GONGKAI_DOCUMENTS_MB)"
            if not self._write(sha256, file):
                return "the file has changed since it was read"
        except Exception as error:  # noqa: BLE001 - as above; the document is loaded all the same
            return f"the originals can't be written ({' '.join(str(error).split())[:200]})"
        self._used = self.used() + size
        return ""

    @contextmanager
    def opened(self, sha256: str) -> Iterator[Path | None]:
        """A file of this machine with the content, None where it isn't kept or is damaged: to read, and gone afterwards if it is a copy.

        UnreachableError where the store can't be read.
        """
        with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
            path = self._path(sha256) if self.is_folder else Path(folder) / sha256
            try:
                if not self.is_folder and self._files().exists(self._place(sha256)):
                    self._files().get_file(self._place(sha256), str(path))
                whole = path.is_file() and _hash_of(path) == sha256
            except Exception as error:
                raise UnreachableError(
                    f"the originals can't be read ({' '.join(str(error).split())[:200]})",
                    place=self.place,
                    next_step="check GONGKAI_DOCUMENTS, its rights and the connection",
                ) from error
            yield path if whole else None

    def forget(self, sha256: str) -> None:
        """Take a file out; nothing happens where it isn't there.

        UnreachableError where it can't be taken out: who asked to forget it has to know that it is still kept.
        """
        try:
            if self.is_folder:
                self._path(sha256).unlink(missing_ok=True)
            elif self._files().exists(self._place(sha256)):
                self._files().rm_file(self._place(sha256))
        except Exception as error:
            raise UnreachableError(
                f"the original of {sha256[:12]} can't be taken out ({' '.join(str(error).split())[:200]})",
                place=self.place,
                next_step="check GONGKAI_DOCUMENTS, its rights and the connection, then remove the file",
            ) from error
        finally:
            self._used = None

    def used(self) -> int:
        """How many bytes are kept."""
        if self._used is None:
            self._used = sum(size for _, size in self.listed())
        return self._used

    def listed(self) -> Iterator[tuple[str, int]]:
        """Hash and size of every file that is kept."""
        if self.is_folder:
            for folder in _scanned(Path(self.url)):
                for file in _scanned(Path(folder.path)) if folder.is_dir() else ():
                    if _is_hash(file.name):
                        with suppress(OSError):
                            yield file.name, file.stat().st_size
            return
        with suppress(FileNotFoundError):
            for name, told in self._files().find(self._root(), detail=True).items():
                if _is_hash(name.rpartition("/")[2]):
                    yield name.rpartition("/")[2], int(told.get("size") or 0)

    def _write(self, sha256: str, file: Path) -> bool:
        """Write a file beside its place and move it there, if its content is what its name says."""
        if self.is_folder:
            target = self._path(sha256)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = target.with_name(f".{sha256[:12]}.{secrets.token_hex(4)}")
            try:
                with file.open("rb") as source, os.fdopen(_private(new), "wb") as copy:
                    if _copied(source, copy.write) != sha256:
                        return False
                    copy.flush()
                    os.fsync(copy.fileno())
                new.replace(target)
            finally:
                new.unlink(missing_ok=True)
            return True
        files, place = self._files(), self._place(sha256)
        part = f"{place}.{secrets.token_hex(4)}.part"
        files.makedirs(place.rpartition("/")[0], exist_ok=True)
        try:
            with file.open("rb") as source, files.open(part, "wb") as copy:
                whole = _copied(source, copy.write) == sha256
            if whole:
                files.mv(part, place)
            return whole
        finally:
            with suppress(Exception):
                if files.exists(part):
                    files.rm_file(part)

    def _path(self, sha256: str) -> Path:
        return Path(self.url) / sha256[:2] / sha256

    def _place(self, sha256: str) -> str:
        return f"{self._root()}/{sha256[:2]}/{sha256}"

    def _files(self) -> Any:
        from fsspec.core import url_to_fs

        return url_to_fs(self.url)[0]

    def _root(self) -> str:
        from fsspec.core import url_to_fs

        return str(url_to_fs(self.url)[1]).rstrip("/")


def kept_originals(settings: Settings) -> Originals | None:
    """The store that the settings name; None where originals aren't kept (GONGKAI_KEEP_DOCUMENTS=0)."""
    if not settings.keep_documents:
        return None
    return Originals(settings.documents or str(settings.home / "documents"), settings.documents_mb * 1_000_000)


def archive(originals: Originals, path: Path) -> int:
    """Write all files that are kept into one archive; gives how many. It appears whole or not at all. OutputError where it can't be written."""
    count = 0
    with (
        replacing(path) as new,
        os.fdopen(_private(new), "wb") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed,
    ):
        for sha256, _ in sorted(originals.listed()):
            with originals.opened(sha256) as kept:
                if kept is not None:
                    packed.write(kept, sha256)
                    count += 1
    return count


def unpack(originals: Originals, path: Path) -> int:
    """Put the files of an archive into the store; gives how many are there then. GongkaiError where the archive is damaged or there is no room."""
    count = 0
    try:
        with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
            for name in packed.namelist():
                if not _is_hash(name):
                    continue
                file = Path(folder) / name
                with packed.open(name) as source, file.open("wb") as copy:
                    _copied(source, copy.write)
                refused = "" if originals.has(name) else originals.keep(name, file)
                file.unlink()
                if refused:
                    raise GongkaiError(refused, place=str(path), next_step="see to it, and restore the originals again")
                count += 1
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreachableError(
            f"the originals can't be read ({error})",
            place=str(path),
            next_step="name the archive that gongkai db backup wrote",
        ) from error
    return count


def _copied(source: Any, write: Callable[[bytes], Any]) -> str:
    """Copy to the end; the hash of what was copied."""
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        write(block)
    return digest.hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return _copied(file, lambda _: None)


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _scanned(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _is_hash(name: str) -> bool:
    return len(name) == 64 and _HEX.issuperset(name)


__all__ = ["Originals", "archive", "kept_originals", "unpack"]
