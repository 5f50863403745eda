"""Documents that took long to read, kept by content: a changed catalogue or word list reads a folder of PDFs again in no time.

Kept is what the reader gave, before anything is interpreted, so that only a change of the reader, its libraries or the file makes a
document be read again. The folder is the user's alone (0700); files in it are pickles that may hold the types of a document and
nothing else, whoever wrote them.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from etl import __version__, documents
from etl.documents import read_document
from etl.documents.model import Box, Document, Link, PageDatum, Paragraph, Span, Table
from etl.settings import Settings, load_settings

WORTH_SECONDS = 0.3
"""What is read faster isn't kept: converted text, most workbooks."""
MAX_UNPACKED = 256 * 1024 * 1024
_TYPES = {
    ("etl.documents.model", one.__name__): one for one in (Box, Document, Link, PageDatum, Paragraph, Span, Table)
}
_LIBRARIES = ("pypdfium2", "lxml", "xlrd", "olefile", "rapidocr", "onnxruntime")


@dataclass(frozen=True, slots=True)
class DocumentCache:
    """A folder of documents read earlier, of at most so many bytes after `prune`."""

    folder: Path
    most_bytes: int

    def read(self, path: Path, read: Callable[[Path], Document] = read_document) -> Document:
        """The document of a file, from the folder where it is there. Raises what `read` raises."""
        if not path.is_file() or not self._usable():
            return read(path)
        try:
            place = self.folder / _key(path)
        except OSError:
            return read(path)  # says why it can't be opened
        kept = _kept(place)
        if kept is not None:
            with suppress(OSError):
                os.utime(place)  # what is used stays longest
            return kept
        started = time.process_time()
        document = read(path)
        if time.process_time() - started >= WORTH_SECONDS:
            self._keep(place, document)
        return document

    def prune(self) -> None:
        """Remove what was used longest ago, down to the bound."""
        if not self._usable():
            return
        found: list[tuple[float, int, Path]] = []
        for path in self.folder.iterdir():
            with suppress(OSError):
                found.append((path.stat().st_mtime, path.stat().st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self.most_bytes:
                return
            with suppress(OSError):
                path.unlink()
            total -= size

    def _usable(self) -> bool:
        """Whether the folder is there (made if need be), is ours, and nobody else writes to it."""
        if not self.most_bytes:
            return False
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = self.folder.stat()
        except OSError:
            return False
        return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)

    def _keep(self, place: Path, document: Document) -> None:
        content = zlib.compress(pickle.dumps(document, pickle.HIGHEST_PROTOCOL), 1)
        with suppress(OSError):  # a full disk costs the cache, not the document
            number, name = tempfile.mkstemp(dir=self.folder)
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(content)
                Path(name).replace(place)  # whole or not at all
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise


def document_cache(settings: Settings | None = None) -> DocumentCache:
    """The cache that the settings name."""
    settings = settings or load_settings()
    return DocumentCache(settings.cache or settings.home / "cache", settings.cache_mb * 1_000_000)


def _key(path: Path) -> str:
    digest = hashlib.sha256(f"{_reader()}\0{path.name}\0".encode(errors="surrogateescape"))
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


@cache
def _reader() -> str:
    """What decides how a file is read: our readers, word for word, and the libraries and programs that they use."""
    digest = hashlib.sha256(__version__.encode())
    folder = Path(documents.__file__).parent
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".yaml"}):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    for name in _LIBRARIES:
        try:
            digest.update(f"{name} {metadata.version(name)}\0".encode())
        except metadata.PackageNotFoundError:
            digest.update(f"{name} -\0".encode())
    digest.update(str(shutil.which("soffice")).encode())
    return digest.hexdigest()


class _DocumentsOnly(pickle.Unpickler):
    """Builds documents and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _TYPES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a document") from None


def _kept(place: Path) -> Document | None:
    """What is kept there; None where nothing is, or nothing that can be used."""
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(place.read_bytes(), MAX_UNPACKED)
        found = _DocumentsOnly(io.BytesIO(content)).load()
    except FileNotFoundError:
        return None
    except Exception:  # noqa: BLE001 - damaged in whatever way: read the file itself
        return None
    return found if isinstance(found, Document) else None
