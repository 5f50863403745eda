"""Which program read a document: the version and a hash of the data it read with, as `raw.document` keeps it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from etl import __version__

_CODE = Path(__file__).resolve().parent


@cache
def loader_version() -> str:
    """The version with a hash of the catalogue and word lists after `+`, `0.2.0+1a2b3c4d`: changed data reads documents anew.

    A folder of entries of one's own (GONGKAI_CATALOGUE) counts too. How versions compare: `writer.is_older`.
    """
    files = [*_CODE.rglob("*.yaml")]
    own = os.environ.get("GONGKAI_CATALOGUE")
    if own:
        files += Path(own).glob("*.yaml")
    return f"{__version__}+{hash_of(files)[:8]}"


def hash_of(files: Iterable[Path]) -> str:
    """SHA-256 over names and contents of files, whatever their order and the folder they lie in."""
    digest = hashlib.sha256()
    for name, content in sorted((path.name, path.read_bytes()) for path in files):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
