"""Where documents come from: files, folders, and URLs that fsspec opens (s3://, file://, memory://, zip://a.pdf::s3://…, …)."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from etl.errors import DocumentError, GongkaiError, UnreachableError
from etl.warehouse.storable import storable

SUFFIXES = frozenset(
    [
        ".txt",
        ".md",
        ".markdown",
        ".pdf",
        ".ofd",
        ".docx",
        ".doc",
        ".wps",
        ".rtf",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
        ".xlsb",
        ".ods",
        ".csv",
        ".html",
        ".htm",
        ".mht",
        ".mhtml",
        ".zip",
    ]
)
"""What is taken from a folder; a file that is named itself is read whatever its name."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_LOGIN = re.compile(r"(?<=://)[^/@]*@")
_PACKAGES = {"s3": "gongkai[s3]", "s3a": "gongkai[s3]"}


class Remote:
    """A document at a URL. Shown without a login or a query that the URL may hold."""

    __slots__ = ("url",)

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def name(self) -> str:
        """The file's name: what the first part of the URL ends with, fit for a file of ours."""
        first = self.url.partition("::")[0]
        if first.startswith(("http://", "https://")):
            first = first.partition("?")[0].partition("#")[0]
        name = first.rpartition("/")[2].replace("\x00", "")
        return name if name not in ("", ".", "..") else "document"

    def __str__(self) -> str:
        return _masked(self.url)

    def __repr__(self) -> str:
        return f"Remote({_masked(self.url)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remote) and self.url == other.url

    def __hash__(self) -> int:
        return hash(self.url)


Source = Path | Remote


def find_files(paths: Sequence[Path | str]) -> list[Path]:
    """The files that paths name: files themselves, and from folders, in order of name, what has the suffix of a document.

    Hidden files, and README files beside reports, are left out. Raises DocumentError for a path that doesn't exist, UnreachableError for
    one that can't be opened.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        try:
            found += sorted(_in_folder(path)) if stat.S_ISDIR(path.stat().st_mode) else [path]
        except (FileNotFoundError, NotADirectoryError) as error:
            raise DocumentError("no such file or folder", place=str(path), next_step="check the path") from error
        except (OSError, ValueError) as error:  # ValueError: a zero character
            raise UnreachableError(
                f"can't be opened ({getattr(error, 'strerror', None) or error})",
                place=str(path),
                next_step="check the path, its rights and that the disk or share is there",
            ) from error
    return list(dict.fromkeys(found))


def _in_folder(folder: Path) -> list[Path]:
    """The documents below a folder. A folder in there that can't be opened stands for itself: reading it says why."""
    found: list[Path] = []

    def closed(error: OSError) -> None:
        if Path(error.filename) == folder:
            raise error
        if not _is_left_alone(Path(error.filename).relative_to(folder).parts):
            found.append(Path(error.filename))

    for place, _, names in os.walk(folder, onerror=closed):
        files = [Path(place) / name for name in names]
        found += [file for file in files if _is_document(file.relative_to(folder).as_posix()) and _may_be_file(file)]
    return found


def _may_be_file(path: Path) -> bool:
    """Whether it is an ordinary file, or nobody knows: reading it says why."""
    try:
        return path.is_file()
    except OSError:
        return True


def find_sources(given: Sequence[Path | str]) -> list[Source]:
    """The same for paths and URLs; of a URL that is a folder the documents in it. GongkaiError where a URL can't be opened."""
    found: list[Source] = []
    for one in given:
        if isinstance(one, str) and is_url(one):
            found += _find_remote(one)
        else:
            found += find_files([one])
    return list(dict.fromkeys(found))


def named_among(files: Sequence[Source], given: Sequence[Path | str]) -> set[Source]:
    """Those of the files found that were given themselves, not in a folder of theirs."""
    themselves = {Remote(one) if isinstance(one, str) and is_url(one) else Path(one) for one in given}
    return themselves.intersection(files)


def is_url(text: str) -> bool:
    """Whether it is a URL and no path."""
    return _URL.match(text) is not None


@contextmanager
def local(source: Source) -> Iterator[Path]:
    """A file of this machine with the document: the file itself, or a copy of what is at the URL, under its name, gone afterwards.

    DocumentError if it can't be fetched.
    """
    if isinstance(source, Path):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        copy = Path(folder) / source.name
        filesystem, path = _opened(source.url)
        with _said(source.url):
            filesystem.get_file(path, str(copy))
        yield copy


def sha256_of(source: Source) -> str | None:
    """The hash of a document's content; None where there is no file that could be opened, which reading it will say."""
    if isinstance(source, Path):
        try:
            if not source.is_file():
                return None
            with source.open("rb") as file:
                return _digest(file)
        except (OSError, ValueError):
            return None
    filesystem, path = _opened(source.url)
    with _said(source.url), filesystem.open(path, "rb") as file:
        return _digest(file)


def beside(source: Source, files: Iterable[Source]) -> list[Source]:
    """The other documents of a source's folder: those that lie there, and those among `files`."""
    if isinstance(source, Path):
        folder = source.absolute().parent
        found: list[Source] = [file for file in files if isinstance(file, Path) and file.absolute().parent == folder]
        with suppress(OSError):
            found += sorted(file for file in folder.iterdir() if file.is_file() and _is_document(file.name))
        return list({file.absolute() for file in found if isinstance(file, Path)} - {source.absolute()})
    return [
        file
        for file in files
        if isinstance(file, Remote) and file != source and _folder(file.url) == _folder(source.url)
    ]


def path_of(source: Source) -> str:
    """A file as the record names it: its absolute path, or its URL without login and query."""
    return storable(str(source.absolute()) if isinstance(source, Path) else str(source))


def folder_of(source: Source) -> str:
    """The folder in which a document lies, as a path or a URL without login and query."""
    if isinstance(source, Path):
        return str(source.absolute().parent)
    return _masked(_folder(source.url))


def _folder(url: str) -> str:
    first, chained, rest = url.partition("::")
    return first.rpartition("/")[0] + chained + rest


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _is_document(path: str) -> bool:
    """Whether a file of a folder is taken, by its path in it."""
    parts = PurePosixPath(path).parts
    return (
        PurePosixPath(path).suffix.lower() in SUFFIXES
        and not parts[-1].upper().startswith("README")
        and not _is_left_alone(parts)
    )


def _is_left_alone(parts: Sequence[str]) -> bool:
    """Whether a path in a folder is hidden, of a program that has the document open, or the system's own."""
    return any(part.startswith((".", "~$")) or part == "lost+found" for part in parts)


def _find_remote(url: str) -> list[Remote]:
    filesystem, path = _opened(url)
    with _said(url):
        if not filesystem.isdir(path):
            if not filesystem.exists(path):
                raise DocumentError("no such file or folder", place=_masked(url), next_step="check the address")
            return [Remote(url)]
        first, chained, rest = url.partition("::")
        protocol = first.partition("://")[0]
        top = path.rstrip("/") + "/" if path.strip("/") else path
        return [
            Remote((name if "://" in name else f"{protocol}://{name}") + chained + rest)
            for name in sorted(filesystem.find(path))
            if _is_document(name.removeprefix(top).lstrip("/"))
        ]


def _opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it. GongkaiError that says what to install, or that nobody knows such URLs."""
    from fsspec.core import url_to_fs

    protocol = url.partition("://")[0].lower()
    try:
        with _said(url):
            filesystem, path = url_to_fs(url)
    except ImportError as error:
        raise GongkaiError(
            f"reading {protocol}:// takes a package that isn't installed ({' '.join(str(error).split())})",
            place=_masked(url),
            next_step=f"pip install '{_PACKAGES[protocol]}'" if protocol in _PACKAGES else "install it beside gongkai",
        ) from None
    return filesystem, str(path)


@contextmanager
def _said(url: str) -> Iterator[None]:
    """Whatever a file system raises, as an error that names the address. File systems raise what their libraries do."""
    try:
        yield
    except (GongkaiError, ImportError):
        raise
    except Exception as error:
        reason = " ".join(str(error).split()).replace(url, _masked(url))[:300]
        raise UnreachableError(
            f"can't be opened ({type(error).__name__}: {reason})",
            place=_masked(url),
            next_step="check the address, the rights and the connection",
        ) from error


def _masked(url: str) -> str:
    """Without logins and without queries, which may hold signatures."""
    return "::".join(_LOGIN.sub("***@", part).partition("?")[0] for part in url.split("::"))
